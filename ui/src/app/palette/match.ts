/** Finds commands by what somebody types: each word typed begins a word of the command, in any order, ä = ae, ß = ss. */

const FOLDED: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => FOLDED[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
}

const wordsOf = (text: string) => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

export type Findable = { label: string; words?: string | undefined };

/** Those that match, the ones whose label begins with what was typed first; else in the order given. */
export function matching<Item extends Findable>(query: string, items: readonly Item[]): Item[] {
  const typed = wordsOf(query);
  if (typed.length === 0) return [...items];
  const found = items.filter((item) => {
    const words = wordsOf(`${item.label} ${item.words ?? ""}`);
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  });
  const start = fold(query.trim());
  const begins = (item: Item) => fold(item.label).startsWith(start);
  return [...found.filter(begins), ...found.filter((item) => !begins(item))];
}
