/** Parts of a state that a view reads: equal parts are the same part, so what did not change is not drawn again. */

/** Equal by value, one level deep: the entries of an object, and the elements of a list among them. */
export function sameParts(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) || Array.isArray(right)) return sameList(left, right);
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && sameEntry(left[key], right[key]));
}

function sameEntry(left: unknown, right: unknown): boolean {
  return Object.is(left, right) || (Array.isArray(left) && sameList(left, right));
}

function sameList(left: unknown, right: unknown): boolean {
  return (
    Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((entry, index) => Object.is(entry, right[index]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
