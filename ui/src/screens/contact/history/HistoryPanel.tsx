/** Everything that happened to a contact, newest first, by day and person: read, narrow to a field, bring a value back. */
import { Button, Select, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { EmptyState, ErrorState, SkeletonLines } from "@/components/states";
import { useNow } from "@/components/When";
import type { ContactId, Event, Field, MergeId } from "@/protocol";
import { formatDay, formatInstant, formatTime } from "@/state/format";
import { byDay, bySitting, changedFields, ofField, told, undoneMerges, type Sitting } from "@/state/timeline";
import { useFieldLabel } from "../useFieldLabel";
import { AtDate } from "./AtDate";
import { EventDetail, EventSentence } from "./EventText";
import styles from "./History.module.css";
import { RestoreButton } from "./RestoreButton";
import { UndoMerge } from "./UndoMerge";
import { useHistory } from "./useHistory";

/** Pages that are looked through by themselves for changes of one field; further ones on demand. */
const SEARCHED_PAGES = 10;

export const HistoryPanel = memo(function HistoryPanel({ contact }: { contact: ContactId }) {
  const { t, i18n } = useTranslation();
  const { events, pages } = useHistory(contact);
  const [field, setField] = useState<Field | null>(null);
  const now = useNow();
  const shown = useMemo(() => told(ofField(events, field)), [events, field]);
  const undone = useMemo(() => undoneMerges(events), [events]);
  const days = useMemo(
    () => byDay(shown, (event) => formatDay(event.at, now, { t, language: i18n.language })),
    [shown, now, t, i18n.language],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const loaded = pages.data?.pages.length ?? 0;
  const isSearching = field !== null && shown.length === 0 && hasNextPage && loaded < SEARCHED_PAGES;
  useEffect(() => {
    if (isSearching && !isFetchingNextPage) void fetchNextPage();
  }, [isSearching, isFetchingNextPage, fetchNextPage]);

  return (
    <section className={styles.panel} aria-label={t("contact.history")}>
      <HistoryBar contact={contact} events={events} field={field} setField={setField} />
      <div className={styles.list} data-testid="history">
        {pages.isPending && <SkeletonLines lines={8} />}
        {pages.isError && events.length === 0 && (
          <ErrorState title={t("contact.historyFailed")} error={pages.error} retry={() => void pages.refetch()} />
        )}
        {pages.isSuccess && shown.length === 0 && !isSearching && (
          <EmptyState icon="history" title={t(field === null ? "contact.historyEmpty" : "history.noneOfField")} />
        )}
        {days.map(({ day, events: ofDay }) => (
          <section key={day} className={styles.day}>
            <h2 className={styles.dayName}>{day}</h2>
            {bySitting(ofDay).map((sitting) => (
              <SittingView key={sitting.events.at(-1)?.seq} contact={contact} sitting={sitting} undone={undone} />
            ))}
          </section>
        ))}
        {(hasNextPage || isSearching) && (
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("history.older")}
          </Button>
        )}
      </div>
    </section>
  );
});

type HistoryBarProps = { contact: ContactId; events: readonly Event[]; field: Field | null; setField: (field: Field | null) => void };

function HistoryBar({ contact, events, field, setField }: HistoryBarProps) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const fields = useMemo(() => changedFields(events), [events]);
  const choices = field === null || fields.includes(field) ? fields : [field, ...fields];
  return (
    <div className={styles.bar}>
      <Select
        size="xs"
        className={styles.filter}
        aria-label={t("history.filter")}
        placeholder={t("history.allFields")}
        clearable
        clearButtonProps={{ "aria-label": t("history.allFields") }}
        value={field}
        onChange={(value) => setField(choices.find((known) => known === value) ?? null)}
        data={choices.map((known) => ({ value: known, label: label(known) }))}
        leftSection={<Icon name="filter" size={14} />}
      />
      <AtDate contact={contact} at={null} />
    </div>
  );
}

type SittingProps = { contact: ContactId; sitting: Sitting; undone: ReadonlySet<MergeId> };

const SittingView = memo(function SittingView({ contact, sitting, undone }: SittingProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const nameOf = (id: string) => colleagues.name(id, t("common.formerColleague"));
  return (
    <div className={styles.sitting}>
      <PersonAvatar id={sitting.by} size={24} withTooltip={false} />
      <div className={styles.sittingBody}>
        <h3 className={styles.author}>
          {nameOf(sitting.by)}
          {sitting.actingFor !== null && (
            <span className={styles.dim}> ({t("history.acting", { name: nameOf(sitting.actingFor) })})</span>
          )}
        </h3>
        <ol className={styles.events}>
          {sitting.events.map((event) => (
            <EventRow key={event.seq} contact={contact} event={event} undone={undone} />
          ))}
        </ol>
      </div>
    </div>
  );
}, sameSitting);

/** Grouping makes new lists of the same events. */
function sameSitting(left: SittingProps, right: SittingProps): boolean {
  const [before, after] = [left.sitting.events, right.sitting.events];
  return left.contact === right.contact && left.undone === right.undone && before.length === after.length && before.every((event, index) => event.seq === after[index]?.seq);
}

function EventRow({ contact, event, undone }: { contact: ContactId; event: Event; undone: ReadonlySet<MergeId> }) {
  const { t, i18n } = useTranslation();
  return (
    <li className={styles.event} data-seq={event.seq}>
      <div className={styles.eventBody}>
        <EventSentence event={event} />
        <EventDetail event={event} />
      </div>
      <span className={styles.eventActions}>
        {event.kind === "field_changed" && <RestoreButton contact={contact} field={event.field} value={event.previous} />}
        {event.kind === "contact_merged" && !undone.has(event.merge) && <UndoMerge merge={event.merge} at={event.at} name={event.name} />}
      </span>
      <Tooltip label={t("history.showAt", { when: formatInstant(event.at, i18n.language) })}>
        <Link
          className={styles.time}
          to="/contacts/$contactId"
          params={{ contactId: contact }}
          search={{ part: "history", at: event.at }}
        >
          <time dateTime={event.at}>{formatTime(event.at, i18n.language)}</time>
        </Link>
      </Tooltip>
    </li>
  );
}
