/** Saved views, own ones and those of one's teams, and the one that is shown. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { lists, type View } from "@/api/lists";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import type { Employee, EmployeeId } from "@/protocol";
import { readColumns } from "@/state/columns";
import { readFilter, readSearch, readSort, type ListQuery } from "@/state/listQuery";

export const VIEWS_KEY = ["views"] as const;

export type Views = {
  all: readonly View[];
  current: View | null;
  /** Whether the signed-in person may change the view. */
  mayChange: (view: View) => boolean;
  /** They could not be loaded; asks for them again. */
  retry: (() => void) | null;
};

export function useViews(shown: string | null): Views {
  const { me } = useSession();
  const colleagues = useColleagues();
  const { data, isError, refetch } = useQuery({ queryKey: VIEWS_KEY, queryFn: loadViews, staleTime: 60_000 });
  const self = colleagues.employee(me.id);
  return useMemo(() => {
    const all = data ?? [];
    return {
      all,
      current: all.find(({ id }) => id === shown) ?? null,
      mayChange: (view) => mayChange(view, me.id, self),
      retry: isError && data === undefined ? () => void refetch() : null,
    };
  }, [data, isError, refetch, shown, me.id, self]);
}

/** The owner; of a team's view also its leads and administrators. */
function mayChange(view: View, me: EmployeeId, self: Employee | undefined): boolean {
  if (view.owner === me) return true;
  if (view.team === null || self === undefined) return false;
  return self.role === "admin" || (self.role === "lead" && self.teams.includes(view.team));
}

/** A view that an older or newer program stored is read as far as this one knows its parts. */
async function loadViews(): Promise<View[]> {
  const { items } = await lists.views();
  return items
    .map((view) => ({ ...view, filter: readFilter(view.filter), sort: readSort(view.sort), search: readSearch(view.search), columns: readColumns(view.columns) }))
    .sort((left, right) => left.name.localeCompare(right.name, "de"));
}

export function queryOfView({ search, filter, sort }: View): ListQuery {
  return { search, filter, sort };
}
