/** One row of the list: cells on a wide screen, a card on a phone, and what a lead sees of a restricted contact. */
import { Link } from "@tanstack/react-router";
import { memo, type CSSProperties, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";

import { isStub, type SeenContact } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import type { Contact } from "@/protocol";
import type { ColumnId } from "@/state/columns";
import { columnOf } from "@/state/columns";
import { AccessIcon, CellContents, KindIcon, Manager, placeOf, Tags, type CellContext } from "./cells";
import styles from "./ContactTable.module.css";

export type RowActions = {
  /** The pointer went down: the keyboard goes on from here. */
  point: (index: number) => void;
  open: (index: number) => void;
  /** With Shift, the rows from the last picked one to here. */
  pick: (index: number, range: boolean) => void;
};

type RowProps = {
  id: string;
  index: number;
  contact: SeenContact | undefined;
  columns: readonly ColumnId[];
  isCard: boolean;
  isActive: boolean;
  isPicked: boolean;
  /** When a change reached the row, for as long as it glows. */
  glow: number | undefined;
  top: number;
  height: number;
  actions: RowActions;
  context: CellContext;
};

export const Row = memo(function Row(props: RowProps) {
  const { id, index, contact, columns, isCard, isActive, isPicked, glow, top, height, actions, context } = props;
  const style: CSSProperties = { height, top };
  if (contact === undefined) return <UnreadRow id={id} index={index} isCard={isCard} columns={columns.length} style={style} />;

  function clicked(event: MouseEvent) {
    // A link keeps what the browser makes of it: a new tab, a new window.
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.shiftKey) actions.pick(index, true);
    else actions.open(index);
  }

  return (
    <div
      id={id}
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      data-active={isActive || undefined}
      data-contact={contact.id}
      style={style}
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault();
        actions.point(index);
      }}
      onClick={clicked}
    >
      {glow !== undefined && <Glow key={glow} contact={contact} />}
      <PickCell contact={contact} isPicked={isPicked} pick={(range) => actions.pick(index, range)} />
      {isCard ? <Card contact={contact} context={context} /> : <Cells contact={contact} columns={columns} context={context} />}
    </div>
  );
});

/** In the colour of who changed the row, if the row says who. */
function Glow({ contact }: { contact: SeenContact }) {
  const colleagues = useColleagues();
  const author = isStub(contact) ? undefined : Object.values(contact.field_versions).find((last) => last?.seq === contact.version)?.by;
  const colour = author === undefined ? "var(--accent)" : colleagues.colour(author);
  return <span className={styles.glow} data-glow="row" aria-hidden="true" style={{ "--by": colour } as CSSProperties} />;
}

function PickCell({ contact, isPicked, pick }: { contact: SeenContact; isPicked: boolean; pick: (range: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <span
      role="gridcell"
      className={styles.pick}
      onClick={(event) => {
        event.stopPropagation();
        // Beside the box counts too, as a cell is easier to hit; the box itself tells of its own change.
        if (!(event.target instanceof HTMLInputElement) && !isStub(contact)) pick(event.shiftKey);
      }}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        checked={isPicked}
        onChange={({ nativeEvent }) => pick("shiftKey" in nativeEvent && nativeEvent.shiftKey === true)}
        disabled={isStub(contact)}
        aria-label={t("list.pick", { name: contact.name })}
      />
    </span>
  );
}

function NameLink({ contact }: { contact: SeenContact }) {
  return (
    <Link to="/contacts/$contactId" params={{ contactId: contact.id }} tabIndex={-1} className={styles.nameText} draggable={false} preload={false}>
      {contact.name}
    </Link>
  );
}

function Cells({ contact, columns, context }: { contact: SeenContact; columns: readonly ColumnId[]; context: CellContext }) {
  const { t } = context;
  return (
    <>
      <span role="gridcell" className={styles.name}>
        <KindIcon kind={contact.kind} />
        <NameLink contact={contact} />
        {!isStub(contact) && <AccessIcon contact={contact} />}
      </span>
      {isStub(contact) ? (
        <span role="gridcell" className={styles.stub} aria-colspan={columns.length - 1}>
          <Icon name="lock" size={13} /> {t("contacts.nameOnly")}
        </span>
      ) : (
        columns.map((column) =>
          column === "name" ? null : (
            <span key={column} role="gridcell" className={styles.cell} data-column={column} data-numeric={columnOf(column).numeric}>
              <CellContents column={column} contact={contact} context={context} />
            </span>
          ),
        )
      )}
    </>
  );
}

function Card({ contact, context }: { contact: SeenContact; context: CellContext }) {
  const { t } = context;
  return (
    <span role="gridcell" className={styles.card}>
      <span className={styles.cardName}>
        <KindIcon kind={contact.kind} />
        <NameLink contact={contact} />
        {!isStub(contact) && <AccessIcon contact={contact} />}
      </span>
      <span className={styles.cardLine}>{isStub(contact) ? t("contacts.nameOnly") : <CardDetails contact={contact} context={context} />}</span>
    </span>
  );
}

function CardDetails({ contact, context }: { contact: Contact; context: CellContext }) {
  const first = contact.phones[0] ?? contact.emails[0];
  const texts = [placeOf(contact), first].filter((text) => text !== undefined && text !== "");
  return (
    <>
      <span className={styles.clipped}>{texts.join(" · ")}</span>
      {texts.length === 0 && <Manager contact={contact} context={context} />}
      <Tags tags={contact.tags.slice(0, 1)} />
    </>
  );
}

/** A row whose page is on its way. */
function UnreadRow({ id, index, isCard, columns, style }: { id: string; index: number; isCard: boolean; columns: number; style: CSSProperties }) {
  return (
    <div id={id} className={styles.row} role="row" aria-rowindex={index + 2} aria-busy="true" data-unread="true" style={style}>
      <span role="gridcell" className={styles.pick} />
      {Array.from({ length: isCard ? 1 : columns }, (_, column) => (
        <span key={column} role="gridcell" className={styles.cell}>
          <span className={styles.bar} style={{ width: `${35 + ((index * 31 + column * 17) % 45)}%` }} />
        </span>
      ))}
    </div>
  );
}
