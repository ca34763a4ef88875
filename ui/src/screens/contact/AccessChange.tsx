/** Before a level or a team is changed: who would gain and who would lose sight of the contact. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { access, type AccessWish } from "@/api/access";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { toast } from "@/components/toast";
import type { ContactId, EmployeeId, Sight } from "@/protocol";
import { problemText } from "@/state/problems";
import styles from "./ChoiceFields.module.css";

type Asked = { sight: Sight; save: () => void };

/** `ask` saves at once where nobody gains or loses, and else asks first. */
export function useAccessChange(contact: ContactId) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);
  const preview = useMutation({
    mutationFn: ({ wish }: { wish: AccessWish; save: () => void }) => access.preview(contact, wish),
    onSuccess: (sight, { save }) => {
      if (sight.gains.length + sight.loses.length === 0) save();
      else setAsked({ sight, save });
    },
    onError: (error) => toast(problemText(t, error), { tone: "bad" }),
  });
  const dialog = <AccessDialog asked={asked} close={() => setAsked(null)} />;
  return { ask: (wish: AccessWish, save: () => void) => preview.mutate({ wish, save }), dialog };
}

function AccessDialog({ asked, close }: { asked: Asked | null; close: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { gains = [], loses = [] } = asked?.sight ?? {};
  const losesMe = loses.includes(me.id);
  return (
    <ConfirmDialog
      opened={asked !== null}
      close={close}
      title={t(losesMe ? "access.loseTitle" : "access.previewTitle")}
      action={t("access.change")}
      danger={losesMe}
      confirm={() => {
        asked?.save();
        close();
      }}
    >
      {losesMe && <p>{t("access.loseMe")}</p>}
      <People label={t("access.gains", { count: gains.length })} ids={gains} />
      <People label={t("access.loses", { count: loses.length })} ids={loses} />
    </ConfirmDialog>
  );
}

function People({ label, ids }: { label: string; ids: readonly EmployeeId[] }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  if (ids.length === 0) return null;
  return (
    <div className={styles.sight}>
      <strong>{label}</strong>
      <p>{ids.map((id) => colleagues.name(id, t("common.formerColleague"))).sort((one, other) => one.localeCompare(other, "de")).join(", ")}</p>
    </div>
  );
}
