/** One substitution: who for whom, when, how it stands, and what can be done with it. */
import { Badge, Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { substitutions } from "@/api/substitutions";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { SUBSTITUTIONS_KEY } from "@/app/substitutions";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Substitution } from "@/protocol";
import { formatDate } from "@/state/format";
import { mayEnd, substitutionProblem } from "@/state/substitutions";
import styles from "./SubstitutionsScreen.module.css";

const TONES = { active: "teal", planned: "blue", ended: "gray", revoked: "gray" } as const;

export function SubstitutionRow({ item, brief }: { item: Substitution; brief: () => void }) {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const name = (id: string) => colleagues.name(id, t("common.formerColleague"));
  const day = (date: string) => formatDate(date, i18n.language);
  const about = [
    item.from === item.until ? day(item.from) : t("substitutions.days", { from: day(item.from), until: day(item.until) }),
    ...(item.reason === "" ? [] : [item.reason]),
    ...(item.carries.contacts ? [] : [t("substitutions.onlyNotifications")]),
    ...(item.carries.notifications ? [] : [t("substitutions.onlyContacts")]),
  ];
  const self = colleagues.employee(me.id);
  const isOwn = me.id === item.absent;
  return (
    <li className={styles.row} data-substitution={item.state}>
      <PersonAvatar id={item.substitute} size={28} withTooltip={false} />
      <div className={styles.about}>
        <span className={styles.people}>{t("substitutions.who", { substitute: name(item.substitute), absent: name(item.absent) })}</span>
        <span className={styles.details}>{about.join(" · ")}</span>
      </div>
      <Badge variant="light" tt="none" color={TONES[item.state]} className={styles.state}>
        {t(`substitutions.state.${item.state}`)}
      </Badge>
      <span className={styles.actions}>
        {isOwn && item.started_at !== null && (
          <Button size="compact-sm" variant="default" onClick={brief}>
            {t("substitutions.briefing")}
          </Button>
        )}
        {self !== undefined && mayEnd(self, item, colleagues.employee) && <EndButton item={item} isOwn={isOwn} />}
      </span>
    </li>
  );
}

/** What holds ends because the absent person is back; what is planned is revoked. */
function EndButton({ item, isOwn }: { item: Substitution; isOwn: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const isActive = item.state === "active";
  const end = useMutation({
    mutationFn: () => (isActive ? substitutions.change(item.id, { returned: true }) : substitutions.revoke(item.id)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: SUBSTITUTIONS_KEY });
      setAsking(false);
    },
  });
  const action = t(isActive ? (isOwn ? "substitutions.back" : "substitutions.endNow") : "substitutions.revoke");
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {action}
      </Button>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t(isActive ? "substitutions.endTitle" : "substitutions.revokeTitle")}
        action={action}
        busy={end.isPending}
        problem={end.isError ? substitutionProblem(t, end.error) : null}
        confirm={() => end.mutate()}
      >
        {t(isActive ? "substitutions.endText" : "substitutions.revokeText")}
      </ConfirmDialog>
    </>
  );
}
