import { describe, expect, it } from "vitest";

import type { CustomField } from "@/protocol";
import { contactNamed } from "@/sync/testing/modelServer";
import { customFieldId, customFieldName, fieldsOf, formatCustom, moved, parseChoices, typedCustom } from "./customFields";
import { fieldOf, withField } from "./values";

function field(id: string, more: Partial<CustomField> = {}): CustomField {
  return { id, label: id, kind: "text", choices: [], applies_to: "both", position: 0, archived: false, ...more };
}

describe("a custom field", () => {
  it("is named on the wire by its id", () => {
    expect(customFieldName("a1")).toBe("custom:a1");
    expect(customFieldId("custom:a1")).toBe("a1");
    expect(customFieldId("city")).toBeNull();
  });

  it("is read from a contact and written into one like every other", () => {
    const name = customFieldName("a1");
    const contact = withField(contactNamed("alpha", "Alpha"), name, "Gold");
    expect(fieldOf(contact, name)).toBe("Gold");
    expect(fieldOf(withField(contact, name, null), name)).toBeNull();
    expect(fieldOf(contactNamed("alpha", "Alpha"), name)).toBeNull();
  });

  it.each([
    ["number", "1234.5", "de", "1.234,5", "1234,5"],
    ["number", "1234.5", "en", "1,234.5", "1234.5"],
    ["number", "0.123456", "de", "0,123456", "0,123456"],
    ["date", "2026-03-15", "de", "15.03.2026", "15.03.2026"],
    ["date", "31.12.2027", "de", "31.12.2027", "31.12.2027"],
    ["date", "nie", "de", "nie", "nie"],
    ["number", "viel", "de", "viel", "viel"],
    ["number", "1250,5", "de", "1250,5", "1250,5"],
    ["text", "1.5", "de", "1.5", "1.5"],
    ["choice", "Gold", "de", "Gold", "Gold"],
  ] as const)("of the kind %s reads %s in %s as %s and is typed as %s", (kind, value, language, shown, typed) => {
    const spaces = /[\u00a0\u202f]/g;
    expect(formatCustom(field("a", { kind }), value, language).replace(spaces, ".")).toBe(shown);
    expect(typedCustom(field("a", { kind }), value, language)).toBe(typed);
  });
});

describe("the fields of a contact", () => {
  const all = [
    field("c", { position: 2 }),
    field("person", { position: 1, applies_to: "person" }),
    field("a", { position: 1 }),
    field("gone", { position: 0, archived: true }),
  ];

  it("are those of its kind, in their order", () => {
    expect(fieldsOf(all, "organisation", []).map(({ id }) => id)).toEqual(["a", "c"]);
    expect(fieldsOf(all, "person", []).map(({ id }) => id)).toEqual(["a", "person", "c"]);
  });

  it("and those that hold a value, even if they were put away", () => {
    expect(fieldsOf(all, "organisation", ["gone", "person"]).map(({ id }) => id)).toEqual(["gone", "a", "person", "c"]);
  });
});

describe("moving a field", () => {
  const all = [field("a", { position: 0 }), field("b", { position: 1 }), field("c", { position: 5 }), field("put away", { position: 1, archived: true })];

  it("saves the positions that change", () => {
    expect(moved(all, "c", -1)).toEqual([
      { id: "c", position: 1 },
      { id: "b", position: 2 },
    ]);
  });

  it("beyond the ends does nothing", () => {
    expect(moved(all, "a", -1)).toEqual([]);
    expect(moved(all, "c", 1)).toEqual([]);
    expect(moved(all, "put away", 1)).toEqual([]);
  });
});

describe("choices", () => {
  it("are typed one a line", () => {
    expect(parseChoices(" Gold \n\nSilber\nGold\n")).toEqual(["Gold", "Silber"]);
  });
});
