/** What the draft would do, kept up to date while it is written: for all contacts, for new ones, or for one that is made up. */
import { NumberInput, Progress, SegmentedControl, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { PreviewResult, PreviewScope } from "@/api/rules";
import { useColleagues } from "@/app/roster";
import type { Field, RuleBook, RuleTally } from "@/protocol";
import { formatNumber } from "@/state/format";
import { bookProblemText } from "./problemTexts";
import styles from "./RulesScreen.module.css";
import type { Preview } from "./usePreview";
import { WhyDetails } from "./WhyDetails";

const SAMPLE_FIELDS = ["postal_code", "country", "industry", "source", "tags", "language"] as const satisfies readonly Field[];
const DEFAULT_DAYS = 30;
const MOST_DAYS = 3650;

type PreviewPanelProps = { book: RuleBook; preview: Preview; scope: PreviewScope; setScope: (scope: PreviewScope) => void };

export function PreviewPanel({ book, preview, scope, setScope }: PreviewPanelProps) {
  const { t } = useTranslation();
  const pick = (kind: string) => {
    if (kind === "days") setScope({ kind, days: DEFAULT_DAYS });
    else if (kind === "sample") setScope({ kind, values: { postal_code: "1010" } });
    else setScope({ kind: "all" });
  };
  return (
    <>
      <h2 className={styles.partTitle}>{t("rules.preview.title")}</h2>
      <SegmentedControl
        aria-label={t("rules.preview.scope")}
        value={scope.kind}
        onChange={pick}
        data={(["all", "days", "sample"] as const).map((value) => ({ value, label: t(`rules.preview.${value}`) }))}
      />
      {scope.kind === "days" && (
        <NumberInput
          label={t("rules.preview.howManyDays")}
          min={1}
          max={MOST_DAYS}
          clampBehavior="strict"
          value={scope.days}
          onChange={(days) => typeof days === "number" && days >= 1 && setScope({ kind: "days", days })}
        />
      )}
      {scope.kind === "sample" && (
        <div className={styles.line}>
          {SAMPLE_FIELDS.map((field) => (
            <TextInput
              key={field}
              label={t(`field.${field}`)}
              value={asText(scope.values[field])}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setScope({ kind: "sample", values: { ...scope.values, [field]: field === "tags" ? typed.split(",") : typed } });
              }}
            />
          ))}
        </div>
      )}
      {preview.progress !== null && (
        <Progress value={Math.max(4, preview.progress * 100)} aria-label={t("rules.preview.underWay")} size="sm" />
      )}
      <div aria-live="polite">
        {preview.error !== null && <p className={styles.failed}>{bookProblemText(t, preview.error)}</p>}
      </div>
      {preview.result !== null && preview.error === null && <Result result={preview.result} book={book} isSample={scope.kind === "sample"} />}
    </>
  );
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : typeof value === "string" ? value : "";
}

function Result({ result, book, isSample }: { result: PreviewResult; book: RuleBook; isSample: boolean }) {
  const { t, i18n } = useTranslation();
  const { tally, why, free_codes: free } = result;
  return (
    <>
      {isSample && tally === null && (why === null ? <p className={styles.quiet}>{t("rules.preview.noRule")}</p> : <WhyDetails why={why} />)}
      {tally !== null && <Figures tally={tally} />}
      {tally !== null && <LoadTable tally={tally} />}
      {tally !== null && <Moves tally={tally} result={result} book={book} />}
      {free.length > 0 && (
        <section className={styles.form}>
          <h3 className={styles.smallTitle}>{t("rules.preview.free")}</h3>
          {free.map(({ country, ranges, count }) => (
            <p key={country} className={styles.quiet}>
              <strong>{country}</strong> {t("rules.preview.freeCodes", { count, formatted: formatNumber(count, i18n.language) })} {ranges.slice(0, 12).join(", ")}
              {ranges.length > 12 && " …"}
            </p>
          ))}
        </section>
      )}
    </>
  );
}

function Figures({ tally }: { tally: RuleTally }) {
  const { t, i18n } = useTranslation();
  const figures = [
    ["contacts", tally.contacts],
    ["moves", tally.moves],
    ["unmatched", tally.unmatched],
    ["pinned", tally.pinned],
    ...(tally.waiting > 0 ? [["waiting", tally.waiting] as const] : []),
  ] as const;
  return (
    <dl className={styles.figures}>
      {figures.map(([name, count]) => (
        <div key={name} className={styles.figure} data-testid={`figure-${name}`}>
          <dt>{t(`rules.preview.figure.${name}`)}</dt>
          <dd>{formatNumber(count, i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function LoadTable({ tally }: { tally: RuleTally }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  if (tally.load.length === 0) return null;
  const rows = tally.load
    .map((load) => ({ ...load, name: colleagues.name(load.employee, t("common.formerColleague")) }))
    .sort((one, other) => one.name.localeCompare(other.name, i18n.language));
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{t("rules.preview.load")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("rules.preview.who")}</th>
          <th scope="col" className={styles.number}>{t("rules.preview.before")}</th>
          <th scope="col" className={styles.number}>{t("rules.preview.after")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ employee, name, before, after }) => (
          <tr key={employee}>
            <td>{name}</td>
            <td className={styles.number}>{formatNumber(before, i18n.language)}</td>
            <td className={styles.number}>{formatNumber(after, i18n.language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SHOWN = 10;

function Moves({ tally, result, book }: { tally: RuleTally; result: PreviewResult; book: RuleBook }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = (employee: string | null) => (employee === null ? t("rules.preview.nobody") : colleagues.name(employee, t("common.formerColleague")));
  const ruleName = (id: string) => book.rules.find((rule) => rule.id === id)?.name ?? "";
  return (
    <>
      {tally.moved.length > 0 && (
        <table className={styles.table}>
          <caption className="visually-hidden">{t("rules.preview.moving")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("rules.preview.contact")}</th>
              <th scope="col">{t("rules.preview.fromTo")}</th>
            </tr>
          </thead>
          <tbody>
            {tally.moved.slice(0, SHOWN).map((move) => (
              <tr key={move.contact}>
                <td>
                  <Link to="/contacts/$contactId" params={{ contactId: move.contact }}>
                    {result.names[move.contact] ?? ""}
                  </Link>
                  <br />
                  <span className={styles.quiet}>{ruleName(move.rule)}</span>
                </td>
                <td>{`${name(move.from)} → ${name(move.to)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {tally.without_rule.length > 0 && (
        <p className={styles.quiet}>
          {t("rules.preview.withoutRule")} {tally.without_rule.slice(0, SHOWN).map((id) => result.names[id]).join(", ")}
        </p>
      )}
    </>
  );
}
