import { describe, expect, it } from "vitest";

import { dayOf, endOfDay } from "./days";

const NOW = new Date(2026, 2, 5, 14, 30);

describe("a day", () => {
  it("is the one on the wall", () => {
    expect(dayOf(new Date(2026, 2, 5, 0, 0))).toBe("2026-03-05");
    expect(dayOf(new Date(2026, 11, 31, 23, 59, 59))).toBe("2026-12-31");
  });

  it("ends with its last instant", () => {
    expect(endOfDay("2026-03-04", NOW)).toBe(new Date(2026, 2, 4, 23, 59, 59, 999).toISOString());
  });

  it("ends now if it is today", () => {
    expect(endOfDay("2026-03-05", NOW)).toBe(NOW.toISOString());
  });

  it.each(["", "morgen", "0002-03-04", "2026-3-4"])("is not %j", (typed) => {
    expect(endOfDay(typed, NOW)).toBeNull();
  });
});
