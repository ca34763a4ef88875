import { describe, expect, it } from "vitest";

import type { Employee, Team } from "@/protocol";
import { findEmployees } from "@/screens/people/findEmployees";
import { changeOf, membership, proposePassword, teamsInUse } from "./staff";

const WIEN: Team = { id: "t1", name: "Vertrieb Wien", archived: false };
const OLD: Team = { id: "t2", name: "Außendienst", archived: true };

const employee = (name: string, more: Partial<Employee> = {}): Employee => ({
  id: name,
  name,
  email: `${name.toLowerCase()}@kontor.example`,
  role: "member",
  teams: [],
  active: true,
  ...more,
});

const EVA = employee("Eva", { role: "lead", teams: ["t1"] });
const MAX = employee("Max", { teams: ["t1"] });
const JÖRG = employee("Jörg", { email: "joerg@kontor.example", teams: ["t1"], active: false });

describe("the directory", () => {
  it("finds colleagues by name, address, role and team, in any spelling", () => {
    const find = (typed: string) => findEmployees(typed, [EVA, MAX, JÖRG], [WIEN, OLD], (role) => (role === "lead" ? "Führungskraft" : role)).map(({ name }) => name);
    expect(find("")).toEqual(["Eva", "Max", "Jörg"]);
    expect(find("JOERG")).toEqual(["Jörg"]);
    expect(find("fuehr wien")).toEqual(["Eva"]);
    expect(find("max@")).toEqual(["Max"]);
    expect(find("graz")).toEqual([]);
  });

  it("parts a team into those who lead it, members and who left", () => {
    expect(membership("t1", [EVA, MAX, JÖRG])).toEqual({ leads: [EVA], members: [MAX], inactive: [JÖRG] });
    expect(membership("t2", [EVA, MAX, JÖRG])).toEqual({ leads: [], members: [], inactive: [] });
  });

  it("offers an archived team to those alone who are in it", () => {
    expect(teamsInUse([WIEN, OLD])).toEqual([WIEN]);
    expect(teamsInUse([WIEN, OLD], ["t2"])).toEqual([WIEN, OLD]);
  });
});

describe("the form of an employee", () => {
  const form = { name: "Eva", email: "eva@kontor.example", role: "lead" as const, teams: ["t1"] };

  it("asks for what differs and for nothing else", () => {
    expect(changeOf(EVA, form)).toBeNull();
    expect(changeOf(EVA, { ...form, name: " Eva ", email: "EVA@kontor.example" })).toBeNull();
    expect(changeOf(EVA, { ...form, name: "Eva Berger", teams: [] })).toEqual({ name: "Eva Berger", teams: [] });
    expect(changeOf(EVA, { ...form, role: "admin" })).toEqual({ role: "admin" });
  });

  it("proposes a password of letters and digits that cannot be confused", () => {
    const password = proposePassword((count) => Uint32Array.from({ length: count }, (_, place) => place * 7));
    expect(password).toMatch(/^[a-zA-Z2-9]{16}$/);
    expect(password).not.toMatch(/[ilo01IO]/);
  });
});
