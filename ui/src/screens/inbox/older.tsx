/** The pages before what came live, fetched when somebody asks. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import type { Notification } from "@/protocol";
import styles from "./InboxScreen.module.css";

/** As many as come with the socket; fewer than that are all there are. */
const LIVE = 50;

export function useOlder(newest: readonly Notification[]) {
  const [wanted, setWanted] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ["notifications"],
    queryFn: ({ pageParam }) => api.notifications(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: wanted,
  });
  const known = new Set(newest.map((item) => item.id));
  const items = (pages.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => !known.has(item.id));
  const { hasNextPage, isFetching, isError, fetchNextPage, refetch } = pages;
  useEffect(() => {
    // The first page is what came live already.
    if (wanted && items.length === 0 && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [wanted, items.length, hasNextPage, isFetching, isError, fetchNextPage]);
  return {
    items,
    isFetching,
    failed: isError && !isFetching,
    mayHaveMore: wanted ? hasNextPage || isFetching : newest.length >= LIVE,
    more: () => {
      if (!wanted) setWanted(true);
      else if (pages.data === undefined) void refetch();
      else void fetchNextPage();
    },
  };
}

export function OlderFailed({ retry }: { retry: () => void }) {
  const { t } = useTranslation();
  return (
    <p className={styles.olderFailed} role="alert">
      {t("inbox.olderFailed")}
      <Button size="compact-xs" variant="default" onClick={retry}>
        {t("common.retry")}
      </Button>
    </p>
  );
}
