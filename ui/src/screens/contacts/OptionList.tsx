/** A list to choose from by typing: arrows move, Enter chooses. Several may be chosen; what is chosen stands first. */
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import { problemText } from "@/state/problems";
import styles from "./OptionList.module.css";

export type Option = { value: string; label: string; count?: string; leading?: ReactNode };

type OptionListProps = {
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  choose: (value: string) => void;
  /** What is typed may be chosen although nothing like it is offered. */
  takesNew?: boolean;
  /** A few options need no box to type in. */
  withSearch?: boolean;
  isLoading?: boolean;
  /** What is offered could not be asked for. */
  failed?: Error | null;
};

const SHOWN = 60;

/** As the search does: ä is a, ß is ss, case does not matter. */
function folded(text: string): string {
  return text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{M}/gu, "");
}

export function OptionList({ label, options, chosen, choose, takesNew = false, withSearch = true, isLoading = false, failed = null }: OptionListProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  // Chosen ones come first as they were when the list opened, so that nothing moves under the pointer.
  const [first] = useState(() => new Set(chosen));
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const wanted = folded(typed.trim());
  const found = fitting(options, wanted).slice(0, SHOWN);
  const sorted = [...found.filter(({ value }) => first.has(value)), ...found.filter(({ value }) => !first.has(value))];
  const isNew = takesNew && wanted !== "" && !options.some((option) => folded(option.label) === wanted);
  const shown = isNew ? [...sorted, { value: typed.trim(), label: t("filter.takeNew", { value: typed.trim() }) }] : sorted;
  const active = Math.min(at, shown.length - 1);

  // A popover gives the focus to what it opens with; this may be what it shows next.
  useEffect(() => {
    (input.current ?? list.current)?.focus();
  }, []);
  useLayoutEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    void list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function take(option: Option | undefined) {
    if (option === undefined) return;
    choose(option.value);
    setTyped("");
  }

  function pressed(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(shown.length - 1, active + step)));
    else if (event.key === "Enter") take(shown[active]);
    else return;
    event.preventDefault();
  }

  const combobox = {
    role: "combobox",
    "aria-label": label,
    "aria-expanded": true,
    "aria-controls": id,
    "aria-activedescendant": shown.length > 0 ? `${id}-${active}` : undefined,
    onKeyDown: pressed,
    "data-autofocus": true,
  } as const;

  return (
    <div className={styles.options}>
      {withSearch && (
        <input
          ref={input}
          {...combobox}
          className={styles.input}
          value={typed}
          placeholder={label}
          autoComplete="off"
          maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
        />
      )}
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-multiselectable="true"
        aria-label={label}
        className={styles.list}
        {...(withSearch
          ? {}
          : { tabIndex: 0, onKeyDown: pressed, "data-autofocus": true, "aria-activedescendant": `${id}-${active}` })}
      >
        {shown.map((option, place) => (
          <div
            key={option.value}
            id={`${id}-${place}`}
            role="option"
            aria-selected={chosen.includes(option.value)}
            data-active={place === active || undefined}
            className={styles.option}
            onMouseMove={() => setAt(place)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(option)}
          >
            <span className={styles.check}>{chosen.includes(option.value) && <Icon name="check" size={14} />}</span>
            {option.leading}
            <span className={styles.label}>{option.label}</span>
            {option.count !== undefined && <span className={styles.count}>{option.count}</span>}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={styles.none} role="status">
          {failed === null ? t(isLoading ? "common.loading" : takesNew ? "filter.typeOne" : "filter.none") : problemText(t, failed)}
        </p>
      )}
    </div>
  );
}

/** Those whose label holds what was typed; the ones that begin with it come first. */
function fitting(options: readonly Option[], wanted: string): readonly Option[] {
  const place = (option: Option) => folded(option.label).indexOf(wanted);
  const found = options.filter((option) => place(option) >= 0);
  return wanted === "" ? found : [...found.filter((option) => place(option) === 0), ...found.filter((option) => place(option) > 0)];
}
