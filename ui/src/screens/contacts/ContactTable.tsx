/** The table itself: only the rows in sight exist, further pages are fetched on the way down. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { isStub, type ContactStub, type SeenContact } from "@/api/routes";
import { Icon } from "@/components/Icon";
import type { Contact } from "@/protocol";
import styles from "./ContactTable.module.css";

const HEAD_HEIGHT = 32;
const ROW_HEIGHT = 36;
const ROW_HEIGHT_NARROW = 52;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

export type TableHandle = { show(index: number): void };

type ContactTableProps = {
  ref: Ref<TableHandle>;
  items: readonly SeenContact[];
  total: number;
  hasMore: boolean;
  loadMore: () => void;
  selected: number;
  select: (index: number) => void;
  open: (index: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

const rowId = (index: number) => `contact-row-${index}`;

export function ContactTable({ ref, items, total, hasMore, loadMore, selected, select, open, onKeyDown }: ContactTableProps) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const isNarrow = window.matchMedia("(max-width: 48em)").matches;
  const headHeight = isNarrow ? 0 : HEAD_HEIGHT;
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (isNarrow ? ROW_HEIGHT_NARROW : ROW_HEIGHT),
    overscan: 12,
    // The head stays at the top while the rows go by beneath it.
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  useImperativeHandle(ref, () => ({ show: (index) => rows.scrollToIndex(index) }), [rows]);

  const shown = rows.getVirtualItems();
  const last = shown[shown.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= items.length - AHEAD) loadMore();
  }, [hasMore, last, items.length, loadMore]);

  return (
    <>
      <div
        ref={scroll}
        className={styles.grid}
        role="grid"
        tabIndex={0}
        aria-label={t("contacts.table")}
        aria-rowcount={total + 1}
        aria-activedescendant={rowId(selected)}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles.headGroup}>
          <div className={styles.head} role="row" aria-rowindex={1}>
            {(["name", "city", "phones", "emails", "tags"] as const).map((column) => (
              <span key={column} role="columnheader" className={styles[column]}>
                {t(`field.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
          {shown.map((row) => {
            const contact = items[row.index];
            if (contact === undefined) return null;
            return (
              <div
                key={contact.id}
                id={rowId(row.index)}
                className={styles.row}
                role="row"
                aria-rowindex={row.index + 2}
                aria-selected={row.index === selected}
                style={{ height: row.size, transform: `translateY(${row.start - headHeight}px)` }}
                onMouseDown={() => select(row.index)}
                onClick={() => open(row.index)}
              >
                {isStub(contact) ? <StubCells contact={contact} /> : <Cells contact={contact} />}
              </div>
            );
          })}
        </div>
      </div>
      <span className="visually-hidden" role="status">
        {hasMore && last >= items.length - 1 ? t("contacts.loadingMore") : ""}
      </span>
    </>
  );
}

/** All that a lead sees of a restricted contact. */
function StubCells({ contact }: { contact: ContactStub }) {
  const { t } = useTranslation();
  return (
    <>
      <span role="gridcell" className={styles.name}>
        <span className={styles.kind} role="img" aria-label={t(`kind.${contact.kind}`)}>
          <Icon name={contact.kind} size={16} />
        </span>
        <span className={styles.nameText}>{contact.name}</span>
      </span>
      <span role="gridcell" className={styles.stub}>
        <Icon name="lock" size={13} /> {t("contacts.nameOnly")}
      </span>
    </>
  );
}

function Cells({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const place = [contact.postal_code, contact.city].filter((part) => part !== null).join(" ");
  return (
    <>
      <span role="gridcell" className={styles.name}>
        <span className={styles.kind} role="img" aria-label={t(`kind.${contact.kind}`)}>
          <Icon name={contact.kind} size={16} />
        </span>
        <span className={styles.nameText}>{contact.name}</span>
        {contact.access !== "company" && (
          <span className={styles.lock} role="img" aria-label={t(`access.${contact.access}`)}>
            <Icon name="lock" size={13} />
          </span>
        )}
      </span>
      <span role="gridcell" className={styles.city}>
        {place}
      </span>
      <span role="gridcell" className={styles.phones}>
        {contact.phones[0]}
      </span>
      <span role="gridcell" className={styles.emails}>
        {contact.emails[0]}
      </span>
      <span role="gridcell" className={styles.tags}>
        {contact.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </span>
    </>
  );
}
