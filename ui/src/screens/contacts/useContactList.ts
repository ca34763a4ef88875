/**
 * The contact list as a screen sees it: any row by its number, read page by page where somebody looks, and kept live.
 * While a newer query has no answer yet, the rows of the one before stay.
 */
import { useDebouncedValue } from "@mantine/hooks";
import { queryOptions, useQueries, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

import { lists, MOST_IDS } from "@/api/lists";
import { isStub, type ContactPage, type SeenContact } from "@/api/routes";
import { useLiveList } from "@/app/live";
import type { ContactId } from "@/protocol";
import { applyRows, countRows, PAGE_ROWS, pagesOf, type ListPage } from "@/state/listPages";
import { queryString, type ListQuery } from "@/state/listQuery";
import type { RowsFrame } from "@/sync/lists";

/** Rows beyond the visible ones whose page is read ahead. */
const AHEAD = 40;
/** A scrollbar that is dragged passes pages that nobody wants to see. */
const JUMP_PAUSE_MS = 60;
/** A query that is still being typed is not followed. */
const FOLLOW_AFTER_MS = 400;
const READ_AGAIN_EVERY_MS = 800;
const GLOW_MS = 2_000;

const listKey = (query: string) => ["contacts", "list", query] as const;
const pageKey = (query: string, page: number) => [...listKey(query), page] as const;

function pageOptions(query: ListQuery, page: number) {
  return queryOptions({
    queryKey: pageKey(queryString(query), page),
    queryFn: ({ signal }) => lists.page(query, page * PAGE_ROWS, PAGE_ROWS, signal),
    staleTime: 30_000,
  });
}

export type ContactList = {
  query: ListQuery;
  /** Names the query that is shown; another one means other rows. */
  key: string;
  /** `undefined` until the first answer. */
  total: number | undefined;
  /** Contacts that joined and are not among the rows. */
  arrived: number;
  /** A newer query is on its way. */
  isBehind: boolean;
  /** Changes are told: the rows are up to date. */
  isLive: boolean;
  error: Error | null;
  /** Rows further down could not be read. */
  hasGaps: boolean;
  row(index: number): SeenContact | undefined;
  /** When a colleague's change reached the row, if that was a moment ago. */
  glow(id: ContactId): number | undefined;
  /** Tells which rows are in sight. */
  look(first: number, last: number): void;
  /** Reads everything afresh, with what arrived. */
  takeIn(): void;
  /** The whole contacts from one row to another, read if need be; at most 5,000. */
  between(first: number, last: number): Promise<SeenContact[]>;
};

type ContactListOptions = { startAt: number; left: (ids: readonly ContactId[]) => void };

export function useContactList(wanted: ListQuery, { startAt, left }: ContactListOptions): ContactList {
  const queries = useQueryClient();
  const [query, setQuery] = useState(wanted);
  const [pages, setPages] = useState(() => pagesOf(startAt, startAt + AHEAD));
  const first = useQuery(pageOptions(wanted, 0));
  const wantedKey = queryString(wanted);
  const key = queryString(query);
  if (key !== wantedKey && first.data !== undefined) {
    setQuery(wanted);
    setPages([0]);
  }

  const results = useQueries({ queries: pages.map((page) => pageOptions(query, page)) });
  // Where pages are on their way, the count is still that of the first one.
  const start = queries.getQueryState<ContactPage>(pageKey(key, 0));
  const read = newest(start === undefined ? results : [...results, start]);
  const readAgain = useReadAgain(queries, key);
  useKeepPagesTogether(results, readAgain);
  const { live, outOfSight, seen, glow } = useLiveRows({ queries, key, readTotal: read?.data.total, left, readAgain });

  const { shown, arrived: joined } = countRows(read?.data.total ?? 0, live);
  // The newest changes belong at the top, also those of contacts that stood further down.
  const arrived = query.sort === "-updated_at" ? Math.max(joined, outOfSight) : joined;
  const takeIn = useCallback(() => {
    seen();
    void queries.invalidateQueries({ queryKey: listKey(key) });
  }, [queries, key, seen]);
  // There is nothing yet that newcomers could push aside.
  const isEmpty = read !== null && shown === 0;
  useEffect(() => {
    if (isEmpty && arrived > 0) takeIn();
  }, [isEmpty, arrived, takeIn]);

  const row = useCallback(
    (index: number) => queries.getQueryData<ContactPage>(pageKey(key, Math.floor(index / PAGE_ROWS)))?.items[index % PAGE_ROWS],
    [queries, key],
  );
  const look = useLook(pages, setPages, (page) => queries.getQueryData(pageKey(key, page)) !== undefined);
  const between = useCallback((from: number, to: number) => readBetween(queries, query, from, to), [queries, query]);

  return {
    query,
    key,
    total: read === null ? undefined : shown,
    arrived,
    isBehind: key !== wantedKey,
    isLive: live !== null,
    error: first.data === undefined ? first.error : null,
    hasGaps: results.some(({ isError, data }) => isError && data === undefined),
    row,
    glow,
    look,
    takeIn,
    between,
  };
}

type Result = { data: ContactPage | undefined; dataUpdatedAt: number };

/** The newest answer says how many there are. */
function newest(results: readonly Result[]): { data: ContactPage; dataUpdatedAt: number } | null {
  let found: { data: ContactPage; dataUpdatedAt: number } | null = null;
  for (const { data, dataUpdatedAt } of results) {
    if (data !== undefined && (found === null || dataUpdatedAt > found.dataUpdatedAt)) found = { data, dataUpdatedAt };
  }
  return found;
}

/** Pages that were read at different times may not fit each other: then they are read again. */
function useKeepPagesTogether(results: readonly Result[], readAgain: () => void): void {
  const totals = new Set(results.map(({ data }) => data?.total).filter((total) => total !== undefined));
  const isTorn = totals.size > 1;
  const readAt = results.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  useEffect(() => {
    if (isTorn) readAgain();
  }, [isTorn, readAt, readAgain]);
}

/** Reads the pages in sight again: at once, or, while changes pour in, at most every so often. */
function useReadAgain(queries: QueryClient, key: string): () => void {
  const timer = useRef<number | null>(null);
  const last = useRef(-Infinity);
  useEffect(
    () => () => {
      if (timer.current !== null) window.clearTimeout(timer.current);
      timer.current = null;
      last.current = -Infinity;
    },
    [key],
  );
  return useCallback(() => {
    if (timer.current !== null) return;
    const wait = Math.max(0, last.current + READ_AGAIN_EVERY_MS - performance.now());
    timer.current = window.setTimeout(() => {
      timer.current = null;
      last.current = performance.now();
      void queries.invalidateQueries({ queryKey: listKey(key) });
    }, wait);
  }, [queries, key]);
}

type LiveRowsOptions = {
  queries: QueryClient;
  key: string;
  readTotal: number | undefined;
  left: (ids: readonly ContactId[]) => void;
  readAgain: () => void;
};

type LiveRows = {
  live: number | null;
  /** Contacts that changed somewhere among the rows that were not read. */
  outOfSight: number;
  seen: () => void;
  glow: ContactList["glow"];
};

/** Applies what the server tells to the pages in memory. */
function useLiveRows({ queries, key, readTotal, left, readAgain }: LiveRowsOptions): LiveRows {
  const [live, setLive] = useState<{ key: string; total: number; outOfSight: number } | null>(null);
  const glows = useRef(new Map<ContactId, number>());
  const arrivedIds = useRef(new Set<ContactId>());
  const unseen = useRef(new Set<ContactId>());
  const [settledKey] = useDebouncedValue(key, FOLLOW_AFTER_MS);
  const follow = settledKey === key && readTotal !== undefined ? key : null;

  useEffect(() => {
    arrivedIds.current.clear();
    unseen.current.clear();
  }, [key]);

  const rows = useEffectEvent((frame: RowsFrame) => {
    const cached = new Map<number, ListPage>();
    for (const [queryKey, page] of queries.getQueriesData<ContactPage>({ queryKey: listKey(key) })) {
      if (page !== undefined) cached.set(Number(queryKey[queryKey.length - 1]), page);
    }
    const { pages, short, touched, isGuess } = applyRows(cached, frame, arrivedIds.current);
    const now = performance.now();
    for (const [id, at] of glows.current) if (now - at > GLOW_MS) glows.current.delete(id);
    for (const id of touched) glows.current.set(id, now);
    const known = new Set(touched);
    const unknown = frame.changed.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    if (frame.total > (readTotal ?? 0)) for (const id of unknown) arrivedIds.current.add(id);
    for (const id of unknown) unseen.current.add(id);
    for (const id of frame.left) arrivedIds.current.delete(id);
    for (const [number, page] of pages) {
      // What was told does not make the rest of the page any newer.
      const updatedAt = queries.getQueryState(pageKey(key, number))?.dataUpdatedAt;
      queries.setQueryData(pageKey(key, number), page as ContactPage, updatedAt === undefined ? {} : { updatedAt });
    }
    // An answer on its way may be older than this frame.
    if (isGuess || short.length > 0 || queries.isFetching({ queryKey: listKey(key) }) > 0) readAgain();
    setLive({ key, total: frame.total, outOfSight: unseen.current.size });
    if (frame.left.length > 0) left(frame.left);
  });

  const fresh = useEffectEvent((total: number) => {
    unseen.current.clear();
    setLive({ key, total, outOfSight: 0 });
    // What changed between reading the pages and following the list came to nobody.
    readAgain();
  });

  useLiveList(follow, { fresh: (total) => fresh(total), rows: (frame) => rows(frame) });
  const glow = useCallback((id: ContactId) => {
    const at = glows.current.get(id);
    return at !== undefined && performance.now() - at < GLOW_MS ? at : undefined;
  }, []);
  const seen = useCallback(() => {
    arrivedIds.current.clear();
    unseen.current.clear();
    setLive((before) => before && { ...before, outOfSight: 0 });
  }, []);
  const current = live?.key === key ? live : null;
  return { live: current?.total ?? null, outOfSight: current?.outOfSight ?? 0, seen, glow };
}

/** Follows the eye: pages next to what is there at once, distant ones when the scrollbar rests. */
function useLook(pages: readonly number[], setPages: (pages: number[]) => void, isCached: (page: number) => boolean): ContactList["look"] {
  const current = useRef({ pages, isCached });
  const waiting = useRef<{ name: string; timer: number } | null>(null);
  useLayoutEffect(() => {
    current.current = { pages, isCached };
  });
  const stopWaiting = () => {
    if (waiting.current !== null) window.clearTimeout(waiting.current.timer);
    waiting.current = null;
  };
  useEffect(() => stopWaiting, []);
  return useCallback(
    (first, last) => {
      const next = pagesOf(first - AHEAD, last + AHEAD);
      const name = next.join();
      if (name === (waiting.current?.name ?? current.current.pages.join())) return;
      stopWaiting();
      const { pages: before, isCached: isThere } = current.current;
      if (next.some((page) => before.includes(page) || isThere(page))) {
        setPages(next);
        return;
      }
      const timer = window.setTimeout(() => {
        waiting.current = null;
        setPages(next);
      }, JUMP_PAUSE_MS);
      waiting.current = { name, timer };
    },
    [setPages],
  );
}

async function readBetween(queries: QueryClient, query: ListQuery, from: number, to: number): Promise<SeenContact[]> {
  const first = Math.min(from, to);
  const last = Math.min(Math.max(from, to), first + MOST_IDS - 1);
  const found: SeenContact[] = [];
  for (const page of pagesOf(first, last)) {
    const { items } = await queries.ensureQueryData(pageOptions(query, page));
    items.forEach((item, place) => {
      const index = page * PAGE_ROWS + place;
      if (index >= first && index <= last && !isStub(item)) found.push(item);
    });
  }
  return found;
}
