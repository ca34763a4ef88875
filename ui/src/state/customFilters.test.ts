import { describe, expect, it } from "vitest";

import type { CustomField, CustomFilter } from "@/protocol";
import { containing, customFilterText, dateRange, numberRange, oneOf, readCustomFilters, storedNumber } from "./customFilters";
import { nextSort, queryString, readContactsSearch, readFilter, readSort, withCustomFilter, type ListQuery } from "./listQuery";

const SIZE = "01890000-0000-7000-8000-000000000001";
const LEVEL = "01890000-0000-7000-8000-000000000002";

describe("a filter of custom fields", () => {
  it("is read as far as it can be meant", () => {
    const kept = {
      [SIZE]: { type: "number", from: "-1.5" },
      [LEVEL]: { type: "one_of", values: ["Gold", "A+"] },
    } as const;
    expect(readFilter({ custom: kept })).toEqual({ custom: kept });
    for (const left of [
      { [SIZE]: ["Gold"] },
      { [SIZE]: { type: "number" } },
      { [SIZE]: { type: "number", from: "2", to: "1" } },
      { [SIZE]: { type: "number", from: "viel" } },
      { [SIZE]: { type: "date", from: "1.2.2026" } },
      { [SIZE]: { type: "contains", text: "?!" } },
      { [SIZE]: { type: "one_of", values: [] } },
      { [SIZE]: { type: "same" } },
      { size: { type: "empty" } },
      [],
      "x",
    ]) {
      expect(readCustomFilters(left), JSON.stringify(left)).toBeNull();
    }
  });

  it("stands in the address and in the server's query in one spelling", () => {
    const size = { type: "number", from: "10" } as const;
    const query: ListQuery = { search: "", filter: { custom: { [LEVEL]: { type: "empty" }, [SIZE]: size } }, sort: `-custom:${SIZE}` };
    const text = decodeURIComponent(queryString(query).replaceAll("+", " "));
    expect(text).toBe(`filter={"custom":{"${SIZE}":{"type":"number","from":"10"},"${LEVEL}":{"type":"empty"}}}&sort=-custom:${SIZE}`);
    expect(readContactsSearch({ filter: query.filter, sort: query.sort })).toEqual({ filter: query.filter, sort: query.sort });
  });

  it("goes with its last condition", () => {
    const one = withCustomFilter({ search: "", filter: {}, sort: "name" }, SIZE, { type: "filled" });
    expect(one.filter).toEqual({ custom: { [SIZE]: { type: "filled" } } });
    expect(withCustomFilter(one, SIZE, undefined).filter).toEqual({});
  });

  it("orders by a custom field, up and then down", () => {
    expect(nextSort("name", `custom:${SIZE}`)).toBe(`custom:${SIZE}`);
    expect(nextSort(`custom:${SIZE}`, `custom:${SIZE}`)).toBe(`-custom:${SIZE}`);
    expect(readSort("custom:nonsense")).toBe("name");
  });
});

describe("a condition that is typed", () => {
  it.each([
    ["1.234,5", "1234.5"], ["1234.5", "1234.5"], ["1.234", "1.234"], ["1.234.567", "1234567"], ["−5", "-5"], ["+7", "7"],
    ["1 250,50", "1250.50"], ["viel", "viel"], ["", ""],
  ])("takes the number %s as %s", (typed, stored) => {
    expect(storedNumber(typed)).toBe(stored);
  });

  it("is none while it is unfinished", () => {
    expect(numberRange("", "")).toBeNull();
    expect(numberRange("9", "10")).toEqual({ type: "number", from: "9", to: "10" });
    expect(numberRange("10", "9")).toBeNull();
    expect(dateRange("2026-03-15", "2026-03-15")).toEqual({ type: "date", from: "2026-03-15", to: "2026-03-15" });
    expect(dateRange("", "2026-3-1")).toBeNull();
    expect(containing("  ")).toBeNull();
    expect(containing(" süd ")).toEqual({ type: "contains", text: "süd" });
    expect(oneOf([])).toBeNull();
  });
});

it("a chip says what a condition asks for", () => {
  const field = (kind: CustomField["kind"]): CustomField => ({ id: SIZE, label: "Feld", kind, choices: [], applies_to: "both", position: 0, archived: false });
  const t = (key: string, values: Record<string, string | number> = {}) => [key, ...Object.values(values)].join(" ");
  const shown = (kind: CustomField["kind"], condition: CustomFilter) => customFilterText(field(kind), condition, t, "de").replace(/[\u00a0\u202f]/g, ".");
  expect(shown("number", { type: "number", from: "1234.5" })).toBe("filter.from 1.234,5");
  expect(shown("number", { type: "number", from: "1", to: "2.5" })).toBe("filter.fromTo 1 2,5");
  expect(shown("date", { type: "date", to: "2026-03-15" })).toBe("filter.to 15.03.2026");
  expect(shown("choice", { type: "one_of", values: ["Gold", "A+"] })).toBe("Gold, A+");
  expect(shown("text", { type: "contains", text: "süd" })).toBe("filter.contains süd");
  expect(shown("text", { type: "empty" })).toBe("filter.empty");
  expect(customFilterText(undefined, { type: "number", from: "1" }, t, "de")).toBe("filter.from 1");
});
