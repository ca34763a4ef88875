import { v7 } from "uuid";

import type { CommandId } from "@/protocol";

/** A new id that sorts by the time it was made (UUID version 7). */
export function newId(): CommandId {
  return v7();
}
