/**
 * Shortcuts and commands of what is on the screen. A component binds them while it is mounted; of two that want the same
 * key the one mounted last has it, so that a page goes before the frame. Palette and help sheet read what is bound here.
 */
import { useEffect, useRef, useSyncExternalStore } from "react";

import type { IconName } from "@/components/Icon";
import { meant, type FirstKey, type PressedIn } from "./keys";
import type { ShortcutId } from "./shortcutTable";

export type Bindings = { readonly [Id in ShortcutId]?: (() => void) | undefined };

/** Something that can be done on this page without a key of its own. */
export type PageCommand = { id: string; label: string; icon?: IconName; /** Other words that find it. */ words?: string; run: () => void };

/** What belongs to the frame gives way to the page, whichever of the two was mounted first. */
export type Level = "frame" | "page";

type Entry = { level: Level; bindings: () => Bindings; commands: () => readonly PageCommand[] };

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();

function changed(next: readonly Entry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

function mount(entry: Entry): () => void {
  if (entries.length === 0) document.addEventListener("keydown", pressed);
  const isUnder = (other: Entry) => other.level === "frame" || entry.level === "page";
  changed([...entries.filter(isUnder), entry, ...entries.filter((other) => !isUnder(other))]);
  return () => {
    changed(entries.filter((other) => other !== entry));
    if (entries.length === 0) document.removeEventListener("keydown", pressed);
  };
}

/** Binds shortcuts of the table while the component is mounted; `undefined` leaves one to whoever bound it before. */
export function useShortcuts(bindings: Bindings, level: Level = "page"): void {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => mount({ level, bindings: () => current.current, commands: () => [] }), [level]);
}

/** Offers commands in the palette while the component is mounted. */
export function usePageCommands(commands: readonly PageCommand[], level: Level = "page"): void {
  const current = useRef(commands);
  useEffect(() => {
    current.current = commands;
  });
  useEffect(() => mount({ level, bindings: () => ({}), commands: () => current.current }), [level]);
}

function boundIds(): ShortcutId[] {
  const ids = entries.toReversed().flatMap((entry) => {
    const bindings = entry.bindings();
    return (Object.keys(bindings) as ShortcutId[]).filter((id) => bindings[id] !== undefined);
  });
  return [...new Set(ids)];
}

export function run(id: ShortcutId): void {
  entries.toReversed().map((entry) => entry.bindings()[id]).find((bound) => bound !== undefined)?.();
}

/** What can be done at the moment, the page's own first. */
export function useWhatCanBeDone(): { shortcuts: ShortcutId[]; ofPage: PageCommand[]; ofFrame: PageCommand[] } {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entries,
  );
  const of = (level: Level) => entries.filter((entry) => entry.level === level).toReversed().flatMap((entry) => [...entry.commands()]);
  return { shortcuts: boundIds(), ofPage: of("page"), ofFrame: of("frame") };
}

function placeOf(target: EventTarget | null): PressedIn {
  // A row of a list has the focus for the list, and the list knows its keys.
  if (!(target instanceof HTMLElement) || target.matches("[data-list-row]")) return "page";
  if (target instanceof HTMLInputElement && target.type === "search" && target.value === "") return "empty_search";
  if (target instanceof HTMLInputElement && ["checkbox", "radio", "button"].includes(target.type)) return "control";
  if (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName)) return "text";
  return target.closest("a, button, summary, [role=tab], [role=option], [role^=menuitem], [role=slider]") === null ? "page" : "control";
}

let first: FirstKey = null;

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const bound = boundIds();
  const found = meant(event, placeOf(event.target), bound, first);
  first = found.first;
  if (found.id === null) return;
  // A dialog has the keyboard to itself. The browser's own meaning of the palette's keys is kept off all the same.
  const inDialog = document.querySelector("[role=dialog], [role=menu], [role=alertdialog]") !== null;
  if (inDialog && found.id !== "palette") return;
  event.preventDefault();
  if (inDialog && document.querySelector("[aria-modal=true]") !== null) return;
  run(found.id);
}
