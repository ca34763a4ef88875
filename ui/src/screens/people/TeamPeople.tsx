/** The people of one team: first who leads it, then everybody else, at last who left the company. */
import { useTranslation } from "react-i18next";

import { PersonAvatar } from "@/components/PersonAvatar";
import type { Employee } from "@/protocol";
import type { Membership } from "@/state/staff";
import styles from "./People.module.css";

export function TeamPeople({ people: { leads, members, inactive } }: { people: Membership }) {
  const { t } = useTranslation();
  if (leads.length + members.length + inactive.length === 0) return <p className={styles.text}>{t("staff.nobody")}</p>;
  return (
    <ul className={styles.people}>
      {leads.map((employee) => (
        <Person key={employee.id} employee={employee} note={t("staff.leads")} />
      ))}
      {members.map((employee) => (
        <Person key={employee.id} employee={employee} note={employee.role === "admin" ? t("role.admin") : null} />
      ))}
      {inactive.map((employee) => (
        <Person key={employee.id} employee={employee} note={t("staff.isInactive")} />
      ))}
    </ul>
  );
}

function Person({ employee, note }: { employee: Employee; note: string | null }) {
  return (
    <li className={styles.person} data-inactive={!employee.active || undefined}>
      <span aria-hidden="true" className={styles.avatar}>
        <PersonAvatar id={employee.id} size={24} withTooltip={false} />
      </span>
      <span className={styles.personName}>{employee.name}</span>
      {note !== null && <span className={styles.note}>{note}</span>}
    </li>
  );
}
