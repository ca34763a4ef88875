/**
 * Reading a part of a live contact. A view names what it reads and is drawn again only when that changes: of an edit by a
 * colleague, one row hears and the page does not.
 */
import { useRef, useSyncExternalStore } from "react";

import { live } from "@/app/live";
import type { ContactId } from "@/protocol";
import { emptyContact, type ContactState } from "@/state/contact";
import { sameParts } from "@/state/parts";

const subscribe = (listener: () => void) => live.onChange(listener);

/** `select` returns a value, or an object or list of values; it must not be deeper, or it would never be equal. */
export function useContactPart<Part>(id: ContactId, select: (state: ContactState) => Part): Part {
  const last = useRef<{ part: Part } | null>(null);
  function read(): Part {
    const part = select(live.contact(id) ?? emptyContact(id));
    if (last.current !== null && sameParts(last.current.part, part)) return last.current.part;
    last.current = { part };
    return part;
  }
  return useSyncExternalStore(subscribe, read);
}
