/** Says who of those that are picked is absent now, as far as one may know it. */
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSubstitutions } from "@/app/substitutions";
import type { EmployeeId } from "@/protocol";
import styles from "./acts.module.css";

export function AbsentNote({ people }: { people: readonly EmployeeId[] }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { data } = useSubstitutions();
  const absences = data?.items.filter(({ state, absent }) => state === "active" && people.includes(absent)) ?? [];
  const name = (id: EmployeeId) => colleagues.name(id, t("common.formerColleague"));
  return absences.map(({ id, absent, substitute }) => (
    <p key={id} className={styles.absent}>
      {t("act.absent", { name: name(absent), substitute: name(substitute) })}
    </p>
  ));
}
