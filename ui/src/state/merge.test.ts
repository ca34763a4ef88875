import { describe, expect, it } from "vitest";

import type { Contact, Field, FieldValue, MergePreview, Pick } from "@/protocol";
import { accept, choose, isAgreed, keep, mayBeUndone, NEW_MERGE, picksOf, rowsOf, sidesOf } from "./merge";

const contact = (id: string) => ({ id }) as unknown as Contact;

function preview(fields: [Field, FieldValue, FieldValue, Pick][]): MergePreview {
  return {
    survivor: contact("survivor"),
    other: contact("other"),
    fields: fields.map(([field, survivor, other, pick]) => ({ field, survivor, other, pick, value: survivor })),
    sight: { gains: [], loses: [] },
    people: 0,
    comments: 0,
    notes: false,
  };
}

describe("picking between two contacts", () => {
  it("names what was picked by the contact that survives", () => {
    const draft = choose(choose(NEW_MERGE, "city", "right"), "emails", "both");
    expect(picksOf(draft)).toEqual({ city: "other", emails: "both" });
    expect(picksOf(keep(draft, "right"))).toEqual({ city: "survivor", emails: "both" });
  });

  it("leaves to the server what nobody picked", () => {
    expect(picksOf(NEW_MERGE)).toEqual({});
  });

  it("keeps each contact on its side, whichever survives", () => {
    const asked = preview([["city", "Wien", "Graz", "survivor"]]);
    expect(sidesOf(asked, "left").left.id).toBe("survivor");
    expect(sidesOf(asked, "right").right.id).toBe("survivor");
    expect(rowsOf(asked, "left", {}).differing).toEqual([{ field: "city", left: "Wien", right: "Graz", choice: "left", joins: false }]);
    expect(rowsOf(asked, "right", {}).differing).toEqual([{ field: "city", left: "Graz", right: "Wien", choice: "right", joins: false }]);
  });

  it("shows a pick before the server has answered it", () => {
    const asked = preview([["city", "Wien", "Graz", "survivor"]]);
    expect(rowsOf(asked, "left", { city: "right" }).differing.map(({ choice }) => choice)).toEqual(["right"]);
  });

  it("parts what differs from what is the same, and joins lists alone", () => {
    const { differing, same } = rowsOf(
      preview([
        ["name", "Muster", "Muster", "survivor"],
        ["emails", ["a@muster.at"], ["b@muster.at"], "both"],
        ["street", null, "Hauptplatz 1", "other"],
      ]),
      "left",
      {},
    );
    expect(same.map(({ field }) => field)).toEqual(["name"]);
    expect(differing.map(({ field, choice, joins }) => [field, choice, joins])).toEqual([
      ["emails", "both", true],
      ["street", "right", false],
    ]);
  });

  it("asks again who may see it after every pick", () => {
    const sight = { gains: ["anna", "max"], loses: [] };
    const agreed = accept(NEW_MERGE, sight, true);
    expect(isAgreed(agreed, sight)).toBe(true);
    expect(isAgreed(agreed, { gains: ["anna", "lena"], loses: [] })).toBe(false);
    expect(isAgreed(choose(agreed, "access", "right"), sight)).toBe(false);
    expect(isAgreed(keep(agreed, "right"), sight)).toBe(false);
    expect(isAgreed(accept(agreed, sight, false), sight)).toBe(false);
  });
});

describe("undoing a merge", () => {
  it("is offered for thirty days", () => {
    const at = "2026-03-01T10:00:00Z";
    expect(mayBeUndone(at, new Date("2026-03-31T09:59:00Z"))).toBe(true);
    expect(mayBeUndone(at, new Date("2026-03-31T10:01:00Z"))).toBe(false);
  });
});
