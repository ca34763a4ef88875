/** What is wrong with a book, in words: refusals of the server by their reason, problems by their kind. */
import type { TFunction } from "i18next";

import { Problem } from "@/api/http";
import type { Colleagues } from "@/app/roster";
import type { RuleBook, RuleProblem } from "@/protocol";
import { problemText } from "@/state/problems";

export function bookProblemText(t: TFunction, error: unknown): string {
  if (!(error instanceof Problem)) return problemText(t, error);
  if (error.code === "conflict") return t("rules.conflict");
  const reason = error.more["reason"];
  if (error.field !== "book" || typeof reason !== "string") return problemText(t, error);
  return t(`rules.refusal.${reason}`, { ...error.more });
}

export function ruleProblemText(t: TFunction, problem: RuleProblem, book: RuleBook, colleagues: Colleagues): string {
  const nameOf = (id: string) => book.rules.find((rule) => rule.id === id)?.name ?? "";
  switch (problem.problem) {
    case "unreachable":
      return t("rules.problem.unreachable", { names: problem.by.map(nameOf).join(", ") });
    case "overlaps":
      return t("rules.problem.overlaps", { name: nameOf(problem.with) });
    case "overlapping_codes":
      return t("rules.problem.overlapping_codes", { one: problem.one, other: problem.other });
    case "nobody_has_skill":
      return t("rules.problem.nobody_has_skill", { skill: problem.skill });
    case "unknown_employee":
      return t("rules.problem.unknown_employee", { name: problem.name ?? colleagues.name("", t("common.formerColleague")) });
    case "takes_everything":
    case "unknown_territory":
    case "unknown_pool":
    case "unknown_team":
    case "no_lead":
    case "empty_pool":
      return t(`rules.problem.${problem.problem}`);
  }
}
