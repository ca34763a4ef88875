/** The contacts of an act and what became of each; those that were refused come first to hand. */
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { acts, type Act, type ActItem, type OutcomeName } from "@/api/acts";
import { RowList } from "@/components/RowList";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/states";
import type { ActCounts } from "@/protocol";
import { isUnderWay } from "@/state/acts";
import { formatNumber } from "@/state/format";
import styles from "./acts.module.css";
import { actKey } from "./useAct";

const OUTCOMES = ["refused", "kept", "changed", "taken_back", "unchanged"] as const satisfies readonly OutcomeName[];

/** How many contacts stand there now: after an undo nothing is "changed" any more. */
function countOf(outcome: OutcomeName, { counts, state }: Pick<Act, "counts" | "state">): number {
  const now: ActCounts = state === "undone" ? { ...counts, changed: 0 } : counts;
  return now[outcome];
}

export function ActContacts({ act }: { act: Act }) {
  const { t, i18n } = useTranslation();
  const there = OUTCOMES.filter((outcome) => countOf(outcome, act) > 0);
  const [picked, setPicked] = useState<OutcomeName | "all" | null>(null);
  const problems = there.find((outcome) => outcome === "refused" || outcome === "kept");
  const shown = picked ?? problems ?? "all";
  const isWaiting = isUnderWay(act);
  const pages = useInfiniteQuery({
    queryKey: [...actKey(act.id), "items", shown, act.state],
    queryFn: ({ pageParam }) => acts.items(act.id, shown === "all" ? null : shown, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: !isWaiting,
  });
  if (isWaiting) return null;
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const seen = items.filter((item) => item.contact !== null);
  const unseen = items.length - seen.length;
  return (
    <>
      {there.length > 1 && (
        <SegmentedControl
          className={styles.filter}
          size="xs"
          aria-label={t("act.which")}
          value={shown}
          onChange={(value) => setPicked(value as OutcomeName | "all")}
          data={(["all", ...there] as const).map((value) => ({
            value,
            label: value === "all" ? t("act.all") : `${t(`act.outcomes.${value}`)} ${formatNumber(countOf(value, act), i18n.language)}`,
          }))}
        />
      )}
      {pages.isError ? (
        <ErrorState title={t("act.errorTitle")} error={pages.error} retry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <SkeletonRows rows={6} />
      ) : (
        <>
          {seen.length > 0 && (
            <RowList>
              {seen.map((item) => (
                <Row key={item.contact} item={item} />
              ))}
            </RowList>
          )}
          {unseen > 0 && <p className={styles.aside}>{t("act.unseen", { count: unseen, formatted: formatNumber(unseen, i18n.language) })}</p>}
          {items.length === 0 && !pages.hasNextPage && <EmptyState icon="contacts" title={t("act.none")} />}
          {pages.hasNextPage && (
            <Button className={styles.more} variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("common.more")}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function Row({ item }: { item: ActItem }) {
  const { t } = useTranslation();
  const { outcome } = item;
  const result = outcome === null ? "" : outcome.outcome === "refused" ? t(`act.reason.${outcome.reason}`) : t(`act.outcomes.${outcome.outcome}`);
  return (
    <li>
      <Link className={styles.row} to="/contacts/$contactId" params={{ contactId: item.contact ?? "" }}>
        <span className={styles.rowText}>
          <span className={styles.name}>{item.name}</span>
          <span className={styles.aside}>{item.roles.map((role) => t(`assignmentRole.${role}`)).join(", ")}</span>
        </span>
        <span className={styles.aside}>{result}</span>
      </Link>
    </li>
  );
}
