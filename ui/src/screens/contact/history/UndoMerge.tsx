/** Takes two contacts apart again, where they were merged; asks first, and says who would see what was written since. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { merges } from "@/api/merges";
import { useColleagues } from "@/app/roster";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { toast } from "@/components/toast";
import { useNow } from "@/components/When";
import type { EmployeeId, MergeId } from "@/protocol";
import { mayBeUndone } from "@/state/merge";
import { mergeProblemText, undoneText } from "@/state/mergeProblems";
import { useFieldLabel } from "../useFieldLabel";

export function UndoMerge({ merge, at, name }: { merge: MergeId; at: string; name: string }) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const colleagues = useColleagues();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const undo = useMutation({
    mutationFn: (accepted: readonly EmployeeId[]) => merges.undo(merge, accepted),
    onSuccess: ({ kept }) => {
      setAsking(false);
      toast(undoneText(t, name, kept, label), { id: `merge-${merge}`, tone: "good" });
    },
  });
  const gains = gainsOf(undo.error);
  const names = gains.map((employee) => colleagues.name(employee, t("common.formerColleague"))).join(", ");
  if (!mayBeUndone(at, now)) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        {t("merge.undo")}
      </Button>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t("merge.undoTitle")}
        action={t(gains.length > 0 ? "merge.undoAnyway" : "merge.undo")}
        busy={undo.isPending}
        problem={undo.isError && gains.length === 0 ? mergeProblemText(t, undo.error, label) : null}
        confirm={() => undo.mutate(gains)}
      >
        {t("merge.undoText", { name })}
        {gains.length > 0 && <p role="alert">{t("merge.undoGains", { names })}</p>}
      </ConfirmDialog>
    </>
  );
}

/** Those who would see more than before, as the server named them. */
function gainsOf(error: unknown): EmployeeId[] {
  if (!(error instanceof Problem) || error.code !== "would_be_seen") return [];
  const { gains } = error.more;
  return Array.isArray(gains) ? gains.filter((employee): employee is EmployeeId => typeof employee === "string") : [];
}
