/** Sets the condition on one custom field, by what its values are: words, a range, choices, or whether there is any. */
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { CustomField, CustomFilter } from "@/protocol";
import { typedCustom } from "@/state/customFields";
import { containing, dateRange, numberRange, oneOf, storedNumber } from "@/state/customFilters";
import { withCustomFilter, type ListQuery } from "@/state/listQuery";
import styles from "./FilterBar.module.css";
import { OptionList } from "./OptionList";

type Change = (condition: CustomFilter | undefined) => void;
type EditorProps = { field: CustomField; condition: CustomFilter | undefined; set: Change; close: () => void };

type CustomFilterEditorProps = { field: CustomField; query: ListQuery; change: (query: ListQuery) => void; close: () => void };

export function CustomFilterEditor({ field, query, change, close }: CustomFilterEditorProps) {
  const condition = query.filter.custom?.[field.id];
  const set: Change = (next) => change(withCustomFilter(query, field.id, next));
  const props = { field, condition, set, close };
  return (
    <>
      {field.kind === "choice" && <Choices {...props} />}
      {field.kind === "text" && <Words {...props} />}
      {(field.kind === "number" || field.kind === "date") && <Range {...props} />}
      <Presence {...props} />
    </>
  );
}

function Choices({ field, condition, set }: EditorProps) {
  const chosen = condition?.type === "one_of" ? condition.values : [];
  // A choice that is offered no more is still with the contacts that have it.
  const offered = [...new Set([...field.choices, ...chosen])];
  return (
    <OptionList
      label={field.label}
      options={offered.map((value) => ({ value, label: value }))}
      chosen={chosen}
      choose={(value) => set(oneOf(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]) ?? undefined)}
      withSearch={offered.length > 8}
    />
  );
}

function Words({ condition, set, close }: EditorProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(condition?.type === "contains" ? condition.text : "");
  return (
    <Form close={close}>
      <label className={styles.prefixLabel}>
        {t("filter.containsLabel")}
        <input
          className={styles.prefixInput}
          value={typed}
          maxLength={200}
          autoComplete="off"
          data-autofocus
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            set(containing(event.currentTarget.value) ?? undefined);
          }}
        />
      </label>
    </Form>
  );
}

function Range({ field, condition, set, close }: EditorProps) {
  const { t, i18n } = useTranslation();
  const kind = field.kind === "date" ? "date" : "number";
  const [bounds, setBounds] = useState(() => {
    const { from = "", to = "" } = condition?.type === kind ? condition : {};
    // A field of the browser's own takes dates as they are stored.
    const typed = (value: string) => (kind === "date" ? value : typedCustom(field, value, i18n.language));
    return { from: typed(from), to: typed(to) };
  });
  const rangeOf = ({ from, to }: typeof bounds) => (kind === "date" ? dateRange(from, to) : numberRange(storedNumber(from), storedNumber(to)));
  const isWrong = (bounds.from.trim() !== "" || bounds.to.trim() !== "") && rangeOf(bounds) === null;
  function type(next: typeof bounds) {
    setBounds(next);
    set(rangeOf(next) ?? undefined);
  }
  return (
    <Form close={close}>
      <div className={styles.range}>
        {(["from", "to"] as const).map((end) => (
          <label key={end} className={styles.prefixLabel}>
            {t(`filter.${end}Label`)}
            <input
              className={styles.prefixInput}
              {...(kind === "date" ? { type: "date", max: "9999-12-31" } : { inputMode: "decimal", maxLength: 24, autoComplete: "off" })}
              value={bounds[end]}
              aria-invalid={isWrong}
              {...(end === "from" ? { "data-autofocus": true } : {})}
              onChange={(event) => type({ ...bounds, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      {isWrong && (
        <p className={styles.wrong} role="alert">
          {t(`filter.${kind}RangeHint`)}
        </p>
      )}
    </Form>
  );
}

/** Enter is done with it. */
function Form({ close, children }: { close: () => void; children: React.ReactNode }) {
  return (
    <form
      className={styles.prefix}
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      {children}
      <button type="submit" hidden />
    </form>
  );
}

function Presence({ condition, set, close }: EditorProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.presence} role="group" aria-label={t("filter.presence")}>
      {(["empty", "filled"] as const).map((type) => (
        <button
          key={type}
          type="button"
          className={styles.presenceChoice}
          aria-pressed={condition?.type === type}
          onClick={() => {
            set(condition?.type === type ? undefined : { type });
            close();
          }}
        >
          {t(`filter.${type}`)}
        </button>
      ))}
    </div>
  );
}
