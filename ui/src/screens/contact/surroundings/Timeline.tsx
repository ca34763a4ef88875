/** Everything that happened to a contact, newest first, with what stood there before. */
import { Button, Loader } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Event } from "@/protocol";
import { partsOf } from "@/state/comments";
import type { ContactState } from "@/state/contact";
import { formatDay, formatInstant, formatTime } from "@/state/format";
import { byDay, isEmptyValue, mergeTimeline } from "@/state/timeline";
import { ValueText } from "../ValueText";
import { Block } from "./SurroundingsPanel";
import panel from "./SurroundingsPanel.module.css";
import styles from "./Timeline.module.css";

export function Timeline({ state }: { state: ContactState }) {
  const { t, i18n } = useTranslation();
  const history = useInfiniteQuery({
    queryKey: ["history", state.id],
    queryFn: ({ pageParam }) => api.history(state.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // What happens while the page is open arrives live.
    staleTime: 0,
  });
  const events = useMemo(
    () => mergeTimeline(history.data?.pages.map((page) => page.items) ?? [], state.log),
    [history.data, state.log],
  );
  const newest = events[0]?.seq ?? 0;
  const { isSuccess, isFetching, refetch } = history;
  useEffect(() => {
    // A new snapshot after a gap leaves events out that only the server's history has.
    if (isSuccess && !isFetching && newest < state.seq) void refetch();
    // Once per step of the contact: a history that stays behind must not be asked in a circle.
  }, [state.seq, isSuccess, newest, refetch]);
  const now = new Date();
  const days = byDay(events, (event) => formatDay(event.at, now, { t, language: i18n.language }));
  return (
    <Block title={t("contact.history")}>
      {history.isPending && <Loader size="xs" />}
      {history.isError && events.length === 0 && (
        <p className={panel.failed} role="alert">
          {t("contact.historyFailed")}{" "}
          <Button size="compact-xs" variant="default" onClick={() => void history.refetch()}>
            {t("common.retry")}
          </Button>
        </p>
      )}
      {history.isSuccess && events.length === 0 && <p className={panel.none}>{t("contact.historyEmpty")}</p>}
      <div data-testid="timeline">
        {days.map(({ day, events: ofDay }) => (
          <section key={day}>
            <h3 className={styles.day}>{day}</h3>
            <ol className={styles.events}>
              {ofDay.map((event) => (
                <TimelineEntry key={event.seq} event={event} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {history.hasNextPage && (
        <Button variant="subtle" size="compact-xs" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Block>
  );
}

function TimelineEntry({ event }: { event: Event }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const nameOf = (id: string) => colleagues.name(id, t("common.formerColleague"));
  return (
    <li className={styles.event}>
      <PersonAvatar id={event.by} size={20} withTooltip={false} />
      <div className={styles.body}>
        <div>
          <strong>{nameOf(event.by)}</strong> <EventSentence event={event} />
          {event.acting_for !== undefined && (
            <span className={styles.dim}> ({t("history.acting", { name: nameOf(event.acting_for) })})</span>
          )}
        </div>
        <EventDetail event={event} />
      </div>
      <time className={styles.time} dateTime={event.at} title={formatInstant(event.at, i18n.language)}>
        {formatTime(event.at, i18n.language)}
      </time>
    </li>
  );
}

function EventSentence({ event }: { event: Event }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  switch (event.kind) {
    case "field_changed": {
      const verb = isEmptyValue(event.previous) ? "field_set" : isEmptyValue(event.value) ? "field_cleared" : "field_changed";
      return <>{t(`history.${verb}`, { field: t(`field.${event.field}`) })}</>;
    }
    case "comment_added":
      return <>{t(event.comment.parent === null ? "history.comment_added" : "history.comment_replied")}</>;
    case "employee_assigned": {
      const { employee, role } = event.assignment;
      const key = employee === event.by ? "history.employee_assigned_self" : "history.employee_assigned";
      const name = colleagues.name(employee, t("common.formerColleague"));
      return <>{t(key, { name, role: t(`assignmentRole.${role}`) })}</>;
    }
    case "assignment_ended":
      return <>{t("history.assignment_ended", { name: colleagues.name(event.employee, t("common.formerColleague")) })}</>;
    case "contact_created":
    case "contact_deleted":
      return <>{t(`history.${event.kind}`)}</>;
    default:
      return <>{t("history.other")}</>;
  }
}

function EventDetail({ event }: { event: Event }) {
  const { t } = useTranslation();
  if (event.kind === "comment_added") {
    const text = partsOf(event.comment.text)
      .map((part) => (part.kind === "text" ? part.text : `@${part.name}`))
      .join("");
    return <div className={styles.excerpt}>{text}</div>;
  }
  if (event.kind !== "field_changed") return null;
  return (
    <div className={styles.change}>
      {!isEmptyValue(event.previous) && (
        <>
          <span className="visually-hidden">{t("history.from")}</span>
          <del className={styles.old}>
            <ValueText field={event.field} value={event.previous} placeholder={t("common.empty")} />
          </del>
          <span aria-hidden="true">→</span>
        </>
      )}
      <span className="visually-hidden">{t("history.to")}</span>
      <span className={styles.new}>
        <ValueText field={event.field} value={event.value} placeholder={t("common.empty")} />
      </span>
    </div>
  );
}

