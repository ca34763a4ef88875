/** Acts over many contacts and handovers. `docs/protocol.md` describes the routes. */
import type { ActCounts, ActId, ActKind, ActState, Answer, AssignmentRole, ContactId, EmployeeId, FormerManager, ItemOutcome } from "@/protocol";
import { request } from "./http";
import type { Page } from "./routes";

export type Act = ActKind & {
  id: ActId;
  by: EmployeeId;
  at: string;
  state: ActState;
  counts: ActCounts;
  answered: Answer | null;
  finished_at: string | null;
  undone: Answer | null;
  may_undo: boolean;
  may_answer: boolean;
  may_withdraw: boolean;
};

/** `contact` and `name` are null where the contact may not be seen. */
export type ActItem = { contact: ContactId | null; name: string | null; roles: AssignmentRole[]; outcome: ItemOutcome | null };
export type OutcomeName = ItemOutcome["outcome"];

export type AssignMany = {
  id: ActId;
  contacts: readonly ContactId[];
  employee: EmployeeId;
  role: AssignmentRole;
  from?: string;
  until?: string;
  former: FormerManager;
};

/** Without `contacts` it is everything that the giver has. */
export type HandoverWish = { id: ActId; giver: EmployeeId; receivers: readonly EmployeeId[]; contacts?: readonly ContactId[]; note: string };
export type HandoverPreview = {
  contacts: number;
  roles: Partial<Record<AssignmentRole, number>>;
  planned: number;
  unseen: number;
  shares: { receiver: EmployeeId; contacts: number }[];
  at_once: boolean;
};
export type Hanging = { contacts: number; roles: Partial<Record<AssignmentRole, number>>; planned: number; handovers: ActId[]; substitutions: string[]; rules: string[] };
export type Whose = "mine" | "all";

const act = (id: ActId) => `/api/acts/${encodeURIComponent(id)}`;
const handover = (id: ActId) => `/api/handovers/${encodeURIComponent(id)}`;
const employee = (id: EmployeeId) => `/api/employees/${encodeURIComponent(id)}`;

export const acts = {
  preview: (wish: AssignMany, signal: AbortSignal) => request<ActCounts>("POST", "/api/acts/preview", wish, signal),
  assign: (wish: AssignMany) => request<Act>("POST", "/api/acts", wish),
  one: (id: ActId) => request<Act>("GET", act(id)),
  items: (id: ActId, outcome: OutcomeName | null, from: string | null) => {
    const query = new URLSearchParams({ ...(outcome === null ? {} : { outcome }), ...(from === null ? {} : { from }) });
    return request<Page<ActItem, string>>("GET", `${act(id)}/items?${query}`);
  },
  undo: (id: ActId) => request<Act>("POST", `${act(id)}/undo`),
};

export const handovers = {
  list: (whose: Whose, before: string | null) => {
    const query = new URLSearchParams({ whose, ...(before === null ? {} : { before }) });
    return request<Page<Act, string>>("GET", `/api/handovers?${query}`);
  },
  preview: (wish: Omit<HandoverWish, "id" | "note">, signal: AbortSignal) => request<HandoverPreview>("POST", "/api/handovers/preview", wish, signal),
  handOver: (wish: HandoverWish) => request<{ items: Act[] }>("POST", "/api/handovers", wish),
  accept: (id: ActId) => request<Act>("POST", `${handover(id)}/accept`),
  decline: (id: ActId) => request<Act>("POST", `${handover(id)}/decline`),
  protocol: (id: ActId, format: "html" | "json") => `${handover(id)}/protocol?format=${format}`,
};

export const leaving = {
  hanging: (id: EmployeeId) => request<Hanging>("GET", `${employee(id)}/hanging`),
  deactivate: (id: EmployeeId) => request<unknown>("PATCH", employee(id), { active: false }),
  revokeSubstitution: (id: string) => request<unknown>("DELETE", `/api/substitutions/${encodeURIComponent(id)}`),
};
