/** What one was told, by contact, newest first, and why; opening an entry reads it. */
import { Button, SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Arriving } from "@/app/Arriving";
import { read } from "@/app/inbox";
import { useInbox } from "@/app/live";
import { useShortcuts } from "@/app/shortcuts";
import { useListKeys } from "@/app/useListKeys";
import { Kbd } from "@/components/Kbd";
import { PageHeader } from "@/components/PageHeader";
import { RowList } from "@/components/RowList";
import { Screen } from "@/components/Screen";
import { EmptyState, SkeletonRows } from "@/components/states";
import type { Notification, NotificationId } from "@/protocol";
import { groupByContact, placeOf, type InboxGroup } from "@/state/inbox";
import { InboxEntry, rowId } from "./InboxEntry";
import styles from "./InboxScreen.module.css";
import { OlderFailed, useOlder } from "./older";

type Shown = "all" | "unread";

export function InboxScreen() {
  const { t } = useTranslation();
  const { loaded, items, unread } = useInbox();
  const [shown, setShown] = useState<Shown>("all");
  const filtered = useStillShown(items, shown);
  const older = useOlder(items);
  const all = shown === "all" ? [...filtered, ...older.items] : filtered;
  const groups = groupByContact(all);
  const list = useInboxKeys(groups);
  useShortcuts({
    inboxReadAll: unread > 0 ? () => read("all") : undefined,
    inboxUnread: () => setShown((before) => (before === "all" ? "unread" : "all")),
  });
  return (
    <Screen
      header={
        <PageHeader
          title={t("inbox.title")}
          note={unread > 0 ? t("nav.unread", { count: unread }) : undefined}
          actions={
            <>
              <SegmentedControl
                size="xs"
                aria-label={t("inbox.show")}
                value={shown}
                onChange={(value) => setShown(value as Shown)}
                data={(["all", "unread"] as const).map((value) => ({ value, label: t(`inbox.${value}Items`) }))}
              />
              <Button variant="default" onClick={() => read("all")} disabled={unread === 0}>
                {t("inbox.markAll")}
              </Button>
            </>
          }
        />
      }
    >
      {!loaded ? (
        <Arriving failed={t("inbox.errorTitle")}>
          <SkeletonRows rows={8} />
        </Arriving>
      ) : all.length === 0 ? (
        <Nothing shown={shown} showAll={() => setShown("all")} />
      ) : (
        <div className={styles.groups}>
          {groups.map((group) => (
            <Group key={group.contact ?? ""} group={group} at={list.at} point={list.point} open={list.open} />
          ))}
          {older.failed && shown === "all" && <OlderFailed retry={older.more} />}
          {shown === "all" && older.mayHaveMore && !older.failed && (
            <Button className={styles.more} variant="subtle" loading={older.isFetching} onClick={older.more}>
              {t("common.more")}
            </Button>
          )}
        </div>
      )}
    </Screen>
  );
}

/** Under "unread" an entry stays until one looks elsewhere, though it has been read: rows do not leave under one's hands. */
function useStillShown(items: readonly Notification[], shown: Shown): readonly Notification[] {
  const kept = useRef(new Set<NotificationId>());
  if (shown === "all") {
    kept.current.clear();
    return items;
  }
  for (const item of items) if (!item.read) kept.current.add(item.id);
  return items.filter((item) => kept.current.has(item.id));
}

function useInboxKeys(groups: readonly InboxGroup[]) {
  const navigate = useNavigate();
  const [at, setAt] = useState<NotificationId | null>(null);
  const entries = groups.flatMap((group) => group.items);
  const place = entries.findIndex((item) => item.id === at);
  function open(item: Notification) {
    if (!item.read) read([item.id]);
    void navigate(placeOf(item));
  }
  useListKeys({
    count: entries.length,
    at: place,
    move: (index) => {
      const item = entries[index];
      if (item === undefined) return;
      setAt(item.id);
      document.getElementById(rowId(item.id))?.focus();
    },
    open: (index) => {
      const item = entries[index];
      if (item !== undefined) open(item);
    },
  });
  useShortcuts({
    inboxRead: () => {
      const item = entries[place];
      if (item === undefined) return;
      if (!item.read) read([item.id]);
      const next = entries[place + 1];
      if (next === undefined) return;
      setAt(next.id);
      document.getElementById(rowId(next.id))?.focus();
    },
  });
  return { at, point: setAt, open };
}


type GroupProps = { group: InboxGroup; at: NotificationId | null; point: (id: NotificationId) => void; open: (item: Notification) => void };

function Group({ group, at, point, open }: GroupProps) {
  const { t } = useTranslation();
  const titleId = `inbox-${group.contact ?? "several"}`;
  const unread = group.items.filter((item) => !item.read).map((item) => item.id);
  return (
    <section className={styles.group} aria-labelledby={titleId}>
      <div className={styles.groupHead}>
        <h2 className={styles.groupName} id={titleId}>
          {group.contact === null ? t("inbox.several") : group.name}
        </h2>
        {unread.length > 0 && (
          <>
            <span className={styles.groupCount} aria-label={t("nav.unread", { count: unread.length })} role="img">
              {unread.length}
            </span>
            <Button className={styles.readGroup} variant="subtle" size="compact-xs" onClick={() => read(unread)}>
              {t("inbox.markRead")}
            </Button>
          </>
        )}
      </div>
      <RowList>
        {group.items.map((item) => (
          <InboxEntry key={item.id} item={item} isAt={item.id === at} point={point} open={open} />
        ))}
      </RowList>
    </section>
  );
}

function Nothing({ shown, showAll }: { shown: Shown; showAll: () => void }) {
  const { t } = useTranslation();
  if (shown === "unread") {
    return (
      <EmptyState icon="check" title={t("inbox.allRead")} text={t("inbox.emptyText")}>
        <Button variant="default" onClick={showAll}>
          {t("inbox.allItems")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="inbox" title={t("inbox.empty")} text={t("inbox.emptyText")}>
      <span className={styles.hint}>
        {t("inbox.emptyHint")} <Kbd keys="g c" />
      </span>
    </EmptyState>
  );
}
