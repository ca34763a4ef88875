/** What one was told, newest first, and why; opening an entry reads it. */
import { Button, Loader } from "@mantine/core";
import { notifications as notices } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api } from "@/api/routes";
import { live, useInbox } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { Notice } from "@/components/Notice";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Notification } from "@/protocol";
import { partsOf } from "@/state/comments";
import { formatWhen } from "@/state/format";
import styles from "./InboxScreen.module.css";

export function InboxScreen() {
  const { t } = useTranslation();
  const { loaded, items, unread } = useInbox();
  const [wantsOlder, setWantsOlder] = useState(false);
  // The newest come live; the pages before them are fetched when somebody asks.
  const older = useInfiniteQuery({
    queryKey: ["notifications"],
    queryFn: ({ pageParam }) => api.notifications(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: wantsOlder,
  });
  const known = new Set(items.map((item) => item.id));
  const olderItems = (older.data?.pages.flatMap((page) => page.items) ?? []).filter((item) => !known.has(item.id));
  const { hasNextPage, isFetching, fetchNextPage } = older;
  useEffect(() => {
    // The first page is what came live already.
    if (wantsOlder && olderItems.length === 0 && hasNextPage && !isFetching) void fetchNextPage();
  }, [wantsOlder, olderItems.length, hasNextPage, isFetching, fetchNextPage]);
  const mayHaveOlder = wantsOlder ? hasNextPage || isFetching : items.length >= 50;

  function markAll() {
    live.markRead("all");
    api.markRead({ all: true }).catch((error: unknown) => {
      const code = error instanceof Problem ? error.code : "unknown";
      notices.show({ color: "red", message: t("inbox.failed", { code }) });
    });
  }

  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t("inbox.title")}</h1>
        {unread > 0 && (
          <Button variant="default" onClick={markAll}>
            {t("inbox.markAll")}
          </Button>
        )}
      </header>
      {!loaded ? (
        <Notice title={t("common.loading")}>
          <Loader size="sm" />
        </Notice>
      ) : items.length === 0 ? (
        <Notice icon="inbox" title={t("inbox.empty")} text={t("inbox.emptyText")} />
      ) : (
        <div className={styles.scroll}>
          <ul className={styles.list}>
            {[...items, ...olderItems].map((item) => (
              <Entry key={item.id} item={item} />
            ))}
          </ul>
          {mayHaveOlder && (
            <Button
              className={styles.more}
              variant="subtle"
              loading={isFetching}
              onClick={() => (wantsOlder ? void fetchNextPage() : setWantsOlder(true))}
            >
              {t("common.more")}
            </Button>
          )}
        </div>
      )}
    </main>
  );
}

function Entry({ item }: { item: Notification }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const navigate = useNavigate();
  const name = colleagues.name(item.by, t("common.formerColleague"));

  function open() {
    if (!item.read) {
      live.markRead([item.id]);
      // Unread again after a reload is the worst that a failure does here.
      void api.markRead({ ids: [item.id] }).catch(() => {});
    }
    void navigate({ to: "/contacts/$contactId", params: { contactId: item.contact } });
  }

  return (
    <li>
      <button type="button" className={styles.entry} data-read={item.read} onClick={open}>
        <PersonAvatar id={item.by} size={28} withTooltip={false} />
        <span className={styles.body}>
          <span className={styles.line}>
            <strong>{t(`inbox.${item.event}`, { name })}</strong>
            <span className={styles.contact}>{item.contact_name}</span>
          </span>
          {item.excerpt !== undefined && <span className={styles.excerpt}>{plain(item.excerpt)}</span>}
          <span className={styles.why}>{t(`inbox.why.${item.event}`)}</span>
        </span>
        <span className={styles.side}>
          <time dateTime={item.at}>{formatWhen(item.at, new Date(), { t, language: i18n.language })}</time>
          {!item.read && <span className={styles.dot} role="img" aria-label={t("inbox.unread")} />}
        </span>
      </button>
    </li>
  );
}

/** An excerpt may end within a mention; then the rest of its markup is cut off, too. */
function plain(excerpt: string): string {
  return partsOf(excerpt)
    .map((part) => (part.kind === "text" ? part.text : `@${part.name}`))
    .join("")
    .replace(/@\[([^\]]*)(\]\([^)]*)?$/, "@$1");
}
