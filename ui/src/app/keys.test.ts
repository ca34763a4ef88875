import { describe, expect, it } from "vitest";

import { meant, type FirstKey, type PressedIn, type PressedKey } from "./keys";
import { SHORTCUTS, type Shortcut, type ShortcutId } from "./shortcutTable";

const ALL = Object.keys(SHORTCUTS) as ShortcutId[];
const FRAME: ShortcutId[] = ["palette", "search", "create", "goContacts", "goInbox", "help"];

function press(key: string, more: Partial<PressedKey> = {}): PressedKey {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, timeStamp: 0, ...more };
}

function meaning(pressed: PressedKey, place: PressedIn = "page", bound = FRAME, first: FirstKey = null): ShortcutId | null {
  return meant(pressed, place, bound, first).id;
}

describe("a pressed key", () => {
  it("means what the table says", () => {
    expect(meaning(press("/"))).toBe("search");
    expect(meaning(press("?", { shiftKey: true }))).toBe("help");
    expect(meaning(press("k", { ctrlKey: true }))).toBe("palette");
    expect(meaning(press("k", { metaKey: true }))).toBe("palette");
  });

  it("counts with Caps Lock, too", () => {
    expect(meaning(press("N"))).toBe("create");
  });

  it("means nothing while somebody types, but for the palette", () => {
    expect(meaning(press("n"), "text")).toBeNull();
    expect(meaning(press("?"), "text")).toBeNull();
    expect(meaning(press("k", { ctrlKey: true }), "text")).toBe("palette");
  });

  it("is not swallowed by a search box that is still empty, if nobody would search for it", () => {
    expect(meaning(press("?"), "empty_search")).toBe("help");
    expect(meaning(press("/"), "empty_search")).toBe("search");
    expect(meaning(press("n"), "empty_search")).toBeNull();
  });

  it("is left to the browser with Ctrl, where the table does not name it", () => {
    expect(meaning(press("n", { ctrlKey: true }))).toBeNull();
    expect(meaning(press("/", { altKey: true }))).toBeNull();
  });

  it("is left to a focused control that has a use for it", () => {
    const list: ShortcutId[] = ["listOpen", "listDown"];
    expect(meaning(press("Enter"), "control", list)).toBeNull();
    expect(meaning(press("ArrowDown"), "control", list)).toBeNull();
    expect(meaning(press("j"), "control", list)).toBe("listDown");
    expect(meaning(press("Enter"), "page", list)).toBe("listOpen");
  });

  it("follows a first one within the time for it", () => {
    const { id, first } = meant(press("g", { timeStamp: 100 }), "page", FRAME, null);
    expect(id).toBeNull();
    expect(meaning(press("i", { timeStamp: 900 }), "page", FRAME, first)).toBe("goInbox");
    expect(meaning(press("i", { timeStamp: 2000 }), "page", FRAME, first)).toBeNull();
  });

  it("with a first key before it that leads nowhere means itself", () => {
    const { first } = meant(press("g"), "page", FRAME, null);
    expect(meaning(press("n"), "page", FRAME, first)).toBe("create");
  });

  it("means the innermost of several", () => {
    expect(meaning(press("e"), "page", ["inboxRead", "contactEdit"])).toBe("inboxRead");
  });

  it("tells a shifted letter from the letter", () => {
    const inbox: ShortcutId[] = ["inboxRead", "inboxReadAll", "listLast", "goInbox"];
    expect(meaning(press("E", { shiftKey: true }), "page", inbox)).toBe("inboxReadAll");
    expect(meaning(press("e"), "page", inbox)).toBe("inboxRead");
    expect(meaning(press("G", { shiftKey: true }), "page", inbox)).toBe("listLast");
  });
});

describe("the table", () => {
  it("gives no key two meanings where both could be bound", () => {
    const together = (one: Shortcut, other: Shortcut) => one.scope === other.scope || [one, other].some(({ scope }) => scope === "everywhere");
    const table = ALL.map((id) => [id, SHORTCUTS[id] as Shortcut] as const).filter(([, { byControl }]) => byControl !== true);
    const clashes = table.flatMap(([id, one]) =>
      table
        .filter(([otherId, other]) => otherId > id && together(one, other) && one.keys.some((keys) => other.keys.includes(keys)))
        .map(([otherId]) => `${id} and ${otherId}`),
    );
    expect(clashes).toEqual([]);
  });

  it("begins no sequence with a key that has a meaning of its own there", () => {
    const singles = new Set(ALL.flatMap((id) => SHORTCUTS[id].keys as readonly string[]).filter((keys) => !keys.includes(" ")));
    const starts = ALL.flatMap((id) => SHORTCUTS[id].keys as readonly string[]).filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]);
    expect(starts.filter((key) => singles.has(key ?? ""))).toEqual([]);
  });
});
