/** One act: who did what for whom, how far it is, what became of each contact, and the way back. */
import { Button, Progress } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { acts, handovers, type Act } from "@/api/acts";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { PersonAvatar } from "@/components/PersonAvatar";
import { Screen, ScreenColumn } from "@/components/Screen";
import { ErrorState, SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import { When } from "@/components/When";
import type { EmployeeId } from "@/protocol";
import { isUnderWay, progressOf, rolesOf, stateOf } from "@/state/acts";
import { formatDate, formatNumber } from "@/state/format";
import { isMissing, problemText } from "@/state/problems";
import { ActContacts } from "./ActContacts";
import styles from "./acts.module.css";
import { actKey, useAct } from "./useAct";

export function ActScreen() {
  const { t } = useTranslation();
  const { actId } = useParams({ from: "/acts/$actId" });
  const act = useAct(actId);
  const title = t(act.data === undefined ? "act.title" : act.data.kind === "handover" ? "act.handover" : "act.assignment");
  return (
    <Screen header={<PageHeader title={title} actions={act.data !== undefined && <Actions act={act.data} />} />}>
      <ScreenColumn>
        {act.isError ? (
          <ErrorState title={t("act.errorTitle")} error={act.error} {...(isMissing(act.error) ? {} : { retry: () => void act.refetch() })} />
        ) : act.data === undefined ? (
          <SkeletonLines lines={5} />
        ) : (
          <>
            <Facts act={act.data} />
            {act.data.may_answer && <AnswerButtons act={act.data} />}
            <HowFar act={act.data} />
            <ActContacts act={act.data} />
          </>
        )}
      </ScreenColumn>
    </Screen>
  );
}

function useChange(act: Act) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ask: () => Promise<Act>) => ask(),
    onSuccess: (changed) => {
      queries.setQueryData(actKey(act.id), changed);
      void queries.invalidateQueries({ queryKey: ["handovers"] });
    },
    onError: (error) => {
      void queries.invalidateQueries({ queryKey: actKey(act.id) });
      toast(t("act.failed", { reason: problemText(t, error) }), { tone: "bad" });
    },
  });
}

function Actions({ act }: { act: Act }) {
  const { t } = useTranslation();
  const change = useChange(act);
  const busy = { disabled: change.isPending };
  return (
    <>
      {act.kind === "handover" && (
        <>
          <Button variant="default" component="a" href={handovers.protocol(act.id, "html")} target="_blank" rel="noopener">
            {t("act.print")}
          </Button>
          <Button variant="default" component="a" href={handovers.protocol(act.id, "json")} leftSection={<Icon name="download" size={16} />} download>
            {t("act.download")}
          </Button>
        </>
      )}
      {act.may_undo && (
        <Button variant="default" leftSection={<Icon name="undo" size={16} />} {...busy} onClick={() => change.mutate(() => acts.undo(act.id))}>
          {t("act.undo")}
        </Button>
      )}
      {act.may_withdraw && (
        <Button variant="default" {...busy} onClick={() => change.mutate(() => handovers.decline(act.id))}>
          {t("act.withdraw")}
        </Button>
      )}
    </>
  );
}

/** Stands where one reads, so that it is in view on a phone too. */
function AnswerButtons({ act }: { act: Act }) {
  const { t } = useTranslation();
  const change = useChange(act);
  return (
    <div className={styles.answer}>
      <span>{t("act.answerNow")}</span>
      <span className={styles.actions}>
        <Button variant="default" disabled={change.isPending} onClick={() => change.mutate(() => handovers.decline(act.id))}>
          {t("act.decline")}
        </Button>
        <Button disabled={change.isPending} onClick={() => change.mutate(() => handovers.accept(act.id))}>
          {t("act.accept")}
        </Button>
      </span>
    </div>
  );
}

function Person({ id }: { id: EmployeeId }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  return (
    <span className={styles.person}>
      <PersonAvatar id={id} size={20} withTooltip={false} />
      {colleagues.name(id, t("common.formerColleague"))}
    </span>
  );
}

function Facts({ act }: { act: Act }) {
  const { t, i18n } = useTranslation();
  const day = (text: string) => formatDate(text, i18n.language);
  return (
    <dl className={styles.facts}>
      {act.kind === "handover" ? (
        <>
          <dt>{t("act.giver")}</dt>
          <dd>
            <Person id={act.giver} />
          </dd>
          <dt>{t("act.receiver")}</dt>
          <dd>
            <Person id={act.receiver} />
          </dd>
          <dt>{t("act.roles")}</dt>
          <dd>
            {rolesOf(act.roles)
              .map(({ role, count }) => `${formatNumber(count, i18n.language)} × ${t(`assignmentRole.${role}`)}`)
              .join(", ")}
          </dd>
          {act.note !== "" && (
            <>
              <dt>{t("act.note")}</dt>
              <dd className={styles.note}>{act.note}</dd>
            </>
          )}
        </>
      ) : act.kind === "apply_rules" ? (
        <>
          <dt>{t("act.rules")}</dt>
          <dd>{t("act.version", { version: formatNumber(act.version, i18n.language) })}</dd>
        </>
      ) : (
        <>
          <dt>{t("act.responsible")}</dt>
          <dd>
            <Person id={act.employee} />
          </dd>
          <dt>{t("act.role")}</dt>
          <dd>{t(`assignmentRole.${act.role}`)}</dd>
          {(act.from !== null || act.until !== null) && (
            <>
              <dt>{t("act.days")}</dt>
              <dd>{[act.from, act.until].map((bound) => (bound === null ? "…" : day(bound))).join(" – ")}</dd>
            </>
          )}
        </>
      )}
      <dt>{t("act.by")}</dt>
      <dd className={styles.people}>
        <Person id={act.by} />
        <When at={act.at} className={styles.aside} />
      </dd>
      <dt>{t("act.state")}</dt>
      <dd>{t(`act.states.${stateOf(act)}`)}</dd>
      {act.undone !== null && (
        <>
          <dt>{t("act.undoneBy")}</dt>
          <dd className={styles.people}>
            <Person id={act.undone.by} />
            <When at={act.undone.at} className={styles.aside} />
          </dd>
        </>
      )}
    </dl>
  );
}

function HowFar({ act }: { act: Act }) {
  const { t, i18n } = useTranslation();
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });
  if (isUnderWay(act)) {
    const { done, of } = progressOf(act);
    return (
      <div className={styles.progress} role="status">
        {t("act.running", { done: formatNumber(done, i18n.language), ...counted(of) })}
        <Progress value={(100 * done) / Math.max(1, of)} size="sm" animated aria-label={t("act.state")} />
      </div>
    );
  }
  if (act.state === "undone") {
    const { taken_back, kept } = act.counts;
    return <p className={styles.aside}>{[t("act.takenBack", counted(taken_back)), ...(kept > 0 ? [t("act.keptCount", counted(kept))] : [])].join(" ")}</p>;
  }
  return null;
}
