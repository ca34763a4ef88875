/** What the close of a notes socket means: come back, no way in any more, or "not this". */

/** `too_large`: one change or the notes as a whole; `not_understood`: content that has no place in notes. */
export type NotesRefusal = "too_large" | "not_understood";

const UNSUPPORTED = 1003;
const INVALID = 1007;
const TOO_LARGE = 1009;

/** Why the server does not take what was sent; `null` if the close says nothing of the kind. */
export function refusalOf(code: number): NotesRefusal | null {
  if (code === TOO_LARGE) return "too_large";
  return code === INVALID || code === UNSUPPORTED ? "not_understood" : null;
}

/** Coming back would end the same way: the change would be sent again, or the right to see is gone (4400 to 4499). */
export function isFinal(code: number): boolean {
  return refusalOf(code) !== null || (code >= 4400 && code < 4500);
}
