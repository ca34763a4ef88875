import { describe, expect, it } from "vitest";

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
