import { v7, validate } from "uuid";

import type { CommandId } from "@/protocol";

/** A new id that sorts by the time it was made (UUID version 7). */
export function newId(): CommandId {
  return v7();
}

/** Whether an id may stand here; what is no UUID names nothing. */
export function isId(text: string): boolean {
  return validate(text);
}
