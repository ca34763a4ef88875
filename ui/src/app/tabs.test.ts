import { describe, expect, it } from "vitest";

import { isTabMessage } from "./tabs";

describe("what another tab says", () => {
  it.each([{ type: "signed_in" }, { type: "signed_out" }, { type: "renamed" }, { type: "read", ids: "all" }, { type: "read", ids: ["1"] }])("is understood: %j", (message) => {
    expect(isTabMessage(message)).toBe(true);
  });

  it.each([null, "signed_out", {}, { type: "read" }, { type: "read", ids: "some" }, { type: "of a later version" }])("is left alone otherwise: %j", (message) => {
    expect(isTabMessage(message)).toBe(false);
  });
});
