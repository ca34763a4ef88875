/** The fields that an administrator defined, in their order, each edited by its kind. */
import { Button, Select } from "@mantine/core";
import { memo, useId } from "react";
import { useTranslation } from "react-i18next";

import { useCustomFields } from "@/app/customFields";
import type { ContactId, CustomField } from "@/protocol";
import { customFieldName, customValues, fieldsOf } from "@/state/customFields";
import { choose, presenceOf } from "./ChoiceFields";
import { useContactPart } from "./contactPart";
import { FieldFrame, useFieldView, type Decide } from "./FieldFrame";
import { FieldRow } from "./FieldRow";
import styles from "./CustomFields.module.css";
import { ValueText } from "./ValueText";

/** The definitions that this contact shows. */
export function useFieldsOf(contact: ContactId): CustomField[] {
  const { all } = useCustomFields();
  const kind = useContactPart(contact, (state) => state.contact?.kind ?? "organisation");
  const filled = useContactPart(contact, (state) => (state.contact === null ? [] : Object.keys(customValues(state.contact))));
  return fieldsOf(all, kind, filled);
}

export function CustomFields({ contact, fields, decide }: { contact: ContactId; fields: readonly CustomField[]; decide: Decide }) {
  return fields.map((field) =>
    field.archived ? (
      <Archived key={field.id} contact={contact} field={field} decide={decide} />
    ) : field.kind === "choice" ? (
      <Choice key={field.id} contact={contact} field={field} decide={decide} />
    ) : (
      <FieldRow key={field.id} contact={contact} field={customFieldName(field.id)} custom={field} decide={decide} />
    ),
  );
}

type CustomFieldProps = { contact: ContactId; field: CustomField; decide: Decide };

const Choice = memo(function Choice({ contact, field, decide }: CustomFieldProps) {
  const { t } = useTranslation();
  const hintId = useId();
  const name = customFieldName(field.id);
  const view = useFieldView(contact, name);
  const value = typeof view.value === "string" ? view.value : null;
  // A choice that is no longer offered stays where it was made.
  const choices = value === null || field.choices.includes(value) ? field.choices : [value, ...field.choices];
  return (
    <FieldFrame contact={contact} field={name} view={view} decide={decide} editingSince={null} hintId={hintId}>
      <Select
        size="xs"
        aria-label={field.label}
        aria-describedby={hintId}
        placeholder="—"
        clearable
        clearButtonProps={{ "aria-label": t("edit.clear", { field: field.label }) }}
        searchable={choices.length > 10}
        value={value}
        onChange={(picked) => choose(contact, name, picked)}
        {...presenceOf(contact, name)}
        data={choices}
      />
    </FieldFrame>
  );
});

/** Takes no new values; what stands there stays to be read, or is cleared. */
const Archived = memo(function Archived({ contact, field, decide }: CustomFieldProps) {
  const { t } = useTranslation();
  const hintId = useId();
  const name = customFieldName(field.id);
  const view = useFieldView(contact, name);
  return (
    <FieldFrame contact={contact} field={name} view={view} decide={decide} editingSince={null} hintId={hintId}>
      <div className={styles.archived}>
        <ValueText field={name} value={view.value} placeholder="—" /> <span className={styles.note}>{t("customFields.archivedNote")}</span>{" "}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => choose(contact, name, null)}>
          {t("edit.clear", { field: field.label })}
        </Button>
      </div>
    </FieldFrame>
  );
});
