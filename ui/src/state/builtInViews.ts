/** The views that everybody has: what a day begins with. Their names are keys of the language files. */
import type { Employee } from "@/protocol";
import { EVERYTHING, type ListQuery } from "./listQuery";

export type BuiltInView = { name: "all" | "mine" | "team" | "nobody" | "recent"; query: ListQuery };

/** `self` is not known before the colleagues are. Who is in no team has no contacts of a team. */
export function builtInViews(self: Employee | undefined): BuiltInView[] {
  const teams = self?.teams ?? [];
  return [
    { name: "all", query: EVERYTHING },
    { name: "mine", query: { ...EVERYTHING, filter: { assigned: ["me"] } } },
    ...(teams.length === 0 ? [] : [{ name: "team" as const, query: { ...EVERYTHING, filter: { team: [...teams].sort() } } }]),
    { name: "nobody", query: { ...EVERYTHING, filter: { assigned: ["none"] } } },
    { name: "recent", query: { ...EVERYTHING, sort: "-updated_at" } },
  ];
}
