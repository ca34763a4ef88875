/** Makes the draft hold, and on wish brings the contacts that there are to where it wants them. */
import { Button, Checkbox, Modal, Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { rules } from "@/api/rules";
import { toast } from "@/components/toast";
import type { FormerManager } from "@/protocol";
import { formatNumber } from "@/state/format";
import { newId } from "@/sync/ids";
import { bookProblemText } from "./problemTexts";
import { RULES_KEY } from "./RulesScreen";
import styles from "./RulesScreen.module.css";

const FORMER = ["sales_rep", "leaves"] as const satisfies readonly FormerManager[];

type ActivateDialogProps = {
  opened: boolean;
  close: () => void;
  revision: number;
  /** How many contacts would move; `null` if that is not known. */
  moves: number | null;
  blocked: boolean;
};

export function ActivateDialog({ opened, close, revision, moves, blocked }: ActivateDialogProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [applies, setApplies] = useState(false);
  const [former, setFormer] = useState<FormerManager>("sales_rep");
  // One act for this dialog: pressed twice, it is begun once.
  const [act] = useState(newId);
  const activate = useMutation({
    mutationFn: async () => {
      const version = await rules.activate(revision);
      if (applies) await rules.apply(act, version.version, former);
      return version;
    },
    onSuccess: ({ version }) => {
      toast(t(applies ? "rules.activatedAndApplied" : "rules.activated", { version }), { tone: "good" });
      close();
      // There one sees how far it is, and takes it back.
      if (applies) void navigate({ to: "/acts/$actId", params: { actId: act } });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: RULES_KEY }),
  });
  return (
    <Modal opened={opened} onClose={close} title={t("rules.activateTitle")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <div className={styles.form}>
        <p className={styles.quiet}>{t("rules.activateText")}</p>
        {blocked && <p className={styles.failed}>{t("rules.blocked")}</p>}
        <Checkbox
          label={moves === null ? t("rules.applyToo") : t("rules.applyTooCount", { count: moves, formatted: formatNumber(moves, i18n.language) })}
          description={t("rules.applyHint")}
          checked={applies}
          onChange={(event) => setApplies(event.currentTarget.checked)}
        />
        {applies && (
          <Radio.Group
            label={t("rules.formerLabel")}
            value={former}
            onChange={(value) => setFormer(FORMER.find((known) => known === value) ?? former)}
          >
            <Stack gap="xs" mt="xs">
              {FORMER.map((value) => (
                <Radio key={value} value={value} label={t(`contact.former.${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <div aria-live="assertive">
          {activate.isError && <p className={styles.failed}>{bookProblemText(t, activate.error)}</p>}
        </div>
        <div className={styles.answers}>
          <Button variant="default" data-autofocus onClick={close}>
            {t("common.cancel")}
          </Button>
          <Button disabled={blocked} loading={activate.isPending} onClick={() => activate.mutate()}>
            {t("rules.activateNow")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
