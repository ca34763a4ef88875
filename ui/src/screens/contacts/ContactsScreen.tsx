/** All contacts that one may see: search as you type, a table that scrolls through any number, keys throughout. */
import { ActionIcon, Button, Loader, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { openCreate } from "@/app/createContact";
import { usePageCommands, useShortcuts } from "@/app/shortcuts";
import { useListKeys } from "@/app/useListKeys";
import { Icon } from "@/components/Icon";
import { latePart } from "@/components/latePart";
import { PageHeader } from "@/components/PageHeader";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/states";
import { formatNumber } from "@/state/format";
import { isEmptyFilter, queryString, showsEverything, type ListQuery } from "@/state/listQuery";
import { ContactTable, type TableHandle } from "./ContactTable";
import styles from "./ContactsScreen.module.css";
import { ListTools, type ToolsHandle } from "./ListTools";
import { rememberedPlace, rememberPlace } from "./places";
import type { RowActions } from "./rows";
import { useColumns } from "./useColumns";
import { useContactList, type ContactList } from "./useContactList";
import { useListAddress, type ListAddress } from "./useListAddress";
import { useClearOn, useSelection } from "./useSelection";
import { useStable } from "./useStable";
import { queryOfView, useViews } from "./useViews";

const BulkBar = latePart(() => import("./BulkBar").then((module) => module.BulkBar));

export function ContactsScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { isCard, rowHeight } = useLayout();
  const address = useListAddress();
  const views = useViews(address.view);
  const columns = useColumns(views.current);
  const selecting = useSelection();
  const { list, active, setActive, startTop, scrolled, table } = useListInHand(address, rowHeight, selecting.drop);
  const input = useRef<HTMLInputElement>(null);
  const tools = useRef<ToolsHandle>(null);
  const picked = selecting.selection.ids;
  useClearOn(list.key, selecting.clear);
  // It stays from the first pick on: a result must be seen although what was changed has left the list.
  const [hasPicked, setHasPicked] = useState(false);
  if (!hasPicked && (picked.size > 0 || selecting.error !== null)) setHasPicked(true);

  const move = (index: number) => {
    setActive(index);
    table.current?.show(index);
  };
  const open = (index: number) => {
    const contact = list.row(index);
    if (contact === undefined) return;
    void address.settle().then(() => navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } }));
  };
  const openFound = useOpenFound(list, () => open(active));
  const actions = useStable<RowActions>({
    point: setActive,
    open,
    pick: (index, range) => selecting.pick(list, index, range),
  });
  const togglePickAll = () => (picked.size > 0 ? selecting.clear() : selecting.pickAll(list));

  const isEmpty = list.total === 0 && !list.isBehind;
  usePageCommands([
    { id: "import", label: t("import.start"), icon: "upload", words: "csv vcard", run: () => void navigate({ to: "/import" }) },
    ...views.all.map((view) => ({ id: view.id, label: t("views.named", { name: view.name }), run: () => address.go(queryOfView(view), view.id) })),
  ]);
  useListKeys({ count: list.total ?? 0, at: active, move, open });
  const drawRange = (by: number) => {
    const to = clamped(active + by, list.total);
    // The row where it begins belongs to the range.
    if (by !== 0) selecting.pick(list, active, true);
    selecting.pick(list, to, true);
    move(to);
  };
  useShortcuts({
    search: () => input.current?.focus(),
    create: isEmpty ? () => openCreate(address.query.search) : undefined,
    listSelect: () => selecting.pick(list, active, false),
    listRangeTo: () => drawRange(0),
    listRangeDown: () => drawRange(1),
    listRangeUp: () => drawRange(-1),
    listSelectAll: () => selecting.pickAll(list),
    close: picked.size > 0 ? selecting.clear : undefined,
    listFilter: () => tools.current?.openFilters(),
  });

  return (
    <main className={styles.screen} data-query={list.total === undefined ? undefined : list.key}>
      <PageHeader
        title={t("contacts.title")}
        note={<Count total={list.total} />}
        actions={
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => openCreate()}>
            {t("contacts.new")}
          </Button>
        }
      >
        <SearchBox ref={input} address={address} isBusy={list.isBehind} open={openFound} step={(by) => move(clamped(active + by, list.total))} />
      </PageHeader>
      <ListTools ref={tools} address={address} views={views} columns={columns} total={list.total} isCard={isCard} />
      {list.error !== null ? (
        <ErrorState title={t("contacts.errorTitle")} error={list.error} retry={list.takeIn} />
      ) : list.total === undefined ? (
        <SkeletonRows rows={14} />
      ) : isEmpty ? (
        <NothingThere query={list.query} create={() => openCreate(address.query.search)} showAll={() => address.go({ search: "", filter: {}, sort: list.query.sort }, null)} />
      ) : (
        <div className={styles.body}>
          <News list={list} />
          <ContactTable
            ref={table}
            list={list}
            columns={columns.columns}
            isCard={isCard}
            rowHeight={rowHeight}
            startTop={startTop}
            scrolled={scrolled}
            active={active}
            picked={picked}
            pickAll={togglePickAll}
            sort={(sort) => address.go({ ...address.query, sort }, address.view)}
            actions={actions}
            drawRange={drawRange}
          />
        </div>
      )}
      {hasPicked && <BulkBar list={list} selecting={selecting} />}
    </main>
  );
}

