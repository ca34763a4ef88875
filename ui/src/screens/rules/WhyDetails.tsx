/** Why a rule gives a contact to somebody: what it looked at, who could have got it, and the counters of the pool. */
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import type { SkipReason, Why } from "@/protocol";
import styles from "./RulesScreen.module.css";

export function WhyDetails({ why }: { why: Why }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = (employee: string) => colleagues.name(employee, t("common.formerColleague"));
  const to = why.outcome.kind === "assigned" || why.outcome.kind === "stepped_in" ? name(why.outcome.employee) : "";
  return (
    <div className={styles.form}>
      <p>{t(`why.outcome.${why.outcome.kind}`, { name: to, rule: why.rule.name, role: t(`assignmentRole.${why.role}`) })}</p>
      {why.rule.version > 0 && <p className={styles.quiet}>{t("why.version", { version: why.rule.version })}</p>}
      {why.operands.length > 0 && (
        <table className={styles.table}>
          <caption className="visually-hidden">{t("why.looked")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("why.condition")}</th>
              <th scope="col">{t("why.value")}</th>
              <th scope="col">{t("why.fits")}</th>
            </tr>
          </thead>
          <tbody>
            {why.operands.map(({ operand, values, fits }) => (
              <tr key={operand}>
                <td>{t(`rules.operand.${operand}`)}</td>
                <td>{operand === "region" ? values.join(" ") : values.join(", ")}</td>
                <td>{fits}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {why.pool !== null && (
        <table className={styles.table}>
          <caption>{t("why.pool", { name: why.pool.name })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("why.candidate")}</th>
              <th scope="col" className={styles.number}>{t("why.weight")}</th>
              <th scope="col" className={styles.number}>{t("why.turns")}</th>
              <th scope="col" className={styles.number}>{t("why.credit")}</th>
            </tr>
          </thead>
          <tbody>
            {why.candidates.map((candidate) => (
              <tr key={candidate.employee}>
                <td>
                  {name(candidate.employee)}
                  {candidate.skipped !== null && (
                    <>
                      <br />
                      <SkipText reason={candidate.skipped} />
                    </>
                  )}
                </td>
                <td className={styles.number}>{candidate.weight}</td>
                <td className={styles.number}>{`${candidate.given_before} → ${candidate.given_after}`}</td>
                <td className={styles.number}>{`${candidate.credit_before} → ${candidate.credit_after}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function SkipText({ reason }: { reason: SkipReason }) {
  const { t } = useTranslation();
  const values = reason.kind === "at_capacity" ? { count: reason.per_day } : reason.kind === "lacks_skill" ? { skill: reason.skill } : {};
  return <span className={styles.quiet}>{t(`why.skipped.${reason.kind}`, values)}</span>;
}
