/** Unsaved work outside of the live client, such as notes: what must not be lost by closing the tab. */

const counts = new Map<string, number>();
const listeners = new Set<() => void>();

export function setUnsaved(what: string, count: number): void {
  if ((counts.get(what) ?? 0) === count) return;
  if (count === 0) counts.delete(what);
  else counts.set(what, count);
  for (const listener of listeners) listener();
}

export function unsavedElsewhere(): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

export function onUnsavedChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
