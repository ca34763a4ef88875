/** Which rows are picked, and from where a range with Shift is counted. */
import type { ContactId } from "@/protocol";

export type Selection = { ids: ReadonlySet<ContactId>; anchor: number | null };

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Picks a row, or lets it go. */
export function toggled({ ids }: Selection, id: ContactId, index: number): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: index };
}

/** Adds rows to what is picked; the anchor stays, so that a range can be drawn further. */
export function extended({ ids, anchor }: Selection, added: readonly ContactId[], anchorIfNone: number): Selection {
  return { ids: new Set([...ids, ...added]), anchor: anchor ?? anchorIfNone };
}

export function selectionOf(ids: readonly ContactId[]): Selection {
  return { ids: new Set(ids), anchor: null };
}

/** Rows that are gone cannot stay picked. */
export function without({ ids, anchor }: Selection, gone: readonly ContactId[]): Selection {
  const next = new Set(ids);
  for (const id of gone) next.delete(id);
  return { ids: next, anchor };
}

/** Both ends of the range between the anchor and a row. */
export function rangeTo({ anchor }: Selection, index: number): { first: number; last: number } {
  const from = anchor ?? index;
  return { first: Math.min(from, index), last: Math.max(from, index) };
}
