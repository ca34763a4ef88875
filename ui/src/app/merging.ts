/** Takes a merge back from wherever it is offered, and says what came of it. */
import i18next from "i18next";

import { customFields } from "@/api/customFields";
import { Problem } from "@/api/http";
import { merges } from "@/api/merges";
import { toast } from "@/components/toast";
import type { EmployeeId, Field, MergeId } from "@/protocol";
import { customFieldId } from "@/state/customFields";
import { mergeProblemText, undoneText } from "@/state/mergeProblems";

export async function undoMerge(id: MergeId, accepted: readonly EmployeeId[] = []): Promise<void> {
  const label = await fieldLabels();
  try {
    const { other_name, kept } = await merges.undo(id, accepted);
    toast(undoneText(i18next.t, other_name, kept, label), { id: `merge-${id}`, tone: "good" });
  } catch (error) {
    const isAsked = error instanceof Problem && error.code === "would_be_seen";
    toast(isAsked ? i18next.t("merge.problem.undo_would_be_seen") : mergeProblemText(i18next.t, error, label), { tone: "bad" });
  }
}

/** Names of fields outside of a screen; without an answer, those of custom fields stay general. */
async function fieldLabels(): Promise<(field: Field) => string> {
  const defined = await customFields.all().catch(() => ({ items: [] }));
  const labels = new Map(defined.items.map(({ id, label }) => [id, label]));
  return (field) => {
    const id = customFieldId(field);
    return id === null ? i18next.t(`field.${field}`) : (labels.get(id) ?? i18next.t("field.custom"));
  };
}
