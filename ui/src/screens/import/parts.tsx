/** Pieces of the steps: progress, what came of the rows, and which rows are wrong. */
import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { imports, type Import } from "@/api/imports";
import { Icon } from "@/components/Icon";
import { formatNumber } from "@/state/format";
import { progressOf } from "@/state/imports";
import { refusalText } from "@/state/refusals";
import styles from "./ImportScreen.module.css";

export function Working({ shown, text }: { shown: Import; text: string }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <div className={styles.section} role="status">
      <p className={styles.text}>{text}</p>
      <Progress value={100 * progressOf(shown)} size="md" animated aria-label={text} />
      <p className={styles.dim}>{t("import.progress", { done: number(shown.done), rows: number(shown.rows) })}</p>
    </div>
  );
}

/** What would happen, or did. Undoing counts what stayed. */
export function TallyView({ shown }: { shown: Import }) {
  const { t, i18n } = useTranslation();
  const isUndone = shown.state === "undone";
  const kinds = isUndone ? (["created", "updated"] as const) : (["created", "updated", "unchanged", "organisations"] as const);
  const counts = kinds.map((kind) => ({ kind, count: shown.tally[kind], text: t(`import.${isUndone ? "undoneTally" : "tally"}.${kind}`) }));
  return (
    <dl className={styles.tally}>
      {counts.map(({ kind, count, text }) => (
        <div key={kind} className={styles.figure} data-kind={kind}>
          <dt>{text}</dt>
          <dd>{formatNumber(count, i18n.language)}</dd>
        </div>
      ))}
      {!isUndone && (
        <div className={styles.figure} data-kind={shown.error_count > 0 ? "errors" : undefined}>
          <dt>{t("import.tally.errors")}</dt>
          <dd>{formatNumber(shown.error_count, i18n.language)}</dd>
        </div>
      )}
    </dl>
  );
}

export function RowErrors({ shown, title }: { shown: Import; title: "errorsTitle" | "errorsDone" }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  if (shown.error_count === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="row-errors">
      <h3 className={styles.subheading} id="row-errors">
        <Icon name="warning" size={16} /> {t(`import.${title}`, { count: shown.error_count, formatted: number(shown.error_count) })}
      </h3>
      <div className={styles.errors} tabIndex={0} role="region" aria-labelledby="row-errors">
        <table className={styles.errorTable}>
          <thead>
            <tr>
              <th scope="col">{t("import.line")}</th>
              <th scope="col">{t("import.column")}</th>
              <th scope="col">{t("import.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.errors.map(({ line, column, message }, place) => (
              <tr key={place}>
                <td className="numbers">{number(line)}</td>
                <td>{column ?? ""}</td>
                <td>{refusalText(t, "invalid", message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.dim}>
        {shown.error_count > shown.errors.length && <>{t("import.errorsFirst", { formatted: number(shown.errors.length) })} </>}
        <a href={imports.errorsAddress(shown.id)} download>
          {t("import.errorsFile")}
        </a>
      </p>
    </section>
  );
}
