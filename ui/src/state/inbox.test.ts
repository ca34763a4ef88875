import { describe, expect, it } from "vitest";

import type { Notification } from "@/protocol";
import { applyNotification, EMPTY_INBOX, groupByContact, markRead } from "./inbox";

function told(id: string, contact: string, more: Partial<Notification> = {}): Notification {
  return { id, employee: "me", event: "mentioned", contact, contact_name: `Contact ${contact}`, seq: 1, by: "her", at: "2026-03-01T10:00:00Z", read: false, ...more };
}

describe("the inbox", () => {
  it("groups by contact, the one with the newest news first", () => {
    const groups = groupByContact([told("4", "b"), told("3", "a"), told("2", "b", { read: true }), told("1", "c", { read: true })]);
    expect(groups.map(({ contact, unread, items }) => [contact, unread, items.map(({ id }) => id)])).toEqual([
      ["b", 1, ["4", "2"]],
      ["a", 1, ["3"]],
      ["c", 0, ["1"]],
    ]);
  });

  it("calls a group by the newest name of its contact", () => {
    expect(groupByContact([told("2", "a", { contact_name: "New" }), told("1", "a", { contact_name: "Old" })])[0]?.name).toBe("New");
  });

  it("counts what another tab has read once", () => {
    const two = [told("1", "a"), told("2", "b")].reduce(applyNotification, EMPTY_INBOX);
    const read = markRead(two, ["1"]);
    expect(read.unread).toBe(1);
    expect(markRead(read, ["1"]).unread).toBe(1);
    expect(applyNotification(read, told("1", "a", { read: true })).unread).toBe(1);
  });
});
