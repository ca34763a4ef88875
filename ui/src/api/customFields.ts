/** The definitions of custom fields; only administrators change them. `docs/protocol.md` describes them. */
import type { AppliesTo, CustomField, CustomFieldKind } from "@/protocol";
import { request } from "./http";

export type NewCustomField = { id: string; label: string; kind: CustomFieldKind; choices: string[]; applies_to: AppliesTo };
export type CustomFieldChange = Partial<Pick<CustomField, "label" | "choices" | "applies_to" | "position" | "archived">>;

export const customFields = {
  all: () => request<{ items: CustomField[] }>("GET", "/api/custom-fields"),
  /** `id` is the client's: sent again, it defines nothing twice. */
  define: (field: NewCustomField) => request<CustomField>("POST", "/api/custom-fields", field),
  change: (id: string, change: CustomFieldChange) => request<CustomField>("PATCH", `/api/custom-fields/${encodeURIComponent(id)}`, change),
};
