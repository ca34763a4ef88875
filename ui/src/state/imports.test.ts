import { describe, expect, it } from "vitest";

import type { ImportColumn, ImportState, Mapping } from "@/api/imports";
import { changesSomething, isWorking, mappingFaults, progressOf, mappingOf, STEPS, stepOf, goodRows, wrongRows } from "./imports";
import { rowRefusal } from "./importRefusals";

const STATES: ImportState[] = ["uploaded", "checking", "checked", "running", "done", "failed", "undoing", "undone"];
const column = (heading: string, field: string | null): ImportColumn => ({ heading, samples: [], field });

describe("an import", () => {
  it("stands at one step in every state, and never goes back by itself", () => {
    const steps = STATES.map((state) => STEPS.indexOf(stepOf(state)));
    expect(steps).toEqual([1, 2, 2, 3, 3, 3, 3, 3]);
    expect(STATES.filter(isWorking)).toEqual(["checking", "running", "undoing"]);
  });

  it("knows how far it is, also before its rows are counted", () => {
    expect(progressOf({ done: 0, rows: 0 })).toBe(0);
    expect(progressOf({ done: 5, rows: 20 })).toBe(0.25);
    expect(progressOf({ done: 21, rows: 20 })).toBe(1);
  });

  it("is worth running if it would change anything", () => {
    const nothing = { created: 0, updated: 0, unchanged: 9, organisations: 0 };
    expect(changesSomething({ tally: nothing })).toBe(false);
    expect(changesSomething({ tally: { ...nothing, updated: 1 } })).toBe(true);
  });
});

it("a refused row says its number of cells as a number, which has a singular", () => {
  const told = (message: string) => rowRefusal((key, values) => `${key} ${JSON.stringify(values ?? {})}`, message);
  expect(told("the row has 1 cell and the heading 5")).toBe('import.why.wrongCells {"count":1,"columns":"5"}');
  expect(told("the row has 12 cells and the heading 5")).toBe('import.why.wrongCells {"count":12,"columns":"5"}');
  expect(told("the file is empty")).toBe("import.why.emptyFile {}");
});

it("a row with several faults is left out once, and an organisation that a person names is no row", () => {
  const shown = { done: 9, tally: { created: 4, updated: 2, unchanged: 1, organisations: 1 } };
  expect(goodRows(shown)).toBe(6);
  expect(wrongRows(shown)).toBe(3);
});

describe("a mapping", () => {
  it("starts with what was recognised, and keeps what somebody changed", () => {
    const columns = [column("Firma", "name"), column("Ort", "city"), column("Notiz", null)];
    expect(mappingOf(columns, {})).toEqual({ Firma: "name", Ort: "city", Notiz: null });
    expect(mappingOf(columns, { Ort: null, Notiz: "tags" })).toEqual({ Firma: "name", Ort: null, Notiz: "tags" });
  });

  it.each<[Mapping, unknown[]]>([
    [{ Firma: "name", Ort: "city", Notiz: null }, []],
    [{ Vorname: "given_name", Nachname: "family_name" }, []],
    [{ Ort: "city" }, [{ kind: "no_name" }]],
    [{}, [{ kind: "no_name" }]],
    [{ Firma: "name", Ort: "city", Stadt: "city" }, [{ kind: "twice", field: "city", columns: ["Ort", "Stadt"] }]],
    [{ Firma: "name", Mail: "emails", "Mail 2": "emails" }, []],
  ])("%j has the faults %j", (mapping, faults) => {
    expect(mappingFaults(mapping)).toEqual(faults);
  });
});
