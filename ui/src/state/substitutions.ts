/** Substitutions as screens need them: which hold, which are to come, which are over; who may set one; why one was refused. */
import { Problem } from "@/api/http";
import type { Employee, EmployeeId, Substitution } from "@/protocol";
import { problemText } from "./problems";
import type { Translate } from "./refusals";

export type SubstitutionGroups = { active: Substitution[]; planned: Substitution[]; over: Substitution[] };

/** Active ones by their end, planned ones by their beginning, those that are over from the latest back. */
export function grouped(items: readonly Substitution[]): SubstitutionGroups {
  const of = (wanted: (item: Substitution) => boolean) => items.filter(wanted);
  return {
    active: of((item) => item.state === "active").sort((one, other) => one.until.localeCompare(other.until)),
    planned: of((item) => item.state === "planned").sort((one, other) => one.from.localeCompare(other.from)),
    over: of((item) => item.state === "ended" || item.state === "revoked"),
  };
}

/** Oneself, members of one's teams as their lead, everybody as an administrator; the server decides by the same rule. */
export function maySet(me: Employee, absent: Employee): boolean {
  if (me.id === absent.id || me.role === "admin") return true;
  return me.role === "lead" && absent.teams.some((team) => me.teams.includes(team));
}

export function mayEnd(me: Employee, item: Substitution, employee: (id: EmployeeId) => Employee | undefined): boolean {
  const absent = employee(item.absent);
  return (item.state === "active" || item.state === "planned") && absent !== undefined && maySet(me, absent);
}

const REFUSALS = ["in_the_past", "reversed", "too_long", "oneself", "inactive", "cycle", "chain_too_long", "carries_nothing", "too_many"] as const;

export function substitutionProblem(t: Translate, error: unknown): string {
  const reason = error instanceof Problem ? REFUSALS.find((known) => known === error.more["reason"]) : undefined;
  return reason === undefined ? problemText(t, error) : t(`substitutions.refused.${reason}`);
}
