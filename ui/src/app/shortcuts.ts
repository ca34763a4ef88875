/** Keys for the whole page: single ones, and `g` followed by another. They rest while somebody types. */
import { useEffect, useRef } from "react";

export type Shortcuts = Record<string, () => void>;

const SECOND_KEY_WITHIN_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Names such as `/`, `?` or `g c`. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    function pressed(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]") !== null) return;
      const isSequence = first !== null && event.timeStamp - first.at < SECOND_KEY_WITHIN_MS;
      const name = isSequence && first !== null ? `${first.key} ${event.key}` : event.key;
      first = null;
      const run = current.current[name];
      if (run !== undefined) {
        event.preventDefault();
        run();
      } else if (event.key === "g") {
        first = { key: event.key, at: event.timeStamp };
      }
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
