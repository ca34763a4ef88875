import { describe, expect, it } from "vitest";

import type { Employee } from "@/protocol";
import { giversFor, progressOf, rolesOf } from "./acts";

const employee = (id: string, role: Employee["role"], teams: string[] = []): Employee => ({ id, name: id, email: `${id}@kontor.example`, role, teams, active: true });
const PEOPLE = [employee("anna", "member", ["sales"]), employee("eva", "lead", ["sales"]), employee("lena", "admin"), employee("sofie", "member", ["service"])];
const COUNTS = { total: 10, changed: 6, unchanged: 1, refused: 2, taken_back: 3, kept: 1 };

describe("an act", () => {
  it("is as far as its contacts are, and on the way back as far as what it had changed", () => {
    expect(progressOf({ state: "running", counts: COUNTS })).toEqual({ done: 9, of: 10 });
    expect(progressOf({ state: "undoing", counts: COUNTS })).toEqual({ done: 4, of: 6 });
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
