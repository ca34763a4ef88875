/** Lists of contacts: pages, counts per value, saved views, changes to many at once. `docs/protocol.md` describes them. */
import type { CommandId, ContactId, EmployeeId, Field, FieldValue, TeamId } from "@/protocol";
import { queryString, type ListFilter, type ListQuery, type ListSort } from "@/state/listQuery";
import { download, request } from "./http";
import type { ContactPage } from "./routes";

export type FacetValue = { value: string; count: number };
export type Facets = {
  countries: FacetValue[];
  cities: FacetValue[];
  industries: FacetValue[];
  tags: FacetValue[];
  account_managers: FacetValue[];
};

export type ViewContents = { name: string; team: TeamId | null; search: string; filter: ListFilter; sort: ListSort; columns: string[] };
export type View = ViewContents & { id: string; owner: EmployeeId; created_at: string };

export type BulkMode = "set" | "add" | "remove";
export type BulkEdit = { id: CommandId; contacts: ContactId[]; field: Field; mode: BulkMode; value: FieldValue };
export type ChangedField = { contact: ContactId; seq: number; field: Field; previous: FieldValue; value: FieldValue };
export type RefusedChange = { contact: ContactId; code: string; message: string };
export type BulkAnswer = { changed: ChangedField[]; unchanged: number; refused: RefusedChange[] };

export type FieldEdit = { id: CommandId; contact: ContactId; field: Field; value: FieldValue; base: number };
export type ConflictingEdit = { contact: ContactId; field: Field; mine: FieldValue; theirs: FieldValue; by: EmployeeId; seq: number };
export type EditsAnswer = BulkAnswer & { conflicts: ConflictingEdit[] };

export type ExportFormat = "csv" | "vcf";

/** The most that the server takes or gives at once. */
export const MOST_IDS = 5_000;
export const MOST_CHANGES = 1_000;

function address(path: string, query: ListQuery, more: Record<string, string | number>): string {
  const parameters = new URLSearchParams(queryString(query));
  for (const [key, value] of Object.entries(more)) parameters.set(key, String(value));
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

export const lists = {
  page: (query: ListQuery, offset: number, limit: number, signal?: AbortSignal) =>
    request<ContactPage>("GET", address("/api/contacts", query, { offset, limit }), undefined, signal),
  facets: (query: ListQuery, signal?: AbortSignal) =>
    request<Facets>("GET", address("/api/contacts/facets", { ...query, sort: "name" }, {}), undefined, signal),
  ids: (query: ListQuery) =>
    request<{ items: ContactId[]; total: number }>("GET", address("/api/contacts/ids", query, { limit: MOST_IDS })),

  views: () => request<{ items: View[] }>("GET", "/api/views"),
  createView: (view: ViewContents) => request<View>("POST", "/api/views", view),
  changeView: (id: string, changes: Partial<ViewContents>) => request<View>("PATCH", `/api/views/${encodeURIComponent(id)}`, changes),
  deleteView: (id: string) => request<void>("DELETE", `/api/views/${encodeURIComponent(id)}`),

  bulk: (edit: BulkEdit) => request<BulkAnswer>("POST", "/api/contacts/bulk", edit),
  edits: (edits: FieldEdit[]) => request<EditsAnswer>("POST", "/api/contacts/edits", { edits }),

  export: (query: ListQuery, format: ExportFormat) => download(address("/api/contacts/export", query, { format })),
  /** At most `MOST_IDS`; what may not be seen is not in the file. */
  exportPicked: (contacts: ContactId[], format: ExportFormat) => download("/api/contacts/export", { format, contacts }),
};
