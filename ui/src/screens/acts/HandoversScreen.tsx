/** Handovers from and to oneself and, for who is responsible, of everybody; a new one of everything that somebody has. */
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { handovers, type Act, type Whose } from "@/api/acts";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { PersonAvatar } from "@/components/PersonAvatar";
import { RowList } from "@/components/RowList";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/states";
import { toast } from "@/components/toast";
import { When } from "@/components/When";
import { stateOf } from "@/state/acts";
import { formatNumber } from "@/state/format";
import styles from "./acts.module.css";
import { HandoverDialog } from "./HandoverForm";

export function HandoversScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const [whose, setWhose] = useState<Whose>("mine");
  const [giving, setGiving] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ["handovers", "list", whose],
    queryFn: ({ pageParam }) => handovers.list(whose, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const begun = ([first, ...others]: readonly Act[]) => {
    if (first === undefined) return;
    if (others.length === 0) void navigate({ to: "/acts/$actId", params: { actId: first.id } });
    else toast(t("act.begun", { count: others.length + 1 }), { tone: "good" });
  };
  return (
    <Screen
      header={
        <PageHeader
          title={t("act.handovers")}
          actions={
            <>
              {me.role !== "member" && (
                <SegmentedControl
                  size="xs"
                  aria-label={t("act.whose")}
                  value={whose}
                  onChange={(value) => setWhose(value as Whose)}
                  data={(["mine", "all"] as const).map((value) => ({ value, label: t(`act.whoseHandovers.${value}`) }))}
                />
              )}
              <Button leftSection={<Icon name="send" size={16} />} onClick={() => setGiving(true)}>
                {t("act.handOverAll")}
              </Button>
            </>
          }
        />
      }
    >
      <ScreenColumn>
        {pages.isError ? (
          <ErrorState title={t("act.errorTitle")} error={pages.error} retry={() => void pages.refetch()} />
        ) : pages.isPending ? (
          <SkeletonRows rows={6} />
        ) : items.length === 0 ? (
          <EmptyState icon="send" title={t("act.noHandovers")} text={t("act.noHandoversText")} />
        ) : (
          <>
            <RowList>
              {items.map((act) => (
                <Row key={act.id} act={act} />
              ))}
            </RowList>
            {pages.hasNextPage && (
              <Button className={styles.more} variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t("common.more")}
              </Button>
            )}
          </>
        )}
      </ScreenColumn>
      <HandoverDialog opened={giving} close={() => setGiving(false)} begun={begun} />
    </Screen>
  );
}

function Row({ act }: { act: Act }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  if (act.kind !== "handover") return null;
  const name = (id: string) => colleagues.name(id, t("common.formerColleague"));
  const formatted = formatNumber(act.counts.total, i18n.language);
  return (
    <li>
      <Link className={styles.row} to="/acts/$actId" params={{ actId: act.id }}>
        <span className={styles.people}>
          <PersonAvatar id={act.giver} size={24} withTooltip={false} />
          <span className={styles.rowText}>
            <span className={styles.name}>{t("act.fromTo", { giver: name(act.giver), receiver: name(act.receiver) })}</span>
            <span className={styles.aside}>{t("act.contacts", { count: act.counts.total, formatted })}</span>
          </span>
        </span>
        <span className={styles.people}>
          <span>{t(act.may_answer ? "act.answerNow" : `act.states.${stateOf(act)}`)}</span>
          <When at={act.at} className={styles.aside} />
        </span>
      </Link>
    </li>
  );
}
