/** The directory of colleagues: who belongs to a team, what a form asks to change. */
import type { EmployeeChange } from "@/api/staff";
import type { Employee, Role, Team, TeamId } from "@/protocol";

export const ROLES = ["member", "lead", "admin"] as const satisfies readonly Role[];

/** As the server has it; it alone decides. */
export const SHORTEST_PASSWORD = 10;

/** The teams in use, by name; `also` is shown although it is archived. */
export function teamsInUse(teams: readonly Team[], also: readonly TeamId[] = []): Team[] {
  return teams.filter((team) => !team.archived || also.includes(team.id));
}

export type Membership = { leads: Employee[]; members: Employee[]; inactive: Employee[] };

/** Who belongs to a team: those who lead it, everybody else who is active, and who left. */
export function membership(team: TeamId, employees: readonly Employee[]): Membership {
  const all = employees.filter((employee) => employee.teams.includes(team));
  const active = all.filter((employee) => employee.active);
  return {
    leads: active.filter(({ role }) => role === "lead"),
    members: active.filter(({ role }) => role !== "lead"),
    inactive: all.filter((employee) => !employee.active),
  };
}

export type EmployeeForm = { name: string; email: string; role: Role; teams: readonly TeamId[] };

/** What of the form differs from the employee; `null` if nothing does. */
export function changeOf(employee: Employee, form: EmployeeForm): EmployeeChange | null {
  const name = form.name.trim();
  const email = form.email.trim();
  const sameTeams = form.teams.length === employee.teams.length && form.teams.every((team) => employee.teams.includes(team));
  const change: EmployeeChange = {
    ...(name === employee.name ? {} : { name }),
    ...(email.toLowerCase() === employee.email ? {} : { email }),
    ...(form.role === employee.role ? {} : { role: form.role }),
    ...(sameTeams ? {} : { teams: [...form.teams] }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Letters and digits that nobody takes for one another when they are read out. */
const LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const PROPOSED_LENGTH = 16;

/** A password that nobody has to think up: about 90 bits, from numbers of 32 bits by chance. */
export function proposePassword(chance: (count: number) => Uint32Array): string {
  return Array.from(chance(PROPOSED_LENGTH), (number) => LETTERS[number % LETTERS.length]).join("");
}
