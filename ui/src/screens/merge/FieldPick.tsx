/** One field in which two contacts differ: the value of each, or both together. */
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { FieldValue } from "@/protocol";
import type { Choice, MergeRow, Side } from "@/state/merge";
import { ValueText } from "../contact/ValueText";
import styles from "./FieldPick.module.css";

type FieldPickProps = { row: MergeRow; label: string; names: Record<Side, string>; pick: (choice: Choice) => void };

export function FieldPick({ row, label, names, pick }: FieldPickProps) {
  const { t } = useTranslation();
  const name = useId();
  const option = (choice: Choice, from: string, value: FieldValue | undefined) => (
    <label key={choice} className={styles.option} data-chosen={row.choice === choice} data-choice={choice}>
      <input type="radio" name={name} checked={row.choice === choice} onChange={() => pick(choice)} />
      <span className={styles.value}>
        {value !== undefined && <span className="visually-hidden">{from}: </span>}
        {value === undefined ? from : <ValueText field={row.field} value={value} placeholder={t("common.empty")} />}
      </span>
    </label>
  );
  return (
    <fieldset className={styles.field} data-field={row.field}>
      <legend className={styles.label}>{label}</legend>
      <div className={styles.options}>
        {option("left", names.left, row.left)}
        {option("right", names.right, row.right)}
        {row.joins && option("both", t("merge.both"), undefined)}
      </div>
    </fieldset>
  );
}
