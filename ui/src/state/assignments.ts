/** Which of a contact's assignments count now, and which are planned. */
import type { Assignment } from "@/protocol";

export function isActive({ started, ended }: Assignment): boolean {
  return started && ended === null;
}

/** It begins by itself on its day. */
export function isPlanned({ started, ended }: Assignment): boolean {
  return !started && ended === null;
}
