/** Contacts that are likely the same, and making two of them one. `docs/protocol.md` describes the routes. */
import type { Contact, ContactId, ContactKind, DuplicateReason, EmployeeId, Field, Kept, MergeId, MergePreview, Pick } from "@/protocol";
import { request } from "./http";
import type { ContactPage } from "./routes";

export type Picks = Partial<Record<Field, Pick>>;
export type Duplicate = { contact: Contact; reasons: DuplicateReason[] };
/** `kept` is there once it was undone: what stayed because somebody changed it since. */
export type Merged = { id: MergeId; survivor: ContactId; other: ContactId; other_name: string; seq: number; kept: Kept | null };
export type MergeWish = {
  id: MergeId;
  survivor: ContactId;
  base: number;
  other: ContactId;
  other_base: number;
  picks: Picks;
  accepted: readonly EmployeeId[];
};

const FOUND = 12;

export const merges = {
  duplicates: (id: ContactId) => request<{ items: Duplicate[] }>("GET", `/api/contacts/${encodeURIComponent(id)}/duplicates`),
  /** Contacts of a kind by what somebody typed. */
  search: (kind: ContactKind, search: string, signal: AbortSignal) => {
    const query = new URLSearchParams({ search, filter: JSON.stringify({ kind }), limit: String(FOUND) });
    return request<ContactPage>("GET", `/api/contacts?${query}`, undefined, signal);
  },
  preview: (survivor: ContactId, other: ContactId, picks: Picks, signal: AbortSignal) =>
    request<MergePreview>("POST", "/api/merges/preview", { survivor, other, picks }, signal),
  merge: (wish: MergeWish) => request<Merged>("POST", "/api/merges", wish),
  undo: (id: MergeId, accepted: readonly EmployeeId[]) =>
    request<Merged>("POST", `/api/merges/${encodeURIComponent(id)}/undo`, { accepted }),
};
