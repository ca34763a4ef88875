import { describe, expect, it } from "vitest";

import { contactNamed } from "@/sync/testing/modelServer";
import { seeded } from "@/sync/testing/wire";
import { applyRows, countRows, PAGE_ROWS, pagesOf, rowAt, type ListPage, type Pages } from "./listPages";

const NOBODY: ReadonlySet<string> = new Set();

/** Pages of a list of `total` rows named `row-0`, `row-1` …, as far as their numbers were read. */
function read(total: number, ...numbers: number[]): Pages {
  return new Map(numbers.map((number) => [number, pageOf(names(total), number)]));
}

const names = (total: number) => Array.from({ length: total }, (_, index) => `row-${index}`);

function pageOf(rows: readonly string[], number: number): ListPage {
  const items = rows.slice(number * PAGE_ROWS, (number + 1) * PAGE_ROWS).map((name) => contactNamed(name, name));
  return { items, next: null, total: rows.length };
}

const merged = (pages: Pages, changed: Pages): Pages => new Map([...pages, ...changed]);
const ids = (pages: Pages, number: number) => pages.get(number)?.items.map(({ id }) => id);

describe("a row that changes", () => {
  it("changes in its place and is named, and pages without it stay the same objects", () => {
    const pages = read(250, 0, 1);
    const next = contactNamed("row-150", "Umbenannt");
    const applied = applyRows(pages, { changed: [next], left: [] }, NOBODY);
    expect(applied.touched).toEqual(["row-150"]);
    expect([...applied.pages.keys()]).toEqual([1]);
    expect(rowAt(merged(pages, applied.pages), 150)).toBe(next);
  });

  it("that was never read changes nothing that is shown", () => {
    const applied = applyRows(read(250, 0), { changed: [contactNamed("row-240", "x")], left: [] }, NOBODY);
    expect(applied).toMatchObject({ touched: [], removed: [], short: [] });
    expect(applied.pages.size).toBe(0);
  });
});

describe("rows that leave", () => {
  it("are followed by the ones behind them, across pages", () => {
    const pages = read(250, 0, 1, 2);
    const applied = applyRows(pages, { changed: [], left: ["row-10", "row-120"] }, NOBODY);
    const after = merged(pages, applied.pages);
    expect(applied.removed).toEqual([10, 120]);
    expect(ids(after, 0)?.slice(8, 12)).toEqual(["row-8", "row-9", "row-11", "row-12"]);
    expect(ids(after, 0)?.at(-1)).toBe("row-100");
    expect(ids(after, 2)).toHaveLength(48);
    expect([...after.values()].map(({ total }) => total)).toEqual([248, 248, 248]);
    expect(applied.short).toEqual([]);
  });

  it("leave a hole where the next page was not read, which is named", () => {
    const applied = applyRows(read(500, 0, 3), { changed: [], left: ["row-10", "row-310"] }, NOBODY);
    expect(applied.short).toEqual([0, 3]);
    expect(applied.pages.get(0)?.items).toHaveLength(99);
  });

  it("count although they were never read", () => {
    const applied = applyRows(read(500, 0), { changed: [], left: ["row-400"] }, NOBODY);
    expect(applied.pages.get(0)?.total).toBe(499);
    expect(applied).toMatchObject({ removed: [], short: [], isGuess: true });
  });

  it("do not count when every row was read: they had left before that", () => {
    const applied = applyRows(read(50, 0), { changed: [], left: ["row-90"] }, NOBODY);
    expect(applied.pages.get(0)?.total).toBe(50);
    expect(applied.isGuess).toBe(false);
  });

  it("do not count twice when they only had arrived meanwhile", () => {
    const applied = applyRows(read(500, 0), { changed: [], left: ["newcomer"] }, new Set(["newcomer"]));
    expect(applied.pages.get(0)?.total).toBe(500);
  });

  it("stay if the same frame says that they match", () => {
    const applied = applyRows(read(50, 0), { changed: [contactNamed("row-3", "x")], left: ["row-3"] }, NOBODY);
    expect(applied.removed).toEqual([]);
    expect(applied.pages.get(0)?.items).toHaveLength(50);
  });
});

describe("many frames in any order", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))("leave exactly the rows that are left, seed %i", (seed) => {
    const chance = seeded(seed);
    let rows = names(PAGE_ROWS * 3 + 30);
    let pages = read(rows.length, 0, 1, 2, 3);
    for (let step = 0; step < 60; step += 1) {
      const gone = rows.filter(() => chance() < 0.02);
      const kept = rows.filter((name) => !gone.includes(name));
      const renamed = kept.filter(() => chance() < 0.02);
      const frame = { changed: renamed.map((name) => contactNamed(name, `${name} ${step}`)), left: gone };
      pages = merged(pages, applyRows(pages, frame, NOBODY).pages);
      rows = kept;
      expect(names(rows.length).map((_, index) => rowAt(pages, index)?.id)).toEqual(rows);
      expect(pages.get(0)?.total).toBe(rows.length);
    }
  });
});

describe("counts", () => {
  it("tell rows that are shown from rows that arrived", () => {
    expect(countRows(200, null)).toEqual({ shown: 200, arrived: 0 });
    expect(countRows(200, 203)).toEqual({ shown: 200, arrived: 3 });
    expect(countRows(200, 198)).toEqual({ shown: 198, arrived: 0 });
  });
});

describe("pages", () => {
  it("cover a range of rows", () => {
    expect(pagesOf(0, 0)).toEqual([0]);
    expect(pagesOf(95, 210)).toEqual([0, 1, 2]);
    expect(pagesOf(199_900, 199_999)).toEqual([1999]);
  });
});
