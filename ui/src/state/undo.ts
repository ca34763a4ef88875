/**
 * What a tab changed on one contact, so that its person can take the last change back. Taking back is an edit like any
 * other: it sends what stood there before, with the change itself as its base, so a colleague who was faster is asked for.
 */
import type { CommandId, Field, FieldValue } from "@/protocol";
import { sameValue } from "./values";

export type OwnChange = {
  command: CommandId;
  field: Field;
  value: FieldValue;
  /** `null` until the server has it. */
  done: { previous: FieldValue; seq: number } | null;
};

export type OwnChanges = {
  /** Oldest first. */
  made: readonly OwnChange[];
  /** Changes that are being taken back, by the command that does it. */
  takingBack: Readonly<Record<CommandId, OwnChange>>;
};

export const NO_CHANGES: OwnChanges = { made: [], takingBack: {} };

const KEPT = 50;

/** An edit is on its way; `instead` names one that it replaces before that was sent. */
export function changeSent(own: OwnChanges, change: Omit<OwnChange, "done">, instead: CommandId | null): OwnChanges {
  const before = own.made.filter(({ command }) => command !== instead);
  return { ...own, made: [...before, { ...change, done: null }].slice(-KEPT) };
}

/** The newest change is being taken back by this command. */
export function takeBackSent(own: OwnChanges, change: OwnChange, command: CommandId): OwnChanges {
  return {
    made: own.made.filter((made) => made !== change),
    takingBack: { ...own.takingBack, [command]: change },
  };
}

type Done = { value: FieldValue; previous: FieldValue; seq: number };

/** The event of the change, which knows best what stood there before. */
export function changeDone(own: OwnChanges, command: CommandId, { value, previous, seq }: Done): OwnChanges {
  const takenBack = own.takingBack[command];
  if (takenBack !== undefined) return tookBack(own, command, takenBack, seq);
  if (!own.made.some((made) => made.command === command)) return own;
  return { ...own, made: own.made.map((made) => (made.command === command ? { ...made, value, done: { previous, seq } } : made)) };
}

/** The answer to the change, which counts until its event comes; after a gap that may be never. */
export function changeAcknowledged(own: OwnChanges, command: CommandId, done: Done): OwnChanges {
  const isKnown = own.made.some((made) => made.command === command && made.done !== null);
  return isKnown ? own : changeDone(own, command, done);
}

/**
 * Once the last change of a field is taken back, the one before it may be next: if nobody came between the two, the field
 * stands again where that one left it. Otherwise a colleague's value lies between, and the earlier one stays as it is.
 */
function tookBack(own: OwnChanges, command: CommandId, change: OwnChange, seq: number): OwnChanges {
  const { [command]: _, ...takingBack } = own.takingBack;
  const isNext = (made: OwnChange) => made.field === change.field && change.done !== null && sameValue(made.value, change.done.previous);
  const at = own.made.findLastIndex((made) => made.field === change.field);
  const made = own.made.flatMap((earlier, index) => {
    if (earlier.field !== change.field || index !== at) return [earlier];
    return isNext(earlier) && earlier.done !== null ? [{ ...earlier, done: { ...earlier.done, seq } }] : [];
  });
  return { made, takingBack };
}

/** The server refused it, a colleague was first, or its person gave it up. */
export function changeGone(own: OwnChanges, command: CommandId): OwnChanges {
  const { [command]: taken, ...takingBack } = own.takingBack;
  if (taken === undefined && !own.made.some((made) => made.command === command)) return own;
  return { made: own.made.filter((made) => made.command !== command), takingBack };
}

/** What would be taken back next. */
export function lastChange(own: OwnChanges): OwnChange | null {
  return own.made.at(-1) ?? null;
}
