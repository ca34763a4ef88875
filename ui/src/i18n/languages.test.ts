import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";

import de from "./de.json";
import en from "./en.json";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("the two languages", () => {
  const german = flat(de);
  const english = flat(en);

  it("have the same keys", () => {
    expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
  });

  it("fill in the same values", () => {
    for (const [key, text] of german) expect(placeholders(english.get(key) ?? ""), key).toEqual(placeholders(text));
  });

  it("leave no text empty", () => {
    for (const [key, text] of [...german, ...english]) expect(text.trim(), key).not.toBe("");
  });
});

/** What stands for a number in a text. */
const NUMBERS = ["count", "formatted", "done", "of", "rows", "cells", "columns", "recognised", "total", "length", "limit"];

/** Texts whose number is never one, or with which nothing is counted that has a singular. */
const WITHOUT_FORMS = new Map([
  ["bulk.pickedFirst", "so many that not all can be picked"],
  ["profile.passwordShort", "a password is longer"],
  ["import.why.tooManyRows", "more than may be imported at a time"],
  ["import.twice", "names the columns"],
  ["refusal.tooManyDigits", "more than the limit"],
  ["rules.refusal.too_many", "a limit of many"],
  ["rules.refusal.too_many_codes", "a limit of many"],
  ["rules.refusal.prefix", "a prefix of three or four digits"],
  ["refusal.tooManyChoices", "a limit of many"],
  ["refusal.tooManyContacts", "a limit of many"],
  ["refusal.tooManyFields", "a limit of many"],
  ["refusal.tooManyDefinitions", "a limit of many"],
  ["refusal.tooLong", "more than the limit"],
  ["refusal.tooMany", "more than the limit"],
  ["refusal.commentTooLong", "more than the limit"],
]);

describe.each([
  ["de", flat(de)],
  ["en", flat(en)],
])("a text with a number: %s", (_, texts) => {
  const bare = (key: string) => key.replace(/_(one|other)$/, "");

  it("has a form for one and a form for the others", () => {
    const counted = [...texts].filter(([, text]) => placeholders(text).some((name) => NUMBERS.includes(name ?? ""))).map(([key]) => bare(key));
    expect(counted.length).toBeGreaterThan(40);
    const lacking = [...new Set(counted)].filter((key) => !WITHOUT_FORMS.has(key) && !(texts.has(`${key}_one`) && texts.has(`${key}_other`)));
    expect(lacking).toEqual([]);
  });

  it("has both forms or none", () => {
    const forms = [...texts.keys()].filter((key) => key !== bare(key)).map(bare);
    expect(forms.filter((key) => !(texts.has(`${key}_one`) && texts.has(`${key}_other`)) || texts.has(key))).toEqual([]);
  });

  it("needs no excuse that it does not use", () => {
    expect([...WITHOUT_FORMS.keys()].filter((key) => !texts.has(key))).toEqual([]);
  });
});

describe("the report of an import", () => {
  beforeAll(async () => {
    await i18next.init({ lng: "de", resources: { de: { translation: de }, en: { translation: en } }, interpolation: { escapeValue: false } });
  });

  it.each([
    ["de", "import.tally.errors", 1, "Zeile mit Fehlern"],
    ["de", "import.tally.errors", 0, "Zeilen mit Fehlern"],
    ["de", "import.undoneTally.deleted", 1, "Kontakt gelöscht"],
    ["de", "import.undoneTally.deleted", 2, "Kontakte gelöscht"],
    ["de", "import.progress", 1, "1 von 1 Zeile"],
    ["en", "import.tally.errors", 1, "row with errors"],
    ["en", "import.tally.errors", 2, "rows with errors"],
    ["en", "import.undoneTally.contacts_kept", 1, "contact stayed: edited since"],
    ["en", "import.why.wrongCells", 1, "The row has 1 cell, the heading 5."],
    ["en", "import.why.wrongCells", 2, "The row has 2 cells, the heading 5."],
  ])("counts as the language does: %s %s %i", (lng, key, count, expected) => {
    expect(i18next.t(key, { lng, count, formatted: String(count), done: String(count), columns: "5" })).toBe(expected);
  });
});
