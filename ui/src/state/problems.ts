/** A failed request in the person's language: what happened and what to do about it. */
import { Problem } from "@/api/http";
import { refusalText, type Translate } from "./refusals";

/** Asked again, it is not there either. */
export function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.code === "not_found";
}

export function problemText(t: Translate, error: unknown): string {
  if (!(error instanceof Problem)) return t("problem.unexpected");
  if (error.status === 0) return t("problem.noAnswer");
  switch (error.code) {
    case "may_not":
      return t("problem.mayNot");
    case "not_found":
      return t("problem.notFound");
    case "too_fast":
      return t("problem.tooFast");
    case "too_large":
      return t("problem.tooLarge");
    case "unavailable":
    case "outcome_unknown":
      return t("problem.unavailable");
    case "still_has":
      return t("leave.stillHas");
    case "conflict":
      return t("problem.conflict");
    case "wrong_state":
    case "too_late":
    case "invalid":
      return refusalText(t, error.code, error.detail);
    default:
      return t("problem.other", { code: error.code });
  }
}
