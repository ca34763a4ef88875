/** The fields of a contact in groups, most used first. */
import { useTranslation } from "react-i18next";

import type { Field } from "@/protocol";
import type { ContactState } from "@/state/contact";
import { AccessField, TeamsField } from "./ChoiceFields";
import { FieldRow } from "./FieldRow";
import styles from "./FieldsPanel.module.css";

const GROUPS: { title: string; fields: Field[] }[] = [
  { title: "reach", fields: ["name", "emails", "phones", "website"] },
  { title: "address", fields: ["street", "postal_code", "city", "country"] },
  { title: "about", fields: ["customer_number", "industry", "vat_id", "birthday", "language"] },
  { title: "sorting", fields: ["tags", "source"] },
];

/** Fields that only one kind of contact has. */
const ONLY: Partial<Record<Field, "organisation" | "person">> = { birthday: "person", vat_id: "organisation" };

type FieldsPanelProps = { state: ContactState; decide: (field: Field) => void };

export function FieldsPanel({ state, decide }: FieldsPanelProps) {
  const { t } = useTranslation();
  const { contact } = state;
  if (contact === null) return null;
  // A value that is there is shown, whatever the kind.
  const isShown = (field: Field) => ONLY[field] === undefined || ONLY[field] === contact.kind || contact[field] !== null;
  return (
    <section className={styles.panel} aria-label={t("contact.fields")}>
      {GROUPS.map(({ title, fields }) => (
        <div key={title} className={styles.group} role="group" aria-label={t(`fieldGroup.${title}`)}>
          <h2 className={styles.title}>{t(`fieldGroup.${title}`)}</h2>
          {fields.filter(isShown).map((field) => (
            <FieldRow key={field} state={state} field={field} decide={decide} />
          ))}
        </div>
      ))}
      <div className={styles.group} role="group" aria-label={t("fieldGroup.access")}>
        <h2 className={styles.title}>{t("fieldGroup.access")}</h2>
        <AccessField state={state} decide={decide} />
        <TeamsField state={state} decide={decide} />
      </div>
    </section>
  );
}
