/** Rules that assign contacts: the version that holds, the draft, what it would do, and why something was done. */
import type {
  AssignmentId,
  ContactId,
  Field,
  FieldValue,
  FormerManager,
  FreeCodes,
  PoolId,
  PoolState,
  RuleBook,
  RuleDraft,
  RuleId,
  RuleProblem,
  RuleTally,
  RuleVersion,
  WhatIf,
  Why,
} from "@/protocol";
import { request, requestLines } from "./http";

export type Rules = { active: RuleVersion | null; draft: RuleDraft; problems: RuleProblem[] };

export type PreviewScope = { kind: "all" } | { kind: "days"; days: number } | { kind: "sample"; values: Partial<Record<Field, FieldValue>> };

export type PreviewResult = {
  problems: RuleProblem[];
  free_codes: FreeCodes[];
  /** `null` for a sample. */
  tally: RuleTally | null;
  /** What would become of the sample; `null` if no rule takes it. */
  why: Why | null;
  names: Partial<Record<ContactId, string>>;
};

export type PreviewLine =
  | { type: "progress"; contacts: number; of: number }
  | ({ type: "result" } & PreviewResult)
  | { type: "failed"; detail: string };

const contactPath = (contact: ContactId) => `/api/contacts/${encodeURIComponent(contact)}`;
const assignmentPath = (contact: ContactId, assignment: AssignmentId) =>
  `${contactPath(contact)}/assignments/${encodeURIComponent(assignment)}`;

export const rules = {
  all: () => request<Rules>("GET", "/api/rules"),
  counters: () => request<{ counters: Partial<Record<PoolId, PoolState>> }>("GET", "/api/pools"),
  save: (revision: number, book: RuleBook) => request<RuleDraft>("PUT", "/api/rules/draft", { revision, book }),
  activate: (revision: number) => request<RuleVersion>("POST", "/api/rules/activate", { revision }),
  /** `id` is the act's: sent again, it is begun once. */
  apply: (id: string, version: number, former: FormerManager) => request<{ id: string }>("POST", "/api/rules/apply", { id, version, former }),
  /** Tells each line as it comes; given up by `signal`, the server stops. */
  preview: (book: RuleBook, scope: PreviewScope, tell: (line: PreviewLine) => void, signal: AbortSignal) =>
    requestLines<PreviewLine>("/api/rules/preview", { book, scope }, tell, signal),

  why: (contact: ContactId, assignment: AssignmentId) => request<{ why: Why | null }>("GET", `${assignmentPath(contact, assignment)}/why`),
  whatIf: (contact: ContactId, values: Partial<Record<Field, FieldValue>>, signal: AbortSignal) =>
    request<WhatIf>("POST", `${contactPath(contact)}/what-if`, values, signal),
  pin: (contact: ContactId, assignment: AssignmentId, pinned: boolean) =>
    request<void>("PUT", `${assignmentPath(contact, assignment)}/pin`, { pinned }),
  accept: (contact: ContactId, rule: RuleId) => request<void>("POST", `${contactPath(contact)}/proposal/accept`, { rule }),
  dismiss: (contact: ContactId, rule: RuleId) => request<void>("POST", `${contactPath(contact)}/proposal/dismiss`, { rule }),
};
