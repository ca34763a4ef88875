import { describe, expect, it } from "vitest";

import { formatBytes, formatEuro, formatNumber, formatShare } from "./format";

/** Where a number is not to be broken, there is a space that does not break. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("numbers", () => {
  it("are grouped as in Austria", () => {
    expect(plain(formatNumber(200_000, "de"))).toBe("200 000");
    expect(formatNumber(200_000, "en")).toBe("200,000");
  });

  it("of euros are whole cents, with the sign in front", () => {
    expect(plain(formatEuro(123_456_750, "de"))).toBe("€ 1.234.567,50");
    expect(plain(formatEuro(-5, "de"))).toBe("-€ 0,05");
    expect(formatEuro(123_450, "en")).toBe("€1,234.50");
  });

  it("of shares are whole per cents", () => {
    expect(plain(formatShare(0.126, "de"))).toBe("13 %");
  });

  it("of bytes have a unit that people know", () => {
    expect(plain(formatBytes(1_440_000, "de"))).toBe("1,4 MB");
    expect(plain(formatBytes(12, "de"))).toBe("1 kB");
  });
});
