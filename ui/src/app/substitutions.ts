/** The substitutions that one may see, asked again when one is told of a change or the roster becomes another one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { substitutions, type Substitutions } from "@/api/substitutions";
import { live } from "./live";

export const SUBSTITUTIONS_KEY = ["substitutions"];

export function useSubstitutions() {
  return useQuery<Substitutions>({ queryKey: SUBSTITUTIONS_KEY, queryFn: substitutions.all, staleTime: 60_000 });
}

export function useFollowSubstitutions(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      live.onNotification((told) => {
        if (told.substitution !== undefined) void queries.invalidateQueries({ queryKey: SUBSTITUTIONS_KEY });
      }),
    [queries],
  );
}
