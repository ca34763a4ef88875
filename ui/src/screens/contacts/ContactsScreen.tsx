/** All contacts that one may see: search as you type, a table that scrolls through any number, keys throughout. */
import { ActionIcon, Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api, type ContactPage } from "@/api/routes";
import { useShortcuts } from "@/app/shortcuts";
import { Icon } from "@/components/Icon";
import { Notice } from "@/components/Notice";
import { locale } from "@/i18n/locale";
import { ContactTable, type TableHandle } from "./ContactTable";
import styles from "./ContactsScreen.module.css";
import { NewContactDialog } from "./NewContactDialog";

const PAGE_SIZE = 100;
const TYPING_PAUSE_MS = 120;

export function ContactsScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search: searched = "" } = useSearch({ from: "/contacts" });
  const [typed, setTyped] = useState(searched);
  const [search] = useDebouncedValue(typed, TYPING_PAUSE_MS);
  const [creating, setCreating] = useState(false);
  const [selected, setSelected] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const table = useRef<TableHandle>(null);

  useEffect(() => {
    const trimmed = search.trim();
    void navigate({ to: "/contacts", search: trimmed === "" ? {} : { search: trimmed }, replace: true });
  }, [search, navigate]);
  useEffect(() => setSelected(0), [search]);
  useShortcuts({ search: () => input.current?.focus(), create: () => setCreating(true) });

  const pages = useInfiniteQuery({
    queryKey: ["contacts", search.trim()],
    queryFn: ({ pageParam }) => api.contacts({ search: search.trim(), cursor: pageParam, limit: PAGE_SIZE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  useKeepFirstPage(search.trim());
  const items = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);

  function open(index: number) {
    const contact = items[index];
    if (contact !== undefined) void navigate({ to: "/contacts/$contactId", params: { contactId: contact.id } });
  }

  function move(event: KeyboardEvent) {
    const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(items.length - 1, selected + step));
      setSelected(next);
      table.current?.show(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(selected);
    }
  }

  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t("contacts.title")}</h1>
        <TextInput
          ref={input}
          className={styles.search}
          type="search"
          role="searchbox"
          aria-label={t("contacts.search")}
          placeholder={t("contacts.search")}
          value={typed}
          // On a phone this would open the keyboard over the list.
          autoFocus={window.matchMedia("(hover: hover)").matches}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") move(event);
            else if (typed === "") input.current?.blur();
            else setTyped("");
          }}
          leftSection={pages.isFetching && !pages.isFetchingNextPage ? <Loader size={14} /> : <Icon name="search" size={16} />}
          rightSection={
            typed === "" ? null : (
              <ActionIcon variant="subtle" color="gray" aria-label={t("contacts.clear")} onClick={() => setTyped("")}>
                <Icon name="close" size={14} />
              </ActionIcon>
            )
          }
        />
        <Count total={pages.data?.pages[0]?.total} />
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setCreating(true)} className={styles.create}>
          {t("contacts.new")}
        </Button>
      </header>
      {pages.isPending ? (
        <TableSkeleton />
      ) : pages.isError && items.length === 0 ? (
        <LoadingFailed error={pages.error} retry={() => void pages.refetch()} />
      ) : items.length === 0 ? (
        <NothingThere search={search.trim()} create={() => setCreating(true)} />
      ) : (
        <ContactTable
          ref={table}
          items={items}
          total={pages.data?.pages[0]?.total ?? items.length}
          hasMore={pages.hasNextPage}
          loadMore={() => {
            if (!pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
          selected={selected}
          select={setSelected}
          open={open}
          onKeyDown={move}
        />
      )}
      <NewContactDialog opened={creating} close={() => setCreating(false)} startName={items.length === 0 ? search.trim() : ""} />
    </main>
  );
}

/** Coming back, the list begins at the top again: refreshing one page is enough, however far one had scrolled. */
function useKeepFirstPage(search: string): void {
  const queries = useQueryClient();
  useEffect(
    () => () => {
      queries.setQueryData<InfiniteData<ContactPage>>(["contacts", search], (data) =>
        data === undefined ? data : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
      );
    },
    [queries, search],
  );
}

function Count({ total }: { total: number | undefined }) {
  const { t, i18n } = useTranslation();
  const formatted = total === undefined ? "" : new Intl.NumberFormat(locale(i18n.language)).format(total);
  return (
    <span className={styles.count} role="status">
      {total === undefined ? "" : t("contacts.count", { count: total, formatted })}
    </span>
  );
}

function TableSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: 14 }, (_, row) => (
        <span key={row} style={{ width: `${30 + ((row * 37) % 45)}%` }} />
      ))}
    </div>
  );
}

function LoadingFailed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  const code = error instanceof Problem ? error.code : "unknown";
  return (
    <Notice icon="warning" tone="bad" title={t("contacts.errorTitle")} text={t("contacts.errorText", { code })}>
      <Button onClick={retry}>{t("common.retry")}</Button>
    </Notice>
  );
}

function NothingThere({ search, create }: { search: string; create: () => void }) {
  const { t } = useTranslation();
  const isFiltered = search !== "";
  return (
    <Notice
      icon={isFiltered ? "search" : "contacts"}
      title={t(isFiltered ? "contacts.noneTitle" : "contacts.emptyTitle")}
      text={isFiltered ? t("contacts.noneText", { search }) : t("contacts.emptyText")}
    >
      <Button onClick={create}>{t("contacts.new")}</Button>
    </Notice>
  );
}
