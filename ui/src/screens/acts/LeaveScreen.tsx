/** Somebody leaves: what hangs on them goes to others first, then they can sign in no more. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { leaving, type Act, type Hanging } from "@/api/acts";
import { ROSTER_KEY, useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { useSubstitutions } from "@/app/substitutions";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import type { ActId, EmployeeId, Substitution } from "@/protocol";
import { rolesOf } from "@/state/acts";
import { formatDate, formatNumber } from "@/state/format";
import { isMissing, problemText } from "@/state/problems";
import styles from "./acts.module.css";
import { HandoverForm } from "./HandoverForm";
import { useAct } from "./useAct";

export function LeaveScreen() {
  const { t } = useTranslation();
  const { employeeId } = useParams({ from: "/employees/$employeeId/leave" });
  const colleagues = useColleagues();
  const employee = colleagues.employee(employeeId);
  const name = colleagues.name(employeeId, t("common.formerColleague"));
  const hanging = useQuery({ queryKey: ["hanging", employeeId], queryFn: () => leaving.hanging(employeeId), retry: false });
  return (
    <Screen header={<PageHeader title={t("leave.title", { name })} />}>
      <ScreenColumn>
        {employee !== undefined && !employee.active ? (
          <EmptyState icon="check" title={t("leave.gone", { name })} text={t("leave.goneText")} />
        ) : hanging.isError ? (
          <ErrorState title={t("leave.errorTitle")} error={hanging.error} {...(isMissing(hanging.error) ? {} : { retry: () => void hanging.refetch() })} />
        ) : hanging.data === undefined ? (
          <SkeletonLines lines={6} />
        ) : (
          <Steps employee={employeeId} name={name} hanging={hanging.data} />
        )}
      </ScreenColumn>
    </Screen>
  );
}

function Steps({ employee, name, hanging }: { employee: EmployeeId; name: string; hanging: Hanging }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const isFree = hanging.contacts === 0 && hanging.handovers.length === 0 && hanging.substitutions.length === 0 && hanging.rules.length === 0;
  return (
    <>
      <Contacts employee={employee} hanging={hanging} />
      <Step title={t("leave.handovers")} isDone={hanging.handovers.length === 0} done={t("leave.noHandovers")}>
        {hanging.handovers.map((id) => (
          <OpenHandover key={id} id={id} />
        ))}
      </Step>
      <Step title={t("leave.substitutions")} isDone={hanging.substitutions.length === 0} done={t("leave.noSubstitutions")}>
        <Substitutions ids={hanging.substitutions} employee={employee} />
      </Step>
      <Step title={t("leave.rules")} isDone={hanging.rules.length === 0} done={t("leave.noRules")}>
        <p>
          {t("leave.namedBy", { rules: hanging.rules.join(", ") })} <Link to="/rules">{t("leave.toRules")}</Link>
        </p>
      </Step>
      <section className={styles.section}>
        <h2 className={styles.sectionTitle}>{t("leave.end")}</h2>
        <p className={styles.aside}>{t(me.role !== "admin" ? "leave.onlyAdmins" : isFree ? "leave.endText" : "leave.notYet")}</p>
        {me.role === "admin" && <Deactivate employee={employee} name={name} disabled={!isFree} />}
      </section>
    </>
  );
}

function Step({ title, isDone, done, children }: { title: string; isDone: boolean; done: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.sectionTitle}>
        {title}
        {isDone && (
          <span className={styles.done}>
            <Icon name="check" size={16} />
          </span>
        )}
      </h2>
      {isDone ? <p className={styles.aside}>{done}</p> : children}
    </section>
  );
}

/** Hands over what they have; while that goes on, nothing else is offered. */
function Contacts({ employee, hanging }: { employee: EmployeeId; hanging: Hanging }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });
  const roles = rolesOf(hanging.roles).map(({ role, count }) => `${formatNumber(count, i18n.language)} × ${t(`assignmentRole.${role}`)}`);
  const [begun, setBegun] = useState<readonly Act[]>([]);
  const look = () => void queries.invalidateQueries({ queryKey: ["hanging", employee] });
  return (
    <Step title={t("leave.contacts")} isDone={hanging.contacts === 0} done={t("leave.noContacts")}>
      <p>
        {t("leave.has", counted(hanging.contacts))} {roles.join(", ")}
        {hanging.planned > 0 && `, ${t("act.planned", counted(hanging.planned))}`}
      </p>
      {begun.map((act) => (
        <Followed key={act.id} id={act.id} ended={look} />
      ))}
      <div className={styles.narrow}>
        <HandoverForm
          givers={[employee]}
          begun={(done) => {
            setBegun(done);
            look();
          }}
        />
      </div>
    </Step>
  );
}

