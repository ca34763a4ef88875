/** Who sees a contact and why, what another level would change, opening one for oneself, and the log. */
import type { Access, AuditEntry, CommandId, ContactId, EmployeeId, Seer, Sight, TeamId } from "@/protocol";
import { request } from "./http";

export type AccessWish = { access: Access } | { teams: readonly TeamId[] };
export type LogFilter = { employee: EmployeeId | null; deed: "read" | "exported" | "overridden" | null; from: string; until: string };
export type Logged = AuditEntry & { contact_name: string | null };

const path = (id: ContactId) => `/api/contacts/${encodeURIComponent(id)}`;

export const access = {
  audience: (id: ContactId) => request<{ items: Seer[]; total: number }>("GET", `${path(id)}/audience`),
  preview: (id: ContactId, wish: AccessWish) => request<Sight>("POST", `${path(id)}/audience/preview`, wish),
  mayOverride: (id: ContactId) => request<{ may: boolean }>("GET", `${path(id)}/override`),
  /** `command` names the command: sent again, it opens nothing twice. */
  override: (id: ContactId, command: CommandId, reason: string, until: string) =>
    request<unknown>("POST", `${path(id)}/override`, { id: command, reason, until }),
  log: ({ employee, deed, from, until }: LogFilter, before: string | null) => {
    const asked = new URLSearchParams({ limit: "50" });
    for (const [name, value] of Object.entries({ employee, deed, from, until, before })) if (value !== null && value !== "") asked.set(name, value);
    return request<{ items: Logged[]; next: string | null }>("GET", `/api/audit?${asked}`);
  },
};
