/** The colleagues: names, and a colour for each that is the same on every screen and in every caret. */
import { useQuery } from "@tanstack/react-query";

import { api } from "@/api/routes";
import type { Employee, EmployeeId, Team } from "@/protocol";
import { PEOPLE_COLOURS } from "./peopleColours";

export type Colleagues = {
  all: readonly Employee[];
  teams: readonly Team[];
  employee(id: EmployeeId): Employee | undefined;
  /** The name, or `fallback` for somebody who is not in the roster any more. */
  name(id: EmployeeId, fallback: string): string;
  colour(id: EmployeeId): string;
};

export function useColleagues(): Colleagues {
  const { data } = useQuery({ queryKey: ["employees"], queryFn: load, staleTime: 60_000, structuralSharing: false });
  return data ?? UNKNOWN;
}

/** Built once per answer, as every avatar on a page asks for it. */
async function load(): Promise<Colleagues> {
  const { items, teams } = await api.employees();
  return colleaguesOf(items, teams);
}

/** Colours go round in the order of ids, which is the order of joining: a small team never shares one. */
export function colleaguesOf(employees: readonly Employee[], teams: readonly Team[]): Colleagues {
  const byId = new Map(employees.map((employee) => [employee.id, employee]));
  const places = new Map([...byId.keys()].sort().map((id, place) => [id, place]));
  return {
    all: [...employees].sort((left, right) => left.name.localeCompare(right.name, "de")),
    teams,
    employee: (id) => byId.get(id),
    name: (id, fallback) => byId.get(id)?.name ?? fallback,
    colour: (id) => PEOPLE_COLOURS[(places.get(id) ?? 0) % PEOPLE_COLOURS.length] ?? "#0b7285",
  };
}

/** Not loaded yet is not the same as gone: nobody is called a former colleague for it. */
const UNKNOWN: Colleagues = { ...colleaguesOf([], []), name: () => "…" };

export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map((word) => word?.[0] ?? "");
  return letters.join("").toUpperCase();
}
