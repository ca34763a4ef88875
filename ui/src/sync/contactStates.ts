/** The contacts that the page knows: those that somebody looks at, and those that still hold something unsaved. */
import type { ContactId } from "@/protocol";
import * as contacts from "@/state/contact";
import type { ContactState } from "@/state/contact";

export class ContactStates {
  readonly #states = new Map<ContactId, ContactState>();

  get(id: ContactId): ContactState | undefined {
    return this.#states.get(id);
  }

  /** From now on the contact is known, with nothing in it if it is new. */
  begin(id: ContactId): void {
    if (!this.#states.has(id)) this.keep(contacts.emptyContact(id));
  }

  keep(state: ContactState): void {
    this.#states.set(state.id, state);
  }

  update(id: ContactId, change: (state: ContactState) => ContactState): void {
    const state = this.#states.get(id);
    if (state !== undefined) this.keep(change(state));
  }

  /** Empties each of them, and keeps only those that are looked at. */
  forget(isLookedAt: (id: ContactId) => boolean): void {
    for (const id of this.#states.keys()) this.keep(contacts.emptyContact(id));
    this.dropUnused(isLookedAt);
  }

  /** A contact that nobody looks at stays in memory while something of it is unsaved. */
  dropUnused(isLookedAt: (id: ContactId) => boolean): void {
    for (const [id, state] of this.#states) {
      if (!isLookedAt(id) && contacts.unsavedCount(state) === 0) this.#states.delete(id);
    }
  }

  /** Edits and comments that are not on the server's disk yet. */
  get unsaved(): number {
    return [...this.#states.values()].reduce((sum, state) => sum + contacts.unsavedCount(state), 0);
  }

  /** Those with a conflict or a refusal that waits for its author. */
  attention(): ContactState[] {
    return [...this.#states.values()].filter((state) => contacts.needsAttention(state).length > 0);
  }
}
