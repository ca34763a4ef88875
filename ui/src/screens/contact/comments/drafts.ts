/**
 * Unsent comments, so that going elsewhere and back, or a reload, loses no text. They stay in the tab's own storage and
 * under the name of who wrote them.
 */
import type { CommandId, ContactId, EmployeeId, Visibility } from "@/protocol";
import type { Mention } from "@/state/comments";

export type Draft = { typed: string; mentions: readonly Mention[]; visibility: Visibility };

/** Where a text is being written: at a contact, as a reply to a comment or as a thread of its own. */
export type DraftPlace = { employee: EmployeeId; contact: ContactId; parent: CommandId | null };

const keyOf = ({ employee, contact, parent }: DraftPlace) => `kontor.draft/${employee}/${contact}/${parent ?? ""}`;

export function draftOf(place: DraftPlace): Draft | undefined {
  const stored = sessionStorage.getItem(keyOf(place));
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as Draft;
  } catch {
    return undefined;
  }
}

export function hasDraft(place: DraftPlace): boolean {
  return sessionStorage.getItem(keyOf(place)) !== null;
}

export function keepDraft(place: DraftPlace, draft: Draft): void {
  const key = keyOf(place);
  try {
    if (draft.typed.trim() === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The storage is full: the text is still in the input.
  }
}
