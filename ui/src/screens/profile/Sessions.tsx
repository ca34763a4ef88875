/** Where one is signed in, and ending that: one place, or all. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { account, type OwnSession } from "@/api/account";
import { useConnection } from "@/app/live";
import { useSession } from "@/app/session";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { RowList } from "@/components/RowList";
import { ErrorState, SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import { When } from "@/components/When";
import { deviceOf } from "@/state/device";
import { problemText } from "@/state/problems";
import styles from "./Sessions.module.css";

export function Sessions() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: account.sessions, staleTime: 0 });
  const end = useMutation({
    mutationFn: (session: OwnSession) => account.endSession(session.id),
    onSuccess: () => toast(t("profile.sessionEnded"), { tone: "good" }),
    onError: (error) => toast(problemText(t, error), { tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
  if (sessions.isPending) return <SkeletonLines />;
  if (sessions.data === undefined) {
    return <ErrorState title={t("profile.sessionsFailed")} error={sessions.error} retry={() => void sessions.refetch()} />;
  }
  const items = [...sessions.data.items].sort((one, other) => Number(other.current) - Number(one.current) || other.last_seen.localeCompare(one.last_seen));
  return (
    <>
      <RowList>
        {items.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={end.isPending && end.variables.id === session.id}
            end={() => end.mutate(session)}
          />
        ))}
      </RowList>
      <SignOutEverywhere />
    </>
  );
}

function SessionRow({ session, isEnding, end }: { session: OwnSession; isEnding: boolean; end: () => void }) {
  const { t } = useTranslation();
  const { browser, system, isPhone } = deviceOf(session.user_agent);
  const name = browser !== null && system !== null ? t("profile.deviceOn", { browser, system }) : (browser ?? system ?? t("profile.deviceUnknown"));
  return (
    <li className={styles.session} data-current={session.current}>
      <Icon name={isPhone ? "phone" : "device"} size={20} />
      <div className={styles.what}>
        <span className={styles.device}>
          {name}
          {session.current && <span className={styles.here}>{t("profile.thisSession")}</span>}
        </span>
        <span className={styles.details}>
          {!session.current && (
            <>
              {t("profile.lastSeen")} <When at={session.last_seen} />
              {" · "}
            </>
          )}
          {t("profile.signedInAt")} <When at={session.created_at} />
          {session.address !== "" && ` · ${session.address}`}
        </span>
      </div>
      {!session.current && (
        <Button variant="default" loading={isEnding} onClick={end} aria-label={t("profile.endSessionOf", { name })}>
          {t("nav.signOut")}
        </Button>
      )}
    </li>
  );
}

function SignOutEverywhere() {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const { unsaved } = useConnection();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({ mutationFn: () => signOut("everywhere") });
  return (
    <>
      <div>
        <Button variant="default" leftSection={<Icon name="signOut" size={16} />} onClick={() => setAsking(true)}>
          {t("profile.signOutEverywhere")}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t("profile.everywhereTitle")}
        action={t("profile.signOutEverywhere")}
        danger
        busy={leave.isPending}
        problem={leave.isError ? problemText(t, leave.error) : null}
        confirm={() => leave.mutate()}
      >
        <p>{t("profile.everywhereText")}</p>
        {unsaved > 0 && <p>{t("nav.signOutUnsaved", { count: unsaved })}</p>}
      </ConfirmDialog>
    </>
  );
}
