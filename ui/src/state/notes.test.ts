import { describe, expect, it } from "vitest";

import { isFinal, refusalOf } from "./notes";

describe("the close of a notes socket", () => {
  it.each([
    [1003, "not_understood"],
    [1007, "not_understood"],
    [1009, "too_large"],
    [1001, null],
    [1006, null],
    [1008, null],
    [1012, null],
    [4403, null],
  ] as const)("with %i names the refusal %s", (code, refusal) => {
    expect(refusalOf(code)).toBe(refusal);
  });

  it.each([
    [1003, true],
    [1007, true],
    [1009, true],
    [4401, true],
    [4403, true],
    [4404, true],
    [1001, false],
    [1006, false],
    [1008, false],
    [1012, false],
    [4500, false],
  ])("with %i is final: %s", (code, final) => {
    expect(isFinal(code)).toBe(final);
  });
});
