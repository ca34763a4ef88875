/**
 * Editing one field in place: what is typed, the base it was read at, and what becomes of it. Leaving the field saves,
 * Escape gives up, and what the server refused stays in the field.
 */
import { useEffect, useRef, useState } from "react";

import { live } from "@/app/live";
import type { ContactId, Field, FieldValue } from "@/protocol";
import { readBase, shownValue, type Wanted } from "@/state/contact";
import { typedBirthday } from "@/state/format";
import { parseTyped, sameValue, typedOf } from "@/state/values";

type Draft = { typed: string; base: number; original: FieldValue };

export type FieldEditor = {
  /** What stands in the input; `null` while nobody edits. */
  typed: string | null;
  /** The seq that the draft was read at. */
  base: number | null;
  begin(): void;
  type(text: string): void;
  /** Saves what was typed. */
  leave(): void;
  /** Forgets what was typed. */
  cancel(): void;
};

/** `typedText` says how a text is typed, where that differs from how it is stored. */
export function useFieldEditor(contact: ContactId, field: Field, typedText: (value: string) => string = (value) => value): FieldEditor {
  const [draft, setDraft] = useState<Draft | null>(null);
  const latest = useRef<Draft | null>(null);

  function typed(value: FieldValue): string {
    if (typeof value !== "string") return typedOf(value);
    return field === "birthday" ? typedBirthday(value) : typedText(value);
  }

  // The page is left while the cursor stands in the field: that is leaving the field, too.
  useEffect(
    () => () => {
      const left = latest.current;
      if (left !== null) save(contact, field, left, typed);
    },
    [field, contact],
  );

  function change(next: Draft | null) {
    latest.current = next;
    setDraft(next);
  }

  return {
    typed: draft?.typed ?? null,
    base: draft?.base ?? null,
    begin() {
      const state = live.contact(contact);
      if (latest.current !== null || state === null) return;
      const edit = state.edits[field];
      // Correcting what was refused goes on from the text that was refused, and from where it was read.
      const start =
        edit?.state === "refused"
          ? { typed: typed(edit.value), base: edit.base, original: edit.original }
          : { typed: typed(shownValue(state, field)), ...readBase(state, field) };
      change(start);
      live.present(contact, field);
    },
    type(text) {
      if (latest.current !== null) change({ ...latest.current, typed: text });
    },
    leave() {
      const left = latest.current;
      change(null);
      live.present(contact, null);
      if (left !== null) save(contact, field, left, typed);
    },
    cancel() {
      change(null);
      live.present(contact, null);
      if (live.contact(contact)?.edits[field]?.state === "refused") live.drop(contact, field);
    },
  };
}

function save(contact: string, field: Field, { typed, base, original }: Draft, typedAs: (value: FieldValue) => string): void {
  // Untouched text is no edit, even if a colleague changed the field meanwhile.
  const value = parseTyped(field, typed);
  const unchanged = sameValue(value, original) || typed === typedAs(original);
  if (unchanged) {
    if (live.contact(contact)?.edits[field]?.state === "refused") live.drop(contact, field);
    return;
  }
  const wanted: Wanted = { value, base, original };
  if (!live.edit(contact, field, wanted) && live.contact(contact)?.edits[field]?.state === "refused") {
    live.drop(contact, field);
  }
}
