import { describe, expect, it } from "vitest";

import type { Act } from "@/api/acts";
import type { Employee } from "@/protocol";
import { giversFor, progressOf, rolesOf, stateOf } from "./acts";

const employee = (id: string, role: Employee["role"], teams: string[] = []): Employee => ({ id, name: id, email: `${id}@kontor.example`, role, teams, active: true });
const PEOPLE = [employee("anna", "member", ["sales"]), employee("eva", "lead", ["sales"]), employee("lena", "admin"), employee("sofie", "member", ["service"])];
const COUNTS = { total: 10, changed: 6, unchanged: 1, refused: 2, taken_back: 3, kept: 1 };

describe("an act", () => {
  it("is as far as its contacts are, and on the way back as far as what it had changed", () => {
    expect(progressOf({ state: "running", counts: COUNTS })).toEqual({ done: 9, of: 10 });
    expect(progressOf({ state: "undoing", counts: COUNTS })).toEqual({ done: 4, of: 6 });
  });
});

describe("a handover", () => {
  const handover = (by: string): Act => ({
    kind: "handover", giver: "anna", receiver: "max", note: "", everything: false, roles: {}, planned: 0, id: "1", by: "anna", at: "2026-01-01T12:00:00Z",
    state: "declined", counts: COUNTS, answered: { by, at: "2026-01-01T12:00:00Z" }, finished_at: null, undone: null, may_undo: false, may_answer: false, may_withdraw: false,
  });

  it("is declined by who would receive it and withdrawn by who offered it", () => {
    expect(stateOf(handover("max"))).toBe("declined");
    expect(stateOf(handover("anna"))).toBe("withdrawn");
  });
});

describe("contacts are handed over", () => {
  it("by who has them, their lead, or an administrator", () => {
    const ids = (me: string) => giversFor(me, PEOPLE).map(({ id }) => id);
    expect(ids("anna")).toEqual(["anna"]);
    expect(ids("eva")).toEqual(["eva", "anna"]);
    expect(ids("lena")).toEqual(["lena", "anna", "eva", "sofie"]);
    expect(ids("nobody")).toEqual([]);
  });

  it("with their roles in one order", () => {
    expect(rolesOf({ service: 2, account_manager: 1 })).toEqual([
      { role: "account_manager", count: 1 },
      { role: "service", count: 2 },
    ]);
  });
});
