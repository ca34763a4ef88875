import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { initials, useColleagues } from "@/app/roster";
import type { EmployeeId } from "@/protocol";
import styles from "./PersonAvatar.module.css";

type PersonAvatarProps = { id: EmployeeId; size?: number; note?: string; withTooltip?: boolean };

/** A person as their colour and initials, with the name for those who point or listen. */
export function PersonAvatar({ id, size = 24, note, withTooltip = true }: PersonAvatarProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = colleagues.name(id, t("common.formerColleague"));
  const label = note === undefined ? name : `${name}, ${note}`;
  const avatar = (
    <span
      className={styles.avatar}
      role="img"
      aria-label={label}
      // Drawn, not written: the label says the name, and two letters beside it would only be noise.
      data-initials={initials(name)}
      style={{ width: size, height: size, fontSize: size * 0.42, background: colleagues.colour(id) }}
    />
  );
  return withTooltip ? <Tooltip label={label}>{avatar}</Tooltip> : avatar;
}

/** Several people side by side, overlapping; who does not fit is counted. */
export function PeopleStack({ people, size = 24, limit = 6 }: { people: { employee: EmployeeId; note?: string }[]; size?: number; limit?: number }) {
  const shown = people.slice(0, limit);
  return (
    <span className={styles.stack}>
      {shown.map((person) => (
        <PersonAvatar key={person.employee} id={person.employee} size={size} {...(person.note === undefined ? {} : { note: person.note })} />
      ))}
      {people.length > shown.length && <span className={styles.more}>+{people.length - shown.length}</span>}
    </span>
  );
}
