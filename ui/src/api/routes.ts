/** The HTTP routes that the page uses, typed. `docs/protocol.md` describes them. */
import type {
  AssignmentId,
  AssignmentRole,
  CommandId,
  Contact,
  ContactId,
  ContactKind,
  Employee,
  EmployeeId,
  Employment,
  Event,
  Fields,
  FormerManager,
  Notification,
  NotificationId,
  Team,
} from "@/protocol";
import { request, requestToTheEnd } from "./http";

export type Meta = { demo: boolean; version: string };
export type Page<Item, Cursor> = { items: Item[]; next: Cursor | null };
/** A lead sees only the name of a restricted contact without active orders. */
export type ContactStub = { id: ContactId; kind: ContactKind; name: string; stub: boolean };
export type SeenContact = Contact | ContactStub;
export type ContactPage = Page<SeenContact, string> & { total: number };
export type Me = Pick<Employee, "id" | "name" | "email" | "role">;
export type Roster = { items: Employee[]; teams: Team[] };
/** Days as `2026-12-31`; without `from` it begins at once. */
export type NewAssignment = {
  id: CommandId;
  employee: EmployeeId;
  role: AssignmentRole;
  from?: string;
  until?: string;
  former: FormerManager;
  /** The account manager as the author saw them. */
  replaces: EmployeeId | null;
};
/** A person of an organisation, as `/people` lists them. */
export type Colleague = { contact: SeenContact; employment: Employment };

export function isStub(contact: SeenContact): contact is ContactStub {
  return "stub" in contact;
}

const contactPath = (id: ContactId) => `/api/contacts/${encodeURIComponent(id)}`;

function query(parameters: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

export const api = {
  meta: () => request<Meta>("GET", "/api/meta"),
  me: () => request<Me>("GET", "/api/me"),
  signIn: (email: string, password: string) => request<unknown>("POST", "/api/session", { email, password }),
  signOut: () => request<void>("DELETE", "/api/session"),
  signOutEverywhere: () => request<void>("DELETE", "/api/sessions"),
  employees: () => request<Roster>("GET", "/api/employees"),

  contacts: (parameters: { search: string; cursor: string | null; limit: number }) =>
    request<ContactPage>("GET", `/api/contacts${query(parameters)}`),
  contact: (id: ContactId) => request<SeenContact>("GET", contactPath(id)),
  /** `id` names the command: sent again, it creates nothing twice. */
  createContact: (contact: Partial<Fields> & { id: CommandId; kind: ContactKind; name: string; acting_for?: EmployeeId }) =>
    request<Contact>("POST", "/api/contacts", contact),
  deleteContact: (id: ContactId) => request<void>("DELETE", contactPath(id)),
  history: (id: ContactId, before: string | null) =>
    request<Page<Event, string>>("GET", `${contactPath(id)}/history${query({ before, limit: 50 })}`),
  people: (id: ContactId) => request<{ items: Colleague[] }>("GET", `${contactPath(id)}/people`),

  assign: (id: ContactId, assignment: NewAssignment) =>
    request<unknown>("POST", `${contactPath(id)}/assignments`, assignment),
  endAssignment: (id: ContactId, assignment: AssignmentId) =>
    request<void>("DELETE", `${contactPath(id)}/assignments/${encodeURIComponent(assignment)}`),

  notifications: (before: string | null) =>
    request<Page<Notification, string>>("GET", `/api/notifications${query({ before, limit: 50 })}`),
  markRead: (what: { ids: readonly NotificationId[] } | { all: true }) =>
    requestToTheEnd<unknown>("POST", "/api/notifications/read", what),
};
