import { describe, expect, it } from "vitest";

import type { Comment, Event } from "@/protocol";
import { isEditable, withOlder, withPendingChanges, type PendingChange } from "./discussion";

function comment(id: string, at: string, more: Partial<Comment> = {}): Comment {
  const said = { id, text: id, parent: null, visibility: "internal" as const, mentions: [], by: "lena", at: `2026-01-01T${at}Z` };
  return { ...said, edited_at: null, edits: [], reactions: [], resolved: null, pinned: null, ...more };
}

function pending(change: PendingChange["change"], refused = false): PendingChange {
  return { id: "p", comment: "a", change, arrivesAt: null, refusal: refused ? { code: "invalid", message: "" } : null };
}

const A = comment("a", "12:00:00");

describe("changes under way", () => {
  it("leave the comments alone if there are none", () => {
    const comments = [A];
    expect(withPendingChanges(comments, [pending({ kind: "edit", text: "neu" }, true)], "max")).toBe(comments);
  });

  it("add and take back a reaction, each person once, in one order", () => {
    const reacted = { ...A, reactions: [{ emoji: "👀" as const, by: ["anna", "max"] }] };
    const on = withPendingChanges([reacted], [pending({ kind: "react", emoji: "👍", on: true })], "max");
    expect(on[0]?.reactions).toEqual([
      { emoji: "👍", by: ["max"] },
      { emoji: "👀", by: ["anna", "max"] },
    ]);
    const again = withPendingChanges([reacted], [pending({ kind: "react", emoji: "👀", on: true })], "max");
    expect(again[0]?.reactions).toEqual([{ emoji: "👀", by: ["anna", "max"] }]);
    const off = withPendingChanges([{ ...A, reactions: [{ emoji: "👍", by: ["max"] }] }], [pending({ kind: "react", emoji: "👍", on: false })], "max");
    expect(off[0]?.reactions).toEqual([]);
  });

  it("settle and reopen a thread", () => {
    expect(withPendingChanges([A], [pending({ kind: "resolve", on: true })], "max")[0]?.resolved?.by).toBe("max");
    const settled = { ...A, resolved: { by: "lena", at: A.at } };
    expect(withPendingChanges([settled], [pending({ kind: "resolve", on: false })], "max")[0]?.resolved).toBeNull();
  });
});

describe("a comment", () => {
  it.each([
    ["lena", "12:14:59", true],
    ["lena", "12:15:00", false],
    ["max", "12:00:01", false],
  ])("of Lena may be edited by %s at %s: %s", (me, time, editable) => {
    expect(isEditable(A, me, new Date(`2026-01-01T${time}Z`))).toBe(editable);
  });
});

describe("older comments", () => {
  it("come before those that are known, each once, and a pinned one in its place", () => {
    const known = [comment("pinned", "08:00:00"), comment("new", "12:00:00.5")];
    const older = [comment("first", "07:00:00"), comment("pinned", "08:00:00"), comment("late", "12:00:00")];
    expect(withOlder(known, older, []).map(({ id }) => id)).toEqual(["first", "pinned", "late", "new"]);
  });

  it("that were changed while their page was on its way show the change", () => {
    const changed = { ...comment("first", "07:00:00"), text: "anders" };
    const event: Event = {
      seq: 9, at: "2026-01-01T13:00:00Z", by: "lena", command: "c", kind: "comment_changed", comment: changed, change: { kind: "edit", text: "anders" }, comment_seq: 2,
    };
    expect(withOlder([], [comment("first", "07:00:00")], [event])[0]?.text).toBe("anders");
  });
});
