/** A change to many contacts: cut into what the server takes at once, gathered into one result, taken back as a whole. */
import { MOST_CHANGES, type BulkAnswer, type BulkMode, type ChangedField, type EditsAnswer, type FieldEdit } from "@/api/lists";
import type { CommandId, Field } from "@/protocol";

/** What can be changed for many at once, and in which ways. */
export const BULK_FIELDS = {
  tags: ["add", "remove", "set"],
  access: ["set"],
  teams: ["add", "remove", "set"],
  industry: ["set"],
  country: ["set"],
  city: ["set"],
  language: ["set"],
  source: ["set"],
} as const satisfies Partial<Record<Field, readonly BulkMode[]>>;

export type BulkField = keyof typeof BULK_FIELDS;

export const NO_CHANGES: EditsAnswer = { changed: [], unchanged: 0, refused: [], conflicts: [] };

export function chunks<Item>(items: readonly Item[], size = MOST_CHANGES): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) => items.slice(place * size, (place + 1) * size));
}

export function joined(left: EditsAnswer, right: BulkAnswer & Partial<EditsAnswer>): EditsAnswer {
  return {
    changed: [...left.changed, ...right.changed],
    unchanged: left.unchanged + right.unchanged,
    refused: [...left.refused, ...right.refused],
    conflicts: [...left.conflicts, ...(right.conflicts ?? [])],
  };
}

/** What takes the changes back: each value of before, unless somebody changed the field since. */
export function undoing(changed: readonly ChangedField[], newId: () => CommandId): FieldEdit[] {
  return changed.map(({ contact, field, previous, seq }) => ({ id: newId(), contact, field, value: previous, base: seq }));
}

/**
 * Sends piece after piece and tells how far it is. What was done stays in the result if a later piece fails: `failed`
 * then carries why, and `rest` what was not tried.
 */
export async function inPieces<Item>(
  items: readonly Item[],
  send: (piece: Item[]) => Promise<BulkAnswer & Partial<EditsAnswer>>,
  progress: (done: number) => void,
): Promise<{ result: EditsAnswer; rest: Item[]; failed: unknown }> {
  let result = NO_CHANGES;
  let done = 0;
  for (const piece of chunks(items)) {
    try {
      result = joined(result, await send(piece));
    } catch (failed) {
      return { result, rest: items.slice(done), failed };
    }
    done += piece.length;
    progress(done);
  }
  return { result, rest: [], failed: null };
}
