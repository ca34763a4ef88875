/** The definitions of custom fields, for every screen that shows or filters by them. They change seldom. */
import { useQuery } from "@tanstack/react-query";

import { customFields } from "@/api/customFields";
import type { CustomField, CustomFieldId } from "@/protocol";

export const CUSTOM_FIELDS_KEY = ["custom-fields"] as const;

export type CustomFields = {
  all: readonly CustomField[];
  byId: ReadonlyMap<CustomFieldId, CustomField>;
  /** Which fields there are is not known yet. */
  isLoading: boolean;
};

const NONE: CustomFields = { all: [], byId: new Map(), isLoading: true };

async function load(): Promise<CustomFields> {
  const { items } = await customFields.all();
  return { all: items, byId: new Map(items.map((field) => [field.id, field])), isLoading: false };
}

export function useCustomFields(): CustomFields {
  const { data } = useQuery({ queryKey: CUSTOM_FIELDS_KEY, queryFn: load, staleTime: 60_000, structuralSharing: false });
  return data ?? NONE;
}
