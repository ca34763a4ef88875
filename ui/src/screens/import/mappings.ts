/** What somebody changed about the recognised mapping, for going back from the check and for a reload of the tab. */
import type { Mapping } from "@/api/imports";

const key = (id: string) => `kontor.mapping.${id}`;

export function keepMapping(id: string, mapping: Mapping): void {
  sessionStorage.setItem(key(id), JSON.stringify(mapping));
}

export function keptMapping(id: string): Mapping {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(id)) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Mapping) : {};
  } catch {
    return {};
  }
}
