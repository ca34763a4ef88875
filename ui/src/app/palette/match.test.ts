import { describe, expect, it } from "vitest";

import { matching } from "./match";

const ITEMS = [
  { label: "Zu den Kontakten", words: "contacts liste" },
  { label: "Neuer Kontakt" },
  { label: "Darstellung: Dunkel", words: "theme dark" },
  { label: "Übersicht öffnen" },
  { label: "Straße" },
];

const labels = (query: string) => matching(query, ITEMS).map(({ label }) => label);

describe("the palette finds commands", () => {
  it("by the beginning of any word", () => {
    expect(labels("kont")).toEqual(["Zu den Kontakten", "Neuer Kontakt"]);
    expect(labels("ontakt")).toEqual([]);
  });

  it("by several words in any order", () => {
    expect(labels("kontakt neu")).toEqual(["Neuer Kontakt"]);
  });

  it("by words that stand behind it", () => {
    expect(labels("dark")).toEqual(["Darstellung: Dunkel"]);
  });

  it("with ä = ae and ß = ss", () => {
    expect(labels("uebers")).toEqual(["Übersicht öffnen"]);
    expect(labels("übersicht")).toEqual(["Übersicht öffnen"]);
    expect(labels("strasse")).toEqual(["Straße"]);
  });

  it("with the label that begins so first", () => {
    expect(matching("neu", [{ label: "Alles neu" }, { label: "Neuer Kontakt" }]).map(({ label }) => label)).toEqual(["Neuer Kontakt", "Alles neu"]);
  });

  it("all of them as long as nothing is typed", () => {
    expect(labels("  ")).toHaveLength(ITEMS.length);
  });
});
