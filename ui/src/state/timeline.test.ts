import { describe, expect, it } from "vitest";

import type { Event, Field } from "@/protocol";
import { bySitting, changedFields, mergeTimeline, ofField } from "./timeline";

function changed(seq: number, by: string, time: string, field: Field = "city", acting?: string): Event {
  const acted = acting === undefined ? {} : { acting_for: acting };
  return { seq, at: `2026-03-01T${time}:00Z`, by, command: `c${seq}`, ...acted, kind: "field_changed", field, value: `${seq}`, previous: null };
}

function told(event: Pick<Event, "seq" | "by">): Event {
  return { ...event, at: "2026-03-01T08:00:00Z", command: `c${event.seq}`, kind: "contact_deleted" };
}

describe("a history", () => {
  it("joins its pages with what happened since, each event once, newest first", () => {
    const pages = [[changed(4, "max", "10:00"), changed(3, "max", "09:00")], [changed(2, "max", "08:00")]];
    expect(mergeTimeline(pages, [changed(4, "max", "10:00"), changed(5, "max", "11:00")]).map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
  });

  it("puts what one person did in one go together", () => {
    const events = [
      changed(6, "max", "10:20"),
      changed(5, "max", "10:00"),
      changed(4, "lena", "09:59"),
      changed(3, "lena", "09:00"),
      changed(2, "lena", "08:58", "city", "anna"),
    ];
    expect(bySitting(events).map(({ by, events: of }) => [by, of.map(({ seq }) => seq)])).toEqual([
      ["max", [6, 5]],
      ["lena", [4]],
      ["lena", [3]],
      ["lena", [2]],
    ]);
  });

  it("shows one field alone", () => {
    const events = [changed(4, "max", "10:00", "street"), changed(3, "max", "09:00"), told({ seq: 2, by: "max" })];
    expect(ofField(events, "city").map(({ seq }) => seq)).toEqual([3]);
    expect(ofField(events, null)).toBe(events);
  });

  it("names the fields that were changed, each once", () => {
    expect(changedFields([changed(4, "max", "10:00", "street"), changed(3, "max", "09:00"), changed(2, "max", "08:00", "street")])).toEqual([
      "street",
      "city",
    ]);
  });
});
