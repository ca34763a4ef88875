import { matching } from "@/app/palette/match";
import type { Employee, Role, Team } from "@/protocol";

/** Words that are typed begin words of the name, the address, the role or a team, in any order. */
export function findEmployees(typed: string, employees: readonly Employee[], teams: readonly Team[], roleName: (role: Role) => string): Employee[] {
  const named = new Map(teams.map((team) => [team.id, team.name]));
  const findable = employees.map((employee) => {
    const words = [employee.email, roleName(employee.role), ...employee.teams.map((team) => named.get(team) ?? "")];
    return { label: employee.name, words: words.join(" "), employee };
  });
  return matching(typed, findable).map(({ employee }) => employee);
}
