/** Which pressed key means which shortcut. Knows no React and keeps no listener, so that each rule can be tried alone. */
import { shortcut, type ShortcutId } from "./shortcutTable";

/** What is needed of a `KeyboardEvent`. */
export type PressedKey = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean; timeStamp: number };

/** Where the key was pressed: in a text, in a search box that is empty, on a control, or on the page itself. */
export type PressedIn = "text" | "empty_search" | "control" | "page";

export type FirstKey = { key: string; at: number } | null;

const SECOND_KEY_WITHIN_MS = 1200;
/** Keys that a focused control has a use for. */
const OF_CONTROLS = new Set(["Enter", " ", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp"]);
/** Nobody begins to search with one of these: in an empty search box they keep their meaning. */
const ALSO_IN_EMPTY_SEARCH = new Set(["/", "?"]);

/** The name of a key as the table spells it. */
export function nameOf(pressed: PressedKey): string {
  const { key } = pressed;
  const modifier = pressed.ctrlKey || pressed.metaKey ? "Mod+" : "";
  // A capital letter is Shift and the letter; `?` and `/` are what they are, wherever the layout has them.
  const isShiftedLetter = pressed.shiftKey && /^\p{L}$/u.test(key);
  return isShiftedLetter ? `${modifier}Shift+${key.toLowerCase()}` : modifier + (key.length === 1 ? key.toLowerCase() : key);
}

function mayCount(name: string, place: PressedIn): boolean {
  switch (place) {
    case "text":
      return name === "Mod+k";
    case "empty_search":
      return name === "Mod+k" || ALSO_IN_EMPTY_SEARCH.has(name);
    case "control":
      return !OF_CONTROLS.has(name);
    case "page":
      return true;
  }
}

/**
 * The shortcut that is meant, of those that are `bound`, innermost first; and the key to remember if a second one may
 * follow.
 */
export function meant(pressed: PressedKey, place: PressedIn, bound: readonly ShortcutId[], first: FirstKey): { id: ShortcutId | null; first: FirstKey } {
  const name = nameOf(pressed);
  if (pressed.altKey || !mayCount(name, place)) return { id: null, first: null };
  const isSecond = first !== null && pressed.timeStamp - first.at < SECOND_KEY_WITHIN_MS;
  const has = (id: ShortcutId, wanted: string) => shortcut(id).keys.includes(wanted);
  const sequence = isSecond ? bound.find((id) => has(id, `${first.key} ${name}`)) : undefined;
  if (sequence !== undefined) return { id: sequence, first: null };
  const id = bound.find((each) => has(each, name)) ?? null;
  if (id !== null) return { id, first: null };
  const begins = bound.some((each) => shortcut(each).keys.some((keys) => keys.startsWith(`${name} `)));
  return { id: null, first: begins ? { key: name, at: pressed.timeStamp } : null };
}
