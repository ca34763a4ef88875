/** The one dialog that creates a contact, opened from the frame, the palette or a screen. */
import { useSyncExternalStore } from "react";

type Creating = { startName: string } | null;

let creating: Creating = null;
const listeners = new Set<() => void>();

function set(next: Creating): void {
  creating = next;
  for (const listener of listeners) listener();
}

/** `startName` is what somebody typed already, such as a search that found nothing. */
export function openCreate(startName = ""): void {
  set({ startName });
}

export function closeCreate(): void {
  set(null);
}

export function useCreating(): Creating {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => creating,
  );
}