/** Tells when what was begun is over. */
function Followed({ id, ended }: { id: ActId; ended: () => void }) {
  const { t, i18n } = useTranslation();
  const act = useAct(id, ended);
  if (act.data === undefined || act.data.state !== "running") return null;
  const { total } = act.data.counts;
  return (
    <p className={styles.aside} role="status">
      {t("leave.moving", { count: total, formatted: formatNumber(total, i18n.language) })}
    </p>
  );
}

function OpenHandover({ id }: { id: ActId }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const act = useAct(id, () => void queries.invalidateQueries({ queryKey: ["hanging"] }));
  const total = act.data?.counts.total ?? 0;
  const text = t("act.contacts", { count: total, formatted: formatNumber(total, i18n.language) });
  return (
    <p>
      <Link to="/acts/$actId" params={{ actId: id }}>
        {act.data === undefined ? t("act.handover") : `${t("act.handover")}: ${text}, ${t(`act.states.${act.data.state}`)}`}
      </Link>
    </p>
  );
}

function Substitutions({ ids, employee }: { ids: readonly string[]; employee: EmployeeId }) {
  const known = useSubstitutions();
  const items = known.data?.items.filter(({ id }) => ids.includes(id)) ?? [];
  return items.map((substitution) => <OpenSubstitution key={substitution.id} substitution={substitution} employee={employee} />);
}

function OpenSubstitution({ substitution, employee }: { substitution: Substitution; employee: EmployeeId }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const queries = useQueryClient();
  const { id, absent, substitute, from, until } = substitution;
  const name = (person: EmployeeId) => colleagues.name(person, t("common.formerColleague"));
  const revoke = useMutation({
    mutationFn: () => leaving.revokeSubstitution(id),
    onSettled: () => void queries.invalidateQueries({ queryKey: ["hanging", employee] }),
    onError: (error) => toast(t("act.failed", { reason: problemText(t, error) }), { tone: "bad" }),
  });
  return (
    <p className={styles.people}>
      {t("leave.substitution", { absent: name(absent), substitute: name(substitute), from: formatDate(from, i18n.language), until: formatDate(until, i18n.language) })}
      <Button variant="default" size="compact-sm" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        {t("leave.revoke")}
      </Button>
    </p>
  );
}

function Deactivate({ employee, name, disabled }: { employee: EmployeeId; name: string; disabled: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const deactivate = useMutation({
    mutationFn: () => leaving.deactivate(employee),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ROSTER_KEY });
      toast(t("leave.gone", { name }), { tone: "good" });
    },
    // Something may have come to them meanwhile.
    onError: () => void queries.invalidateQueries({ queryKey: ["hanging", employee] }),
  });
  return (
    <>
      <Button color="red.8" disabled={disabled} onClick={() => setAsking(true)}>
        {t("leave.deactivate")}
      </Button>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t("leave.sure", { name })}
        action={t("leave.deactivate")}
        danger
        busy={deactivate.isPending}
        problem={deactivate.isError ? problemText(t, deactivate.error) : null}
        confirm={() => deactivate.mutate()}
      >
        {t("leave.sureText")}
      </ConfirmDialog>
    </>
  );
}
