import { describe, expect, it } from "vitest";

import { sameParts } from "./parts";

const tags = ["Messe"];

describe("parts of a state", () => {
  it.each([
    ["texts", "Wien", "Wien", true],
    ["other texts", "Wien", "Graz", false],
    ["nothing", null, null, true],
    ["nothing and something", null, {}, false],
    ["lists with the same elements", ["max"], ["max"], true],
    ["lists of another length", ["max"], ["max", "lena"], false],
    ["a list and an object", [], {}, false],
    ["objects with the same entries", { value: "Wien", people: ["max"] }, { value: "Wien", people: ["max"] }, true],
    ["objects with another list", { people: ["max"] }, { people: ["lena"] }, false],
    ["objects with another key", { value: undefined }, { edit: undefined }, false],
    ["deeper objects that are the same one", { value: tags }, { value: tags }, true],
    ["deeper objects that only look alike", { edit: { state: "saved" } }, { edit: { state: "saved" } }, false],
  ])("compare %s", (_, left, right, same) => {
    expect(sameParts(left, right)).toBe(same);
  });
});
