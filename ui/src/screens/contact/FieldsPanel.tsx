/** The fields of a contact in groups, most used first. */
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { SectionTitle } from "@/components/SectionTitle";
import type { ContactId, Field } from "@/protocol";
import { isEmptyValue } from "@/state/timeline";
import { fieldOf } from "@/state/values";
import { AccessField, TeamsField } from "./ChoiceFields";
import { useContactPart } from "./contactPart";
import { CustomFields, useFieldsOf } from "./CustomFields";
import type { Decide } from "./FieldFrame";
import { FIELD_GROUPS, ONLY } from "./fieldGroups";
import { FieldRow } from "./FieldRow";
import styles from "./FieldsPanel.module.css";
import { TagsField } from "./TagsField";

type FieldsPanelProps = { contact: ContactId; decide: Decide };

export const FieldsPanel = memo(function FieldsPanel({ contact, decide }: FieldsPanelProps) {
  const { t } = useTranslation();
  const custom = useFieldsOf(contact);
  const hidden = useContactPart(contact, (state) =>
    (Object.keys(ONLY) as Field[]).filter(
      // A value that is there is shown, whatever the kind.
      (field) => state.contact !== null && ONLY[field] !== state.contact.kind && isEmptyValue(fieldOf(state.contact, field)),
    ),
  );
  return (
    <section className={styles.panel} aria-label={t("contact.fields")}>
      {FIELD_GROUPS.map(({ title, fields }) => (
        <FieldGroup key={title} title={t(`fieldGroup.${title}`)}>
          {fields
            .filter((field) => !hidden.includes(field))
            .map((field) =>
              field === "tags" ? (
                <TagsField key={field} contact={contact} decide={decide} />
              ) : (
                <FieldRow key={field} contact={contact} field={field} decide={decide} />
              ),
            )}
        </FieldGroup>
      ))}
      {custom.length > 0 && (
        <FieldGroup title={t("fieldGroup.custom")}>
          <CustomFields contact={contact} fields={custom} decide={decide} />
        </FieldGroup>
      )}
      <FieldGroup title={t("fieldGroup.access")}>
        <AccessField contact={contact} decide={decide} />
        <TeamsField contact={contact} decide={decide} />
      </FieldGroup>
    </section>
  );
});

function FieldGroup({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={styles.group} role="group" aria-label={title}>
      <header className={styles.head}>
        <SectionTitle>{title}</SectionTitle>
      </header>
      {children}
    </div>
  );
}
