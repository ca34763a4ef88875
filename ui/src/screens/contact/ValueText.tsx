import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useCustomFields } from "@/app/customFields";
import { useColleagues } from "@/app/roster";
import type { ContactId, Employment, Field, FieldValue } from "@/protocol";
import { customFieldId, formatCustom } from "@/state/customFields";
import { formatValue } from "@/state/format";
import { isEmptyValue } from "@/state/timeline";
import styles from "./ValueText.module.css";

/** A field's value to read: tags as tags, lists one below the other, codes as names. */
export function ValueText({ field, value, placeholder }: { field: Field; value: FieldValue; placeholder: string }) {
  const { t, i18n } = useTranslation();
  const { teams } = useColleagues();
  const { byId } = useCustomFields();
  if (isEmptyValue(value)) return <span className={styles.empty}>{placeholder}</span>;
  if (Array.isArray(value)) {
    if (field === "works_for") return <Employments employments={value as Employment[]} />;
    if (field === "tags") {
      return (
        <span className={styles.tags}>
          {(value as string[]).map((tag) => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </span>
      );
    }
    return (
      <span className={field === "phones" ? "numbers" : undefined}>
        {(value as string[]).map((entry) => (
          <span key={entry} className={styles.line}>
            {formatValue(field, [entry], { t, language: i18n.language, teams })}
          </span>
        ))}
      </span>
    );
  }
  const custom = customFieldId(field);
  if (custom !== null && value !== null) return <>{formatCustom(byId.get(custom), value, i18n.language)}</>;
  return <>{formatValue(field, value, { t, language: i18n.language, teams })}</>;
}

function Employments({ employments }: { employments: readonly Employment[] }) {
  return (
    <>
      {employments.map(({ organisation, position }, index) => (
        <Fragment key={organisation}>
          {index > 0 && ", "}
          <ContactName id={organisation} />
          {position !== undefined && ` (${position})`}
        </Fragment>
      ))}
    </>
  );
}

/** The name of another contact, or that it cannot be seen. */
export function ContactName({ id }: { id: ContactId }) {
  const { t } = useTranslation();
  const contact = useQuery({ queryKey: ["contact", id], queryFn: () => api.contact(id), staleTime: 60_000 });
  if (contact.isPending) return <>…</>;
  return <>{contact.data?.name ?? t("contact.unknownOrganisation")}</>;
}
