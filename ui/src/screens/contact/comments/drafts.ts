/** Unsent comments of this tab, so that going to another part of the page and back loses no text. */
import type { CommandId, ContactId, Visibility } from "@/protocol";
import type { Mention } from "@/state/comments";

export type Draft = { typed: string; mentions: readonly Mention[]; visibility: Visibility };

const drafts = new Map<string, Draft>();

const keyOf = (contact: ContactId, parent: CommandId | null) => `${contact}/${parent ?? ""}`;

export function draftOf(contact: ContactId, parent: CommandId | null): Draft | undefined {
  return drafts.get(keyOf(contact, parent));
}

export function hasDraft(contact: ContactId, parent: CommandId | null): boolean {
  return drafts.has(keyOf(contact, parent));
}

export function keepDraft(contact: ContactId, parent: CommandId | null, draft: Draft): void {
  if (draft.typed.trim() === "") drafts.delete(keyOf(contact, parent));
  else drafts.set(keyOf(contact, parent), draft);
}
