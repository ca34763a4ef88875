/** What the code asks for is there, what is there is asked for, and nothing formats past the one place that knows Austria. */
import { describe, expect, it } from "vitest";

import { SHORTCUTS } from "@/app/shortcutTable";
import de from "./de.json";

type Texts = { [key: string]: string | Texts };

const sources = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.ts", "!../protocol/generated.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === "string" ? [prefix + key] : keysOf(value, `${prefix}${key}.`)));
}

/** Without the endings that i18next puts to a number. */
const known = new Set(keysOf(de).flatMap((key) => [key, key.replace(/_(one|other)$/, "")]));

const all = Object.entries(sources);
/** Of `t("a.b")`, also over several lines and with a condition: `t(x ? "a.b" : "a.c")`. */
const calls = all.flatMap(([file, source]) => [...source.matchAll(/\bt\(([^()]*?)(?:\)|,\s*\{)/g)].map(([, inside]) => ({ file, inside: inside ?? "" })));
const literals = calls.flatMap(({ file, inside }) => [...inside.matchAll(/"([a-zA-Z]\w*(?:\.\w+)+)"/g)].map(([, key]) => ({ file, key: key ?? "" })));
const prefixes = all.flatMap(([file, source]) => [...source.matchAll(/`([a-zA-Z]\w*(?:\.\w+)*\.)\$\{/g)].map(([, prefix]) => ({ file, prefix: prefix ?? "" })));

describe("the texts", () => {
  it("that the code asks for are there", () => {
    expect(literals.length).toBeGreaterThan(100);
    expect(literals.filter(({ key }) => !known.has(key))).toEqual([]);
  });

  it("that the code puts together begin as some that are there", () => {
    const sections = new Set(Object.keys(de));
    const meant = prefixes.filter(({ prefix }) => sections.has(prefix.split(".")[0] ?? ""));
    expect(meant.filter(({ prefix }) => ![...known].some((key) => key.startsWith(prefix)))).toEqual([]);
  });

  it("of the shortcuts are there", () => {
    expect(Object.values(SHORTCUTS).filter(({ text }) => !known.has(text))).toEqual([]);
  });

  it("that are there are asked for", () => {
    const together = all.map(([, source]) => source).join("\n");
    const isAskedFor = (key: string) => {
      const bare = key.replace(/_(one|other)$/, "");
      return together.includes(`"${bare}"`) || prefixes.some(({ prefix }) => bare.startsWith(prefix));
    };
    expect(keysOf(de).filter((key) => !isAskedFor(key))).toEqual([]);
  });
});

describe("dates, numbers and euros", () => {
  it("are formatted in one place", () => {
    const elsewhere = all.filter(([file, source]) => !file.endsWith("state/format.ts") && /\bIntl\.|\.toLocale(Date|Time)?String\(/.test(source));
    expect(elsewhere.map(([file]) => file)).toEqual([]);
  });
});
