/** Why contacts were not merged or not taken apart, in the person's language, and what to do about it. */
import { Problem } from "@/api/http";
import type { Field, Kept } from "@/protocol";
import { problemText } from "./problems";
import { refusalText, type Translate } from "./refusals";

export function mergeProblemText(t: Translate, error: unknown, label: (field: Field) => string): string {
  if (!(error instanceof Problem)) return problemText(t, error);
  const field = error.field === null ? "" : label(error.field as Field);
  switch (error.code) {
    case "conflict":
      return t("merge.problem.conflict", { field });
    case "merged":
      return t("merge.problem.merged");
    case "would_be_seen":
      return t("merge.problem.would_be_seen");
    case "too_late":
      return t("merge.problem.too_late");
    case "survivor_gone":
      return t("merge.problem.survivor_gone");
    case "out_of_sight":
      return t("merge.problem.out_of_sight");
    case "invalid":
      return field === "" ? refusalText(t, error.code, error.detail) : `${field}: ${refusalText(t, error.code, error.detail)}`;
    default:
      return problemText(t, error);
  }
}

/** What undoing gave back, and what stays because somebody changed it since. */
export function undoneText(t: Translate, name: string, kept: Kept | null, label: (field: Field) => string): string {
  const stays = [
    ...(kept?.fields ?? []).map(label),
    ...(kept !== null && kept.comments > 0 ? [t("merge.kept.comments", { count: kept.comments })] : []),
    ...(kept !== null && kept.people > 0 ? [t("merge.kept.people", { count: kept.people })] : []),
    ...(kept?.notes === true ? [t("merge.kept.notes")] : []),
  ];
  return stays.length === 0 ? t("merge.undone", { name }) : t("merge.undonePartly", { name, stays: stays.join(", ") });
}
