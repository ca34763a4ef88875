/** Changes definitions one after the other; every screen that shows fields learns of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { customFields, type CustomFieldChange } from "@/api/customFields";
import { CUSTOM_FIELDS_KEY } from "@/app/customFields";

export type FieldChange = { id: string; change: CustomFieldChange };

export function useChangeFields() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly FieldChange[]) => {
      for (const { id, change } of changes) await customFields.change(id, change);
    },
    // Also after a failure: those before it are done.
    onSettled: () => queries.invalidateQueries({ queryKey: CUSTOM_FIELDS_KEY }),
  });
}
