/** Acts that begin at the list: begun, followed, told of, taken back. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { acts, type Act } from "@/api/acts";
import { toast } from "@/components/toast";
import type { ActId } from "@/protocol";
import { progressOf } from "@/state/acts";
import { formatNumber } from "@/state/format";
import { problemText } from "@/state/problems";
import { actKey, useAct } from "./useAct";

export function useBulkActs() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [followed, setFollowed] = useState<ActId | null>(null);
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });

  function follow(act: Act) {
    queries.setQueryData(actKey(act.id), act);
    setFollowed(act.id);
  }

  /** What is offered waits for its receiver; what is done at once is followed. */
  function followHandovers(begun: readonly Act[]) {
    const [first] = begun;
    if (first === undefined) return;
    if (begun.length === 1 && first.state === "running") follow(first);
    else toast(t(first.state === "proposed" ? "act.offered" : "act.begun", { count: begun.length }), { tone: "good" });
  }

  async function undo(id: ActId) {
    try {
      follow(await acts.undo(id));
    } catch (error) {
      toast(t("act.undoFailed", { reason: problemText(t, error) }), { tone: "bad" });
    }
  }

  function settled(act: Act) {
    setFollowed(null);
    const { counts } = act;
    if (act.state === "undone") {
      toast(t("act.takenBack", counted(counts.taken_back)), { tone: "good" });
      return;
    }
    const sentence = t(act.kind === "handover" ? "act.handedOver" : "act.assigned", counted(counts.changed));
    toast(sentence, { tone: "good", ...(counts.changed > 0 ? { undo: () => void undo(act.id) } : {}) });
    // What was refused is named there.
    if (counts.refused > 0) void navigate({ to: "/acts/$actId", params: { actId: act.id } });
  }

  const { data } = useAct(followed, settled);
  return { follow, followHandovers, progress: followed === null ? null : data === undefined ? { done: 0, of: 1 } : progressOf(data) };
}
