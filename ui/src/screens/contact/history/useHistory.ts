/** The history of a contact as far as it is loaded, with what happened since. Several views share one loading. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { api } from "@/api/routes";
import type { ContactId } from "@/protocol";
import { mergeTimeline } from "@/state/timeline";
import { useContactPart } from "../contactPart";

export function useHistory(contact: ContactId) {
  const { log, seq } = useContactPart(contact, (state) => ({ log: state.log, seq: state.seq }));
  const pages = useInfiniteQuery({
    queryKey: ["history", contact],
    queryFn: ({ pageParam }) => api.history(contact, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // What happens while the page is open arrives live.
    staleTime: 0,
  });
  const events = useMemo(() => mergeTimeline(pages.data?.pages.map((page) => page.items) ?? [], log), [pages.data, log]);
  const newest = events[0]?.seq ?? 0;
  const { isSuccess, isFetching, refetch } = pages;
  useEffect(() => {
    // A new snapshot after a gap leaves events out that only the server's history has.
    if (isSuccess && !isFetching && newest < seq) void refetch();
    // Once per step of the contact: a history that stays behind must not be asked in a circle.
  }, [seq, isSuccess, newest, refetch]);
  return { events, pages };
}
