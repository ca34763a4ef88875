/** The log: who read, exported and opened what. For administrators; leads see what concerns their teams. */
import { Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { access, type LogFilter, type Logged } from "@/api/access";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PageHeader } from "@/components/PageHeader";
import { PersonAvatar } from "@/components/PersonAvatar";
import { RowList } from "@/components/RowList";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, NoAccessState, SkeletonRows } from "@/components/states";
import { formatDateTime } from "@/state/format";
import styles from "./LogScreen.module.css";

const DEEDS = ["read", "exported", "overridden"] as const;
const NO_FILTER: LogFilter = { employee: null, deed: null, from: "", until: "" };

export function LogScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  if (me.role !== "member") return <Log />;
  return (
    <main className={styles.closed}>
      <NoAccessState title={t("log.noAccess")} text={t("log.noAccessText")}>
        <Button renderRoot={(props: object) => <Link {...props} to="/contacts" />}>{t("contact.toList")}</Button>
      </NoAccessState>
    </main>
  );
}

function Log() {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const [filter, setFilter] = useState(NO_FILTER);
  const log = useInfiniteQuery({
    queryKey: ["log", filter],
    queryFn: ({ pageParam }) => access.log(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Screen header={<PageHeader title={t("log.title")} />}>
      <ScreenColumn>
        <p className={styles.intro}>{t("log.intro")}</p>
        <div className={styles.filters}>
          <Select
            label={t("log.employee")}
            searchable
            clearable
            value={filter.employee}
            onChange={(employee) => setFilter({ ...filter, employee })}
            data={colleagues.all.map((person) => ({ value: person.id, label: person.name }))}
          />
          <Select
            label={t("log.deed")}
            clearable
            value={filter.deed}
            onChange={(picked) => setFilter({ ...filter, deed: DEEDS.find((known) => known === picked) ?? null })}
            data={DEEDS.map((value) => ({ value, label: t(`log.kind.${value}`) }))}
          />
          <TextInput type="date" label={t("log.from")} value={filter.from} onChange={(event) => setFilter({ ...filter, from: event.currentTarget.value })} />
          <TextInput type="date" label={t("log.until")} value={filter.until} onChange={(event) => setFilter({ ...filter, until: event.currentTarget.value })} />
        </div>
        {log.isPending && <SkeletonRows rows={8} />}
        {log.isError && <ErrorState title={t("log.failed")} error={log.error} retry={() => void log.refetch()} />}
        {log.isSuccess && items.length === 0 && <EmptyState icon="lock" title={t("log.empty")} text={t("log.emptyText")} />}
        {items.length > 0 && (
          <RowList>
            {items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </RowList>
        )}
        {log.hasNextPage && (
          <Button className={styles.more} variant="subtle" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
      </ScreenColumn>
    </Screen>
  );
}

function Row({ item }: { item: Logged }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const { deed } = item;
  const what =
    deed.kind === "exported"
      ? t(deed.complete ? "log.exported" : "log.exportedPart", { count: deed.contacts, format: deed.format.toUpperCase() })
      : t(`log.kind.${deed.kind}`);
  return (
    <li className={styles.row}>
      <PersonAvatar id={item.employee} size={26} withTooltip={false} />
      <div className={styles.about}>
        <span>
          <strong>{colleagues.name(item.employee, t("common.formerColleague"))}</strong> · {what}
        </span>
        {item.contact !== undefined &&
          (item.contact_name === null ? (
            <span className={styles.details}>{t("log.hidden")}</span>
          ) : (
            <Link to="/contacts/$contactId" params={{ contactId: item.contact }}>
              {item.contact_name}
            </Link>
          ))}
        {deed.kind === "overridden" && <span className={styles.details}>{deed.reason}</span>}
      </div>
      <time className={styles.details} dateTime={item.at}>
        {deed.kind === "read" ? t("log.hour", { at: formatDateTime(item.at, i18n.language) }) : formatDateTime(item.at, i18n.language)}
      </time>
    </li>
  );
}
