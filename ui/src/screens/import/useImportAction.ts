/** What is done with an import: its answer is the newest that is known of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Import } from "@/api/imports";

export const IMPORTS_KEY = ["imports"] as const;
export const importKey = (id: string) => [...IMPORTS_KEY, id] as const;

export function useImportAction<Given>(act: (given: Given) => Promise<Import | void>, id: string, done: () => void = () => {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer) => {
      if (answer !== undefined && "state" in answer) queries.setQueryData(importKey(id), answer);
      await queries.invalidateQueries({ queryKey: IMPORTS_KEY });
      done();
    },
  });
}
