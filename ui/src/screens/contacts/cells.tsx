/** What stands in a column of the list. */
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useCustomFields, type CustomFields } from "@/app/customFields";
import { useColleagues, type Colleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { Contact, EmployeeId } from "@/protocol";
import { isActive } from "@/state/assignments";
import { formatBirthday, formatValue } from "@/state/format";
import { customColumnField, isCustomColumn, type ColumnId } from "@/state/columns";
import { customValues, formatCustom } from "@/state/customFields";
import styles from "./ContactTable.module.css";

/** Who is account manager at the moment, if anybody. */
export function accountManager(contact: Contact): EmployeeId | null {
  const manager = contact.assignments.find((assignment) => assignment.role === "account_manager" && isActive(assignment));
  return manager?.employee ?? null;
}

export function placeOf(contact: Contact): string {
  return [contact.postal_code, contact.city].filter((part) => part !== null).join(" ");
}

export function KindIcon({ kind }: { kind: Contact["kind"] }) {
  const { t } = useTranslation();
  return (
    <span className={styles.kind} role="img" aria-label={t(`kind.${kind}`)}>
      <Icon name={kind} size={16} />
    </span>
  );
}

export function AccessIcon({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  if (contact.access === "company") return null;
  return (
    <span className={styles.lock} role="img" aria-label={t(`access.${contact.access}`)} title={t(`access.${contact.access}`)}>
      <Icon name="lock" size={13} />
    </span>
  );
}

export function Tags({ tags }: { tags: readonly string[] }) {
  return tags.map((tag) => (
    <span key={tag} className={styles.tag}>
      {tag}
    </span>
  ));
}

export function Manager({ contact, context: { t, colleagues } }: { contact: Contact; context: CellContext }) {
  const manager = accountManager(contact);
  if (manager === null) return null;
  return (
    <span className={styles.person}>
      <span aria-hidden="true" className={styles.avatar}>
        <PersonAvatar id={manager} size={18} withTooltip={false} />
      </span>
      <span className={styles.clipped}>{colleagues.name(manager, t("common.formerColleague"))}</span>
    </span>
  );
}

/** What cells need to know besides their contact; gathered once for the whole table, as it has hundreds of them. */
export type CellContext = { t: TFunction; language: string; colleagues: Colleagues; custom: CustomFields };

export function useCellContext(): CellContext {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const custom = useCustomFields();
  const { language } = i18n;
  return useMemo(() => ({ t, language, colleagues, custom }), [t, language, colleagues, custom]);
}

type CellProps = { column: Exclude<ColumnId, "name">; contact: Contact; context: CellContext };

/** The cell's contents; the name has a cell of its own. */
export function CellContents({ column, contact, context }: CellProps) {
  const { t, language, colleagues, custom } = context;
  if (isCustomColumn(column)) {
    const id = customColumnField(column);
    const value = customValues(contact)[id];
    return value === undefined ? null : formatCustom(custom.byId.get(id), value, language);
  }
  switch (column) {
    case "place":
      return placeOf(contact);
    case "account_manager":
      return <Manager contact={contact} context={context} />;
    case "phones":
    case "emails":
      return <Several values={contact[column]} />;
    case "tags":
      return <Tags tags={contact.tags} />;
    case "updated_at":
    case "created_at":
      return <When at={contact[column]} />;
    case "birthday":
      return contact.birthday === null ? null : formatBirthday(contact.birthday, language);
    case "website":
      return contact.website?.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "") ?? null;
    case "country":
    case "access":
    case "teams":
    case "language":
      return formatValue(column, contact[column], { t, language, teams: colleagues.teams });
    case "customer_number":
    case "industry":
    case "street":
    case "postal_code":
    case "city":
    case "source":
    case "vat_id":
      return contact[column];
  }
}

/** The first, and how many more there are. */
function Several({ values }: { values: readonly string[] }) {
  const [first, ...others] = values;
  if (first === undefined) return null;
  return (
    <span className={styles.several} title={values.join("\n")}>
      <span className={styles.clipped}>{first}</span>
      {others.length > 0 && <span className={styles.more}>+{others.length}</span>}
    </span>
  );
}
