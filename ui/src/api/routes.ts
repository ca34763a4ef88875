/** The HTTP routes that the page uses, typed. `docs/protocol.md` describes them. */
import type {
  Assignment,
  AssignmentId,
  AssignmentRole,
  Contact,
  ContactId,
  ContactKind,
  Employee,
  EmployeeId,
  Employment,
  Event,
  Fields,
  Notification,
  NotificationId,
  Team,
} from "@/protocol";
import { request } from "./http";

export type Meta = { demo: boolean; version: string };
export type Page<Item, Cursor> = { items: Item[]; next: Cursor | null };
export type ContactPage = Page<Contact, string> & { total: number };
export type Roster = { items: Employee[]; teams: Team[] };
/** A person of an organisation, as `/people` lists them. */
export type Colleague = { contact: Contact; employment: Employment };

const contactPath = (id: ContactId) => `/api/contacts/${encodeURIComponent(id)}`;

function query(parameters: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

export const api = {
  meta: () => request<Meta>("GET", "/api/meta"),
  me: () => request<Employee>("GET", "/api/me"),
  signIn: (email: string, password: string) => request<unknown>("POST", "/api/session", { email, password }),
  signOut: () => request<void>("DELETE", "/api/session"),
  employees: () => request<Roster>("GET", "/api/employees"),

  contacts: (parameters: { search: string; cursor: string | null; limit: number }) =>
    request<ContactPage>("GET", `/api/contacts${query(parameters)}`),
  contact: (id: ContactId) => request<Contact>("GET", contactPath(id)),
  createContact: (contact: Partial<Fields> & { kind: ContactKind; name: string }) =>
    request<Contact>("POST", "/api/contacts", contact),
  deleteContact: (id: ContactId) => request<void>("DELETE", contactPath(id)),
  history: (id: ContactId, before: number | null) =>
    request<Page<Event, number>>("GET", `${contactPath(id)}/history${query({ before, limit: 50 })}`),
  people: (id: ContactId) => request<{ items: Colleague[] }>("GET", `${contactPath(id)}/people`),

  assign: (id: ContactId, assignment: { employee: EmployeeId; role: AssignmentRole; until?: string }) =>
    request<Assignment>("POST", `${contactPath(id)}/assignments`, assignment),
  endAssignment: (id: ContactId, assignment: AssignmentId) =>
    request<void>("DELETE", `${contactPath(id)}/assignments/${encodeURIComponent(assignment)}`),

  notifications: (before: NotificationId | null) =>
    request<Page<Notification, NotificationId>>("GET", `/api/notifications${query({ before, limit: 50 })}`),
  markRead: (what: { ids: readonly NotificationId[] } | { all: true }) =>
    request<unknown>("POST", "/api/notifications/read", what),
};
