/** How far an act is, and who may give what to whom. */
import type { Act } from "@/api/acts";
import type { ActState, AssignmentRole, Employee, EmployeeId } from "@/protocol";

export const ROLES = ["account_manager", "deputy", "sales_rep", "service", "technician"] as const satisfies readonly AssignmentRole[];

export function isUnderWay({ state }: Pick<Act, "state">): boolean {
  return state === "preparing" || state === "running" || state === "undoing";
}

/** What is said of where it stands: who offered a handover may have taken the offer back. */
export function stateOf(act: Act): ActState | "withdrawn" {
  const isWithdrawn = act.kind === "handover" && act.state === "declined" && act.answered !== null && act.answered.by !== act.receiver;
  return isWithdrawn ? "withdrawn" : act.state;
}

/** Contacts that the work under way has been through, of how many. */
export function progressOf({ state, counts }: Pick<Act, "state" | "counts">): { done: number; of: number } {
  if (state === "undoing" || state === "undone") return { done: counts.taken_back + counts.kept, of: counts.changed };
  return { done: counts.changed + counts.unchanged + counts.refused, of: counts.total };
}

/** Whose contacts this employee may hand over, themselves first; `docs/spec.md`, B7. */
export function giversFor(me: EmployeeId, all: readonly Employee[]): Employee[] {
  const own = all.find(({ id }) => id === me);
  if (own === undefined) return [];
  const isTheirs = (other: Employee) =>
    other.id !== me && (own.role === "admin" || (own.role === "lead" && other.teams.some((team) => own.teams.includes(team))));
  return [own, ...all.filter(isTheirs)];
}

/** The roles that go over, in the order in which they are always shown. */
export function rolesOf(roles: Partial<Record<AssignmentRole, number>>): { role: AssignmentRole; count: number }[] {
  return ROLES.flatMap((role) => (roles[role] === undefined ? [] : [{ role, count: roles[role] }]));
}
