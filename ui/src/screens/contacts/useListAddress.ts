/**
 * The list's query and the address of the page, which say the same: a link shows what its author saw, and Back shows
 * what was there. Only what is being typed runs ahead of the address for a moment.
 */
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { addressOf, queryOf, queryString, type ListQuery } from "@/state/listQuery";

/** Browsers allow a page only so many new addresses in a while. */
const ADDRESS_AFTER_MS = 300;

export type ListAddress = {
  query: ListQuery;
  view: string | null;
  /** As it stands in the box, with the blank that is being typed. */
  typed: string;
  type: (text: string) => void;
  /** Shows another list; Back leads to this one. */
  go: (query: ListQuery, view: string | null) => void;
  /** Brings the address up to date, before the page is left. */
  settle: () => Promise<void>;
};

export function useListAddress(): ListAddress {
  const navigate = useNavigate();
  const address = useSearch({ from: "/contacts" });
  const searched = address.search ?? "";
  const view = address.view ?? null;
  const [typed, setTyped] = useState(searched);
  /** The search that this page wrote into the address. Another one came from outside: Back, a link, a view. */
  const written = useRef(searched);
  const named = queryString({ ...queryOf(address), search: typed });
  // A new object only for another query, as everything below depends on it.
  const query = useMemo(() => queryOf({ ...address, search: typed.trim() }), [named]);

  useEffect(() => {
    if (searched === written.current) return;
    written.current = searched;
    setTyped(searched);
  }, [searched]);

  const settle = useCallback(async () => {
    if (query.search === written.current) return;
    written.current = query.search;
    await navigate({ to: "/contacts", search: addressOf(query, view), replace: true });
  }, [navigate, query, view]);

  const [settledSearch] = useDebouncedValue(query.search, ADDRESS_AFTER_MS);
  useEffect(() => {
    if (settledSearch === query.search) void settle();
    // Only the end of typing counts; `settle` follows every letter.
  }, [settledSearch]);

  const go = useCallback(
    (next: ListQuery, nextView: string | null) => {
      written.current = next.search.trim();
      setTyped(next.search);
      void navigate({ to: "/contacts", search: addressOf(next, nextView) });
    },
    [navigate],
  );
  return { query, view, typed, type: setTyped, go, settle };
}