/** In pixels, as the token `--row` says it; a card has two lines. */
const ROW_HEIGHT = 36;
const ROW_HEIGHT_FOR_FINGERS = 52;
const CARD_HEIGHT = 64;

function useLayout(): { isCard: boolean; rowHeight: number } {
  const isCard = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const isCoarse = useMediaQuery("(pointer: coarse)", undefined, { getInitialValueInEffect: false });
  return { isCard, rowHeight: isCard ? CARD_HEIGHT : isCoarse ? ROW_HEIGHT_FOR_FINGERS : ROW_HEIGHT };
}

const clamped = (index: number, total = 0) => Math.max(0, Math.min(total - 1, index));

/** The list with the row that the keyboard is at; both are where they were when somebody comes back. */
function useListInHand(address: ListAddress, rowHeight: number, left: (ids: readonly string[]) => void) {
  const table = useRef<TableHandle>(null);
  const [place] = useState(() => rememberedPlace(queryString(address.query)));
  const startTop = place?.top ?? 0;
  const startAt = Math.floor(startTop / rowHeight);
  const list = useContactList(address.query, { startAt, left });
  const [active, setActive] = useState(place?.active ?? 0);
  const here = useRef({ key: list.key, top: startTop, active });
  useEffect(() => {
    if (here.current.key !== list.key) setActive(0);
    here.current = { ...here.current, key: list.key, active };
  }, [list.key, active]);
  useEffect(() => () => rememberPlace(here.current.key, { top: here.current.top, active: here.current.active }), []);
  const scrolled = useCallback((top: number) => {
    here.current.top = top;
  }, []);
  return { list, active, setActive, startTop, scrolled, table };
}

/** Enter while the answer is on its way means the first row of the answer, not one of the list before. */
function useOpenFound(list: ContactList, open: () => void): () => void {
  const [waits, setWaits] = useState(false);
  const openNow = useEffectEvent(() => {
    setWaits(false);
    if (list.total !== undefined && list.total > 0) open();
  });
  useEffect(() => {
    if (waits && !list.isBehind) openNow();
  }, [waits, list.isBehind]);
  return () => setWaits(true);
}

type SearchBoxProps = {
  ref: RefObject<HTMLInputElement | null>;
  address: ListAddress;
  isBusy: boolean;
  open: () => void;
  step: (by: number) => void;
};

function SearchBox({ ref, address, isBusy, open, step }: SearchBoxProps) {
  const { t } = useTranslation();
  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };
    const by = steps[event.key];
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    if (by !== undefined) step(by);
    else if (event.key === "Enter") open();
    else if (event.key === "Escape" && address.typed !== "") address.type("");
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
  }
  return (
    <TextInput
      ref={ref}
      className={styles.search}
      type="search"
      role="searchbox"
      aria-label={t("contacts.search")}
      placeholder={t("contacts.search")}
      value={address.typed}
      maxLength={200}
      onChange={(event) => address.type(event.currentTarget.value)}
      onKeyDown={pressed}
      leftSection={isBusy ? <Loader size={14} /> : <Icon name="search" size={16} />}
      rightSection={
        address.typed === "" ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label={t("contacts.clear")} onClick={() => address.type("")}>
            <Icon name="close" size={14} />
          </ActionIcon>
        )
      }
    />
  );
}

function Count({ total }: { total: number | undefined }) {
  const { t, i18n } = useTranslation();
  const formatted = total === undefined ? "" : formatNumber(total, i18n.language);
  return <span role="status">{total === undefined ? "" : t("contacts.count", { count: total, formatted })}</span>;
}

/** What is told instead of moving rows under the pointer: newcomers, and rows that could not be read. */
function News({ list }: { list: ContactList }) {
  const { t, i18n } = useTranslation();
  const formatted = formatNumber(list.arrived, i18n.language);
  return (
    <div className={styles.news} role="status">
      {list.arrived > 0 && (
        <button type="button" className={styles.pill} onClick={list.takeIn}>
          {t("list.arrived", { count: list.arrived, formatted })}
        </button>
      )}
      {list.hasGaps && (
        <button type="button" className={styles.pill} data-tone="bad" onClick={list.takeIn}>
          {t("list.gaps")}
        </button>
      )}
    </div>
  );
}

function NothingThere({ query, create, showAll }: { query: ListQuery; create: () => void; showAll: () => void }) {
  const { t } = useTranslation();
  if (showsEverything(query)) {
    return (
      <EmptyState icon="contacts" title={t("contacts.emptyTitle")} text={t("contacts.emptyText")}>
        <Button onClick={create}>{t("contacts.new")}</Button>
        <Button variant="default" component={Link} to="/import">
          {t("import.start")}
        </Button>
      </EmptyState>
    );
  }
  const search = query.search.trim();
  return (
    <EmptyState
      icon="search"
      title={t("contacts.noneTitle")}
      text={search === "" || !isEmptyFilter(query.filter) ? t("list.noneText") : t("contacts.noneText", { search })}
    >
      <Button variant="default" onClick={showAll}>
        {t("list.showAll")}
      </Button>
      <Button onClick={create}>{t("contacts.new")}</Button>
    </EmptyState>
  );
}
