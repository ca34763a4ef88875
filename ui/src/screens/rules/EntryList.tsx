/** The rules in their order, or the territories or pools: one is picked to be written, rules are moved. */
import { ActionIcon, Button, Tooltip, UnstyledButton } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import type { Rule, RuleBook, RuleCount, RuleProblem } from "@/protocol";
import { formatNumber } from "@/state/format";
import { moved, problemsOf } from "@/state/rules";
import type { Part } from "./RulesScreen";
import styles from "./RulesScreen.module.css";

type EntryListProps = {
  part: Part;
  book: RuleBook;
  problems: readonly RuleProblem[];
  counts: readonly RuleCount[];
  picked: string | null;
  pick: (id: string) => void;
  change: (book: RuleBook) => void;
  add: () => void;
};

export function EntryList({ part, book, problems, counts, picked, pick, change, add }: EntryListProps) {
  const { t, i18n } = useTranslation();
  const note = useEntryNote(book);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const entries = book[part];
  const isOrdered = part === "rules";
  const move = (from: number, to: number) => {
    if (to >= 0 && to < entries.length) change({ ...book, rules: moved(book.rules, from, to) });
  };
  const moveByKey = (event: KeyboardEvent, place: number) => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!isOrdered || !event.altKey || step === 0) return;
    event.preventDefault();
    move(place, place + step);
  };
  return (
    <>
      {entries.length === 0 && <p className={styles.quiet}>{t(`rules.none.${part}`)}</p>}
      {entries.length > 0 && (
        <ol className={styles.list} data-testid={`entries-${part}`}>
          {entries.map((entry, place) => {
            const own = problemsOf(problems, entry.id);
            const blocks = own.some((problem) => problem.blocks);
            const count = counts.find(({ rule }) => rule === entry.id)?.contacts;
            return (
              <li
                key={entry.id}
                className={styles.entry}
                data-selected={entry.id === picked || undefined}
                data-off={("active" in entry && !entry.active) || undefined}
                data-over={(over === place && dragged !== null && dragged !== place) || undefined}
                draggable={isOrdered}
                onDragStart={() => setDragged(place)}
                onDragEnd={() => {
                  setDragged(null);
                  setOver(null);
                }}
                onDragOver={(event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  setOver(place);
                }}
                onDrop={() => {
                  if (dragged !== null) move(dragged, place);
                }}
              >
                <UnstyledButton
                  className={styles.pick}
                  aria-current={entry.id === picked || undefined}
                  aria-keyshortcuts={isOrdered ? "Alt+ArrowUp Alt+ArrowDown" : undefined}
                  onClick={() => pick(entry.id)}
                  onKeyDown={(event) => moveByKey(event, place)}
                >
                  {isOrdered && <span className={styles.place}>{place + 1}.</span>}
                  <span className={styles.about}>
                    <span className={styles.name}>{entry.name}</span>
                    <span className={styles.note}>{note(part, place)}</span>
                  </span>
                  {count !== undefined && <span className={styles.note}>{formatNumber(count, i18n.language)}</span>}
                  {own.length > 0 && (
                    <span className={blocks ? styles.bad : styles.warn}>
                      <Icon name="warning" size={16} />
                      <span className="visually-hidden">{t("rules.hasProblems", { count: own.length })}</span>
                    </span>
                  )}
                </UnstyledButton>
                {isOrdered && (
                  <>
                    <Step label={t("rules.moveUp", { name: entry.name })} icon="up" disabled={place === 0} act={() => move(place, place - 1)} />
                    <Step
                      label={t("rules.moveDown", { name: entry.name })}
                      icon="down"
                      disabled={place === entries.length - 1}
                      act={() => move(place, place + 1)}
                    />
                  </>
                )}
              </li>
            );
          })}
        </ol>
      )}
      <Button variant="default" leftSection={<Icon name="plus" size={15} />} onClick={add}>
        {t(`rules.add.${part}`)}
      </Button>
    </>
  );
}

function Step({ label, icon, disabled, act }: { label: string; icon: "up" | "down"; disabled: boolean; act: () => void }) {
  return (
    <Tooltip label={label} disabled={disabled}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} disabled={disabled} onClick={act}>
        <Icon name={icon} size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

/** What an entry is about, in a line. */
function useEntryNote(book: RuleBook): (part: Part, place: number) => string {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const target = (rule: Rule) =>
    rule.distribution.kind === "employee"
      ? colleagues.name(rule.distribution.employee, t("common.formerColleague"))
      : (book.pools.find((pool) => rule.distribution.kind === "pool" && pool.id === rule.distribution.pool)?.name ?? "");
  return (part, place) => {
    if (part === "territories") {
      const regions = book.territories[place]?.regions ?? [];
      return regions.map((region) => `${region.country} ${region.codes.join(", ")}`).join("; ");
    }
    if (part === "pools") return t("rules.members", { count: book.pools[place]?.members.length ?? 0 });
    const rule = book.rules[place];
    if (rule === undefined) return "";
    const looksAt = rule.conditions.map(({ kind }) => t(`rules.operand.${kind}`)).join(", ");
    return `${looksAt === "" ? t("rules.everything") : looksAt} → ${target(rule)}`;
  };
}
