import { describe, expect, it } from "vitest";

import type { Employee } from "@/protocol";
import { builtInViews } from "./builtInViews";
import { queryString } from "./listQuery";

const max: Employee = { id: "m", name: "Max", email: "max@kontor.example", role: "member", teams: ["t2", "t1"], active: true };
const names = (self: Employee | undefined) => builtInViews(self).map(({ name }) => name);
const filterOf = (name: string, self: Employee) => builtInViews(self).find((view) => view.name === name)?.query.filter;

describe("the views that everybody has", () => {
  it("ask for one's own contacts in any role, those of one's teams, and those of nobody", () => {
    expect(names(max)).toEqual(["all", "mine", "team", "nobody", "recent"]);
    expect(filterOf("mine", max)).toEqual({ assigned: ["me"] });
    expect(filterOf("team", max)).toEqual({ team: ["t1", "t2"] });
    expect(filterOf("nobody", max)).toEqual({ assigned: ["none"] });
  });

  it("leave the team out for who is in none", () => {
    expect(names({ ...max, teams: [] })).toEqual(["all", "mine", "nobody", "recent"]);
    expect(names(undefined)).not.toContain("team");
  });

  it("are spelled the same whatever the order of the teams", () => {
    const spelled = (teams: string[]) => builtInViews({ ...max, teams }).map(({ query }) => queryString(query));
    expect(spelled(["t1", "t2"])).toEqual(spelled(["t2", "t1"]));
  });
});
