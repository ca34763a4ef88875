/** Pieces of the steps: progress, what came of the rows, and which rows are wrong. */
import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { imports, type Import } from "@/api/imports";
import { Icon } from "@/components/Icon";
import { formatNumber } from "@/state/format";
import { progressOf, wrongRows } from "@/state/imports";
import { rowRefusal } from "@/state/importRefusals";
import styles from "./ImportScreen.module.css";

export function Working({ shown, text }: { shown: Import; text: string }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <div className={styles.section} role="status">
      <p className={styles.text}>{text}</p>
      <Progress value={100 * progressOf(shown)} size="md" animated aria-label={text} />
      <p className={styles.dim}>{t("import.progress", { done: number(shown.done), count: shown.rows, formatted: number(shown.rows) })}</p>
    </div>
  );
}

/** Organisations that come into being for their persons are named only where a file brings any. */
const KINDS = ["created", "organisations", "updated", "unchanged"] as const;

/** What would happen, or did; after undoing, what that did. */
export function TallyView({ shown }: { shown: Import }) {
  const { t, i18n } = useTranslation();
  const { state, tally, undo } = shown;
  const figures =
    state === "undone" && undo !== null
      ? (["deleted", "restored", "contacts_kept", "fields_kept"] as const).map((kind) => ({ kind, count: undo[kind], text: t(`import.undoneTally.${kind}`, { count: undo[kind] }) }))
      : [
          ...KINDS.filter((kind) => kind !== "organisations" || tally.organisations > 0).map((kind) => ({ kind, count: tally[kind], text: t(`import.tally.${kind}`, { count: tally[kind] }) })),
          { kind: "errors", count: wrongRows(shown), text: t("import.tally.errors", { count: wrongRows(shown) }) },
        ];
  return (
    <dl className={styles.tally}>
      {figures.map(({ kind, count, text }) => (
        <div key={kind} className={styles.figure} data-kind={count > 0 ? kind : undefined}>
          <dt>{text}</dt>
          <dd>{formatNumber(count, i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function RowErrors({ shown, title }: { shown: Import; title: "errorsTitle" | "errorsDone" }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  if (shown.error_count === 0) return null;
  const wrong = wrongRows(shown);
  return (
    <section className={styles.section} aria-labelledby="row-errors">
      <h3 className={styles.subheading} id="row-errors">
        <Icon name="warning" size={16} /> {t(`import.${title}`, { count: wrong, formatted: number(wrong) })}
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
                <td>{rowRefusal(t, message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.dim}>
        {shown.error_count > shown.errors.length && <>{t("import.errorsFirst", { count: shown.errors.length, formatted: number(shown.errors.length) })} </>}
        <a href={imports.errorsAddress(shown.id)} download>
          {t("import.errorsFile")}
        </a>
      </p>
    </section>
  );
}
