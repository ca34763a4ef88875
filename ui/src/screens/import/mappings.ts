/** Mappings as somebody made them, for going back from the check and for a reload of the tab. */
import type { Mapping } from "@/api/imports";

const key = (id: string) => `kontor.mapping.${id}`;

export function keepMapping(id: string, mapping: Mapping): void {
  sessionStorage.setItem(key(id), JSON.stringify(mapping));
}

export function keptMapping(id: string): Mapping | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(id)) ?? "null");
    return typeof kept === "object" && kept !== null ? (kept as Mapping) : null;
  } catch {
    return null;
  }
}
