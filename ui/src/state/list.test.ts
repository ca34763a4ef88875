import { describe, expect, it } from "vitest";

import type { BulkAnswer, ChangedField } from "@/api/lists";
import { inPieces, undoing } from "./bulk";
import { customColumns, DEFAULT_COLUMNS, known, moved, readColumns, shown, tracks } from "./columns";
import {
  addressOf, EVERYTHING, nextSort, queryOf, queryString, readContactsSearch, sameQuery, showsEverything, withFilter, type ListQuery,
} from "./listQuery";
import { extended, NOTHING_SELECTED, rangeTo, selectionOf, toggled, without } from "./selection";

const ANNA: ListQuery = { search: " anna ", filter: { tags: ["VIP"], city: ["Graz"] }, sort: "-updated_at" };

describe("a list's query", () => {
  it("has one spelling, whatever the order of its filters", () => {
    const other: ListQuery = { search: "anna", filter: { city: ["Graz"], tags: ["VIP"] }, sort: "-updated_at" };
    expect(queryString(ANNA)).toBe(queryString(other));
    expect(decodeURIComponent(queryString(ANNA))).toBe('search=anna&filter={"city":["Graz"],"tags":["VIP"]}&sort=-updated_at');
    expect(sameQuery(ANNA, other)).toBe(true);
  });

  it("that shows everything by name is empty", () => {
    expect(queryString(EVERYTHING)).toBe("");
    expect(showsEverything({ ...EVERYTHING, sort: "-city" })).toBe(true);
    expect(showsEverything({ ...EVERYTHING, filter: { kind: "person" } })).toBe(false);
  });

  it("survives the way through the address", () => {
    expect(queryOf(readContactsSearch(addressOf(ANNA, "v1")))).toEqual({ ...ANNA, search: "anna" });
    expect(addressOf(EVERYTHING, null)).toEqual({});
  });

  it("leaves out what an address should not hold", () => {
    const search = { search: 1010, filter: { kind: "robot", city: ["Graz", 7, "Graz", null, ""], postal_code: 80, nonsense: 1, changed_within_days: 0 }, sort: "; drop" };
    expect(readContactsSearch(search)).toEqual({ search: "1010", filter: { city: ["Graz", "7"], postal_code: "80" } });
    expect(readContactsSearch({ filter: "[]", sort: 3, view: {} })).toEqual({});
  });

  it("drops a filter whose last value goes", () => {
    expect(withFilter(ANNA, "tags", []).filter).toEqual({ city: ["Graz"] });
    expect(withFilter(ANNA, "kind", "person").filter).toEqual({ city: ["Graz"], tags: ["VIP"], kind: "person" });
  });

  it("turns round when its heading is clicked again; times begin with the newest", () => {
    expect(nextSort("name", "city")).toBe("city");
    expect(nextSort("city", "city")).toBe("-city");
    expect(nextSort("-city", "city")).toBe("city");
    expect(nextSort("name", "updated_at")).toBe("-updated_at");
    expect(nextSort("-updated_at", "updated_at")).toBe("updated_at");
  });
});

describe("columns", () => {
  it("are read without what is unknown, with the name first", () => {
    expect(readColumns(["tags", "nonsense", "name", "tags", 4])).toEqual(["name", "tags"]);
    expect(readColumns("tags")).toEqual(DEFAULT_COLUMNS);
    expect(readColumns([])).toEqual(DEFAULT_COLUMNS);
  });

  it("move, but never before the name, and the last one besides it stays", () => {
    expect(moved(["name", "tags", "phones"], "phones", 0)).toEqual(["name", "phones", "tags"]);
    expect(moved(["name", "tags", "phones"], "tags", 9)).toEqual(["name", "phones", "tags"]);
    expect(moved(["name", "tags"], "name", 1)).toEqual(["name", "tags"]);
    expect(shown(["name", "tags"], "tags", false)).toEqual(["name", "tags"]);
    expect(shown(["name", "tags"], "city", true)).toEqual(["name", "tags", "city"]);
  });

  it("of defined fields are kept, and shown as long as somebody defines them", () => {
    const id = "0190a7c2-0000-7000-8000-000000000001" as const;
    const field = { id, label: "Umsatz", kind: "number", choices: [], applies_to: "both", position: 0, archived: false } as const;
    const stored = readColumns(["name", `custom:${id}`, "custom:nonsense"]);
    expect(stored).toEqual(["name", `custom:${id}`]);
    expect(known(stored, new Map())).toEqual(["name"]);
    expect(known(stored, new Map([[id, { ...field, choices: [] }]]))).toEqual(stored);
    expect(customColumns([{ ...field, choices: [] }, { ...field, choices: [], archived: true }])).toEqual([`custom:${id}`]);
  });

  it("know how much room they need", () => {
    expect(tracks(["name", "postal_code"])).toEqual({ template: "minmax(14rem, 2.4fr) minmax(5rem, 0.5fr)", min_rem: 19 });
  });
});

describe("a selection", () => {
  it("toggles rows and draws a range from the last one", () => {
    const one = toggled(NOTHING_SELECTED, "a", 4);
    expect(rangeTo(one, 2)).toEqual({ first: 2, last: 4 });
    const more = extended(one, ["b", "c"], 9);
    expect([...more.ids]).toEqual(["a", "b", "c"]);
    expect(more.anchor).toBe(4);
    expect([...toggled(more, "a", 4).ids]).toEqual(["b", "c"]);
    expect([...without(more, ["b", "x"]).ids]).toEqual(["a", "c"]);
    expect(rangeTo(selectionOf(["a"]), 3)).toEqual({ first: 3, last: 3 });
  });
});

describe("a change to many", () => {
  const ids = Array.from({ length: 2_300 }, (_, index) => `c${index}`);
  const answer = (contacts: string[]): BulkAnswer => ({
    changed: contacts.slice(1).map((contact, place) => ({ contact, seq: place + 2, field: "city", previous: "Wien", value: "Graz" })),
    unchanged: 0,
    refused: [{ contact: contacts[0] ?? "", code: "may_not", message: "no" }],
  });

  it("goes out in pieces that the server takes, and is gathered into one result", async () => {
    const sizes: number[] = [];
    const progress: number[] = [];
    const send = (piece: string[]) => (sizes.push(piece.length), Promise.resolve(answer(piece)));
    const { result, rest, failed } = await inPieces(ids, send, (done) => progress.push(done));
    expect(sizes).toEqual([1_000, 1_000, 300]);
    expect(progress).toEqual([1_000, 2_000, 2_300]);
    expect([result.changed.length, result.refused.length, rest, failed]).toEqual([2_297, 3, [], null]);
  });

  it("keeps what was done when a later piece fails, and says what was not tried", async () => {
    let sent = 0;
    const send = (piece: string[]) => (++sent === 2 ? Promise.reject(new Error("down")) : Promise.resolve(answer(piece)));
    const { result, rest, failed } = await inPieces(ids, send, () => {});
    expect([result.changed.length, rest.length]).toEqual([999, 1_300]);
    expect(failed).toEqual(new Error("down"));
  });

  it("is taken back with each value of before, based on the change itself", () => {
    const changed: ChangedField[] = [{ contact: "a", seq: 9, field: "tags", previous: ["VIP"], value: [] }];
    expect(undoing(changed, () => "id")).toEqual([{ id: "id", contact: "a", field: "tags", value: ["VIP"], base: 9 }]);
  });
});
