import { describe, expect, it } from "vitest";

import type { RuleBook } from "@/protocol";
import { freeName, isUnfinished, moved, newCondition, newPool, newRule, newTerritory, usersOf, withRule } from "./rules";

const EMPTY: RuleBook = { rules: [], territories: [], pools: [] };

describe("a book of rules", () => {
  it("keeps a rule that takes everything last", () => {
    const vienna = { ...newRule("vienna", "Wien", "anna"), conditions: [newCondition("tags")] };
    const rest = newRule("rest", "Rest", "anna");
    const book = withRule(withRule(EMPTY, rest), vienna);
    expect(book.rules.map((rule) => rule.id)).toEqual(["vienna", "rest"]);
    expect(withRule({ ...EMPTY, rules: [vienna] }, rest).rules.map((rule) => rule.id)).toEqual(["vienna", "rest"]);
  });

  it("moves entries up and down", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  });

  it("names new entries apart", () => {
    expect(freeName("Regel", [{ name: "Regel" }, { name: "Regel 2" }])).toBe("Regel 3");
    expect(freeName("Regel", [])).toBe("Regel");
  });

  it("knows who uses a territory or a pool", () => {
    const inVienna = { ...newRule("one", "Wien", "anna"), conditions: [{ kind: "region" as const, territories: ["t"], regions: [] }] };
    const inTurn = { ...newRule("two", "Reihum", "anna"), distribution: { kind: "pool" as const, pool: "p", skills: [] } };
    const book: RuleBook = { rules: [inVienna, inTurn], territories: [newTerritory("t", "Wien")], pools: [newPool("p", "Wien")] };
    expect(usersOf(book, "t").map((rule) => rule.id)).toEqual(["one"]);
    expect(usersOf(book, "p").map((rule) => rule.id)).toEqual(["two"]);
  });

  it("tells a condition that names nothing yet", () => {
    expect(isUnfinished(newCondition("region"))).toBe(true);
    expect(isUnfinished({ kind: "tags", any_of: ["VIP"] })).toBe(false);
  });
});
