/** The colleagues: names, and a colour for each that is the same on every screen and in every caret. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "@/api/routes";
import type { Employee, EmployeeId, Team } from "@/protocol";
import { live } from "./live";
import { PEOPLE_COLOURS } from "./peopleColours";

export const ROSTER_KEY = ["employees"] as const;

/** Every page of the company is told at once: they ask spread over this time, and each once for what comes together. */
const ASK_WITHIN_MS = 300;

export type Colleagues = {
  all: readonly Employee[];
  teams: readonly Team[];
  employee(id: EmployeeId): Employee | undefined;
  /** The name, or `fallback` for somebody who is not in the roster any more. */
  name(id: EmployeeId, fallback: string): string;
  colour(id: EmployeeId): string;
};

export function useColleagues(): Colleagues {
  const { data } = useQuery({ queryKey: ROSTER_KEY, queryFn: load, staleTime: 60_000, structuralSharing: false });
  return data ?? UNKNOWN;
}

/** Keeps the colleagues, and the own rights among them, as the server has them. */
export function useFollowRoster(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: number | null = null;
    const ask = () => {
      timer = null;
      void queries.invalidateQueries({ queryKey: ROSTER_KEY });
      void queries.invalidateQueries({ queryKey: ["me"] });
      void queries.invalidateQueries({ queryKey: ["substitutions"] });
    };
    const stop = live.onRoster(() => {
      timer ??= window.setTimeout(ask, Math.random() * ASK_WITHIN_MS);
    });
    return () => {
      stop();
      if (timer !== null) window.clearTimeout(timer);
    };
  }, [queries]);
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
