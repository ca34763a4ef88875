/** Where an import stands, and whether its mapping can work. */
import type { Import, ImportColumn, ImportState, Mapping } from "@/api/imports";

export const STEPS = ["file", "mapping", "check", "result"] as const;
export type ImportStep = (typeof STEPS)[number];

export function stepOf(state: ImportState): ImportStep {
  switch (state) {
    case "uploaded":
      return "mapping";
    case "checking":
    case "checked":
      return "check";
    case "running":
    case "done":
    case "failed":
    case "undoing":
    case "undone":
      return "result";
  }
}

/** The server is at work on it: it is worth asking how far it is. */
export function isWorking(state: ImportState): boolean {
  return state === "checking" || state === "running" || state === "undoing";
}

/** What the server recognised, with what somebody changed about it. */
export function mappingOf(columns: readonly ImportColumn[], changed: Mapping): Mapping {
  return Object.fromEntries(columns.map(({ heading, field }) => [heading, heading in changed ? (changed[heading] ?? null) : field]));
}

/** Fields whose cells are gathered, so that several columns may fill one. */
const GATHERED = new Set(["emails", "phones", "tags", "teams"]);
/** What can name a contact: the whole name, a part of it, or the organisation that a row is about. */
const NAME_FIELDS = new Set(["name", "given_name", "family_name", "organisation"]);

export type MappingFault = { kind: "twice"; field: string; columns: string[] } | { kind: "no_name" };

/** What may not be meant so, and what cannot work. */
export function mappingFaults(mapping: Mapping): MappingFault[] {
  const byField = new Map<string, string[]>();
  for (const [heading, field] of Object.entries(mapping)) {
    if (field !== null) byField.set(field, [...(byField.get(field) ?? []), heading]);
  }
  const twice = [...byField]
    .filter(([field, columns]) => columns.length > 1 && !GATHERED.has(field))
    .map(([field, columns]): MappingFault => ({ kind: "twice", field, columns }));
  const hasName = [...byField.keys()].some((field) => NAME_FIELDS.has(field));
  return hasName ? twice : [...twice, { kind: "no_name" }];
}

/** How much of the work is done, from 0 to 1. */
export function progressOf({ done, rows }: Pick<Import, "done" | "rows">): number {
  return rows === 0 ? 0 : Math.min(1, done / rows);
}

/** Rows that are, or would be, taken. An organisation that only a person's row names is no row of its own. */
export function goodRows({ tally }: Pick<Import, "tally">): number {
  return tally.created - tally.organisations + tally.updated + tally.unchanged;
}

/** Rows that are left out; one may have several faults. */
export function wrongRows(shown: Pick<Import, "tally" | "done">): number {
  return Math.max(0, shown.done - goodRows(shown));
}

export function changesSomething({ tally }: Pick<Import, "tally">): boolean {
  return tally.created + tally.updated > 0;
}
