/**
 * The table itself: only the rows in sight exist, each at its place among all, read when the eye gets there. What
 * happens to rows above the window does not move the ones that are read.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type CSSProperties, type ReactNode, type Ref, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import type { ContactId } from "@/protocol";
import { columnOf, tracks, type ColumnId } from "@/state/columns";
import { nextSort, type ListSort, type SortKey } from "@/state/listQuery";
import { useCellContext } from "./cells";
import styles from "./ContactTable.module.css";
import { Row, type RowActions } from "./rows";
import { useColumnLabel } from "./useColumns";
import type { ContactList } from "./useContactList";

const HEAD_HEIGHT = 32;
/** Rows to both sides among which a row that moved is looked for. */
const ANCHOR_REACH = 250;

export type TableHandle = { show(index: number): void };

type ContactTableProps = {
  ref: Ref<TableHandle>;
  list: ContactList;
  columns: readonly ColumnId[];
  isCard: boolean;
  rowHeight: number;
  startTop: number;
  scrolled: (top: number) => void;
  active: number;
  picked: ReadonlySet<ContactId>;
  pickAll: () => void;
  sort: (sort: ListSort) => void;
  actions: RowActions;
  drawRange: (by: number) => void;
};

export const rowId = (index: number) => `contact-row-${index}`;

export function ContactTable(props: ContactTableProps) {
  const { ref, list, columns, isCard, rowHeight: height, startTop, scrolled, active, picked, pickAll, sort, actions, drawRange } = props;
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const context = useCellContext();
  const total = list.total ?? 0;
  const headHeight = isCard ? 0 : HEAD_HEIGHT;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 10,
    initialOffset: startTop,
    // The head stays at the top while the rows go by beneath it.
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useEffect(() => {
    rows.measure();
  }, [rows, height]);
  useImperativeHandle(ref, () => ({ show: (index) => rows.scrollToIndex(index) }), [rows]);

  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown[shown.length - 1]?.index ?? 0;
  const { look, key } = list;
  useEffect(() => {
    look(first, last);
  }, [look, first, last, key]);
  useStartAtTop(scroll, key);
  useKeepPlace(scroll, list, height);

  useEffect(() => {
    // Nobody has the keyboard: the list does. Where there is none, a focus would only be a frame around a row.
    if (document.activeElement === document.body && window.matchMedia("(hover: hover)").matches) scroll.current?.focus({ preventScroll: true });
  }, []);

  const { template, min_rem } = tracks(columns);
  const layout = isCard ? {} : { "--tracks": `2.25rem ${template}`, "--least-width": `${min_rem + 4}rem` };
  return (
    <div
      ref={scroll}
      className={styles.grid}
      role="grid"
      tabIndex={0}
      aria-label={t("contacts.table")}
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-activedescendant={active >= first && active <= last ? rowId(active) : undefined}
      aria-busy={list.isBehind}
      onKeyDown={(event) => {
        const by = event.shiftKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
        if (by === undefined) return;
        event.preventDefault();
        drawRange(by);
      }}
      onScroll={(event) => scrolled(event.currentTarget.scrollTop)}
      data-live={list.isLive || undefined}
      data-behind={list.isBehind || undefined}
      data-cards={isCard || undefined}
      style={layout as CSSProperties}
    >
      <Head columns={columns} current={list.query.sort} sort={sort} picked={picked.size} total={total} pickAll={pickAll} />
      <div role="rowgroup" className={styles.rows} style={{ height: total * height }}>
        {shown.map(({ index }) => {
          const contact = list.row(index);
          return (
            <Row
              key={index}
              id={rowId(index)}
              index={index}
              contact={contact}
              columns={columns}
              isCard={isCard}
              isActive={index === active}
              isPicked={contact !== undefined && picked.has(contact.id)}
              glow={contact === undefined ? undefined : list.glow(contact.id)}
              top={index * height}
              height={height}
              actions={actions}
              context={context}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Another query shows other rows: one begins at the first. */
function useStartAtTop(scroll: RefObject<HTMLDivElement | null>, key: string): void {
  const shown = useRef(key);
  useLayoutEffect(() => {
    if (shown.current === key) return;
    shown.current = key;
    if (scroll.current !== null) scroll.current.scrollTop = 0;
  }, [scroll, key]);
}

/** The first row in sight stays where it is when rows above it come or go. At the very top, what is new may appear. */
function useKeepPlace(scroll: RefObject<HTMLDivElement | null>, list: ContactList, height: number): void {
  const anchor = useRef<{ key: string; index: number; id: ContactId } | null>(null);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (element === null) return;
    const before = anchor.current;
    if (before !== null && before.key === list.key && element.scrollTop >= height && list.row(before.index)?.id !== before.id) {
      const moved = findNear(before.index, (index) => list.row(index)?.id === before.id);
      if (moved !== null) element.scrollTop += (moved - before.index) * height;
    }
    const index = Math.ceil(element.scrollTop / height);
    const row = list.row(index);
    anchor.current = row === undefined ? null : { key: list.key, index, id: row.id };
  });
}

function findNear(index: number, isIt: (index: number) => boolean): number | null {
  for (let distance = 1; distance <= ANCHOR_REACH; distance += 1) {
    if (isIt(index - distance)) return index - distance;
    if (isIt(index + distance)) return index + distance;
  }
  return null;
}

type HeadProps = {
  columns: readonly ColumnId[];
  current: ListSort;
  sort: (sort: ListSort) => void;
  picked: number;
  total: number;
  pickAll: () => void;
};

function Head({ columns, current, sort, picked, total, pickAll }: HeadProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const isMixed = picked > 0 && picked < total;
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div className={styles.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={styles.pick}>
          <input
            ref={box}
            type="checkbox"
            checked={picked > 0 && !isMixed}
            onChange={pickAll}
            aria-label={t(picked > 0 ? "list.pickNone" : "list.pickAll")}
          />
        </span>
        {columns.map((column) => (
          <Heading key={column} column={column} current={current} sort={sort} />
        ))}
      </div>
    </div>
  );
}

function Heading({ column, current, sort }: { column: ColumnId; current: ListSort; sort: (sort: ListSort) => void }) {
  const { sort: key } = columnOf(column);
  const direction = key === undefined ? undefined : directionOf(current, key);
  const label = useColumnLabel()(column);
  let contents: ReactNode = label;
  if (key !== undefined) {
    contents = (
      <button type="button" className={styles.sort} data-direction={direction} onClick={() => sort(nextSort(current, key))}>
        {label}
        <Icon name="chevron" size={13} />
      </button>
    );
  }
  return (
    <span
      role="columnheader"
      className={styles.heading}
      data-column={column}
      aria-sort={direction === undefined ? (key === undefined ? undefined : "none") : direction}
    >
      {contents}
    </span>
  );
}

function directionOf(current: ListSort, key: SortKey): "ascending" | "descending" | undefined {
  if (current === key) return "ascending";
  return current === `-${key}` ? "descending" : undefined;
}
