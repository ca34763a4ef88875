/** Which columns the table has, and in which order: by dragging, or by the keys on each line. */
import { ActionIcon } from "@mantine/core";
import { useLayoutEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { useCustomFields } from "@/app/customFields";
import { Icon } from "@/components/Icon";
import { COLUMNS, customColumns, DEFAULT_COLUMNS, moved, sameColumns, shown, type ColumnId } from "@/state/columns";
import styles from "./ColumnsPanel.module.css";
import { useColumnLabel, type Columns } from "./useColumns";

export function ColumnsPanel({ columns: { columns, choose } }: { columns: Columns }) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<ColumnId | null>(null);
  const [said, setSaid] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const ticked = useRef<ColumnId | null>(null);
  const label = useColumnLabel();
  const custom = useCustomFields();
  const hidden = [...COLUMNS.map(({ id }) => id), ...customColumns(custom.all)].filter((id) => !columns.includes(id));

  // A column that is ticked goes to the other list, where its box is another one: the keyboard goes with it.
  useLayoutEffect(() => {
    if (ticked.current === null) return;
    panel.current?.querySelector<HTMLInputElement>(`input[data-column="${ticked.current}"]`)?.focus();
    ticked.current = null;
  }, [columns]);

  function tick(id: ColumnId, isShown: boolean) {
    ticked.current = id;
    choose(shown(columns, id, isShown));
  }

  function put(id: ColumnId, to: number) {
    const next = moved(columns, id, to);
    if (sameColumns(next, columns)) return;
    choose(next);
    setSaid(t("columns.movedTo", { name: label(id), place: next.indexOf(id) + 1 }));
  }

  function pressed(event: KeyboardEvent, id: ColumnId, place: number) {
    const step = event.altKey || event.shiftKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    put(id, place + step);
  }

  return (
    <div ref={panel} className={styles.panel}>
      <ul className={styles.list} aria-label={t("columns.shown")}>
        {columns.map((id, place) => (
          <li
            key={id}
            className={styles.column}
            draggable={id !== "name"}
            data-dragged={id === dragged || undefined}
            onDragStart={() => setDragged(id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event: DragEvent) => {
              event.preventDefault();
              if (dragged !== null && dragged !== id) put(dragged, place);
            }}
          >
            <label className={styles.label}>
              <input
                type="checkbox"
                checked
                data-column={id}
                disabled={id === "name"}
                onChange={() => tick(id, false)}
                onKeyDown={(event) => pressed(event, id, place)}
              />
              {label(id)}
            </label>
            {id !== "name" && (
              <span className={styles.moves}>
                <Move up disabled={place <= 1} label={t("columns.up", { name: label(id) })} move={() => put(id, place - 1)} />
                <Move disabled={place === columns.length - 1} label={t("columns.down", { name: label(id) })} move={() => put(id, place + 1)} />
              </span>
            )}
          </li>
        ))}
      </ul>
      <ul className={styles.list} aria-label={t("columns.hidden")}>
        {hidden.map((id) => (
          <li key={id} className={styles.column}>
            <label className={styles.label}>
              <input type="checkbox" checked={false} data-column={id} onChange={() => tick(id, true)} />
              {label(id)}
            </label>
          </li>
        ))}
      </ul>
      {!sameColumns(columns, DEFAULT_COLUMNS) && (
        <button type="button" className={styles.reset} onClick={() => choose(DEFAULT_COLUMNS)}>
          {t("columns.reset")}
        </button>
      )}
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </div>
  );
}

function Move({ up = false, label, disabled, move }: { up?: boolean; label: string; disabled: boolean; move: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size={24} aria-label={label} disabled={disabled} onClick={move}>
      <span className={styles.arrow} data-up={up || undefined}>
        <Icon name="chevron" size={14} />
      </span>
    </ActionIcon>
  );
}
