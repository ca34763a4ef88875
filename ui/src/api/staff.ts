/** Employees and teams as administrators change them. `docs/protocol.md` describes the routes. */
import type { Employee, EmployeeId, Role, Team, TeamId } from "@/protocol";
import { request } from "./http";

export type NewEmployee = { name: string; email: string; password: string; role: Role; teams: TeamId[] };
/** What is left out stays. A new password ends the sessions of whom it is for. */
export type EmployeeChange = Partial<NewEmployee & { active: boolean }>;

export const staff = {
  addEmployee: (employee: NewEmployee) => request<Employee>("POST", "/api/employees", employee),
  changeEmployee: (id: EmployeeId, change: EmployeeChange) => request<Employee>("PATCH", `/api/employees/${encodeURIComponent(id)}`, change),
  addTeam: (name: string) => request<Team>("POST", "/api/teams", { name }),
  changeTeam: (id: TeamId, change: { name?: string; archived?: boolean }) =>
    request<Team>("PATCH", `/api/teams/${encodeURIComponent(id)}`, change),
};
