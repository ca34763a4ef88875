import { describe, expect, it } from "vitest";

import type { Comment } from "@/protocol";
import { fitsName, mentionAt, partsOf, shownPartsOf, threadsOf, typedComment, withMentions } from "./comments";

const ID = "01900000-0000-7000-8000-000000000001";
const OTHER = "01900000-0000-7000-8000-000000000002";

function comment(id: string, parent: string | null = null): Comment {
  const said = { id, text: id, parent, visibility: "internal", by: "lena", at: "2026-01-01T12:00:00Z" } as const;
  return { ...said, mentions: [], edited_at: null, edits: [], reactions: [], resolved: null, pinned: null };
}

describe("threads", () => {
  it("hold their replies, in the order in which they were written", () => {
    const threads = threadsOf([comment("a"), comment("b"), comment("a1", "a"), comment("a2", "a")], []);
    expect(threads.map(({ opening, replies }) => [opening.id, replies.map(({ id }) => id)])).toEqual([
      ["a", ["a1", "a2"]],
      ["b", []],
    ]);
  });

  it("show a reply whose opening is not loaded by itself", () => {
    expect(threadsOf([comment("a1", "older")], []).map(({ opening }) => opening.id)).toEqual(["a1"]);
  });

  it("show an unsent reply in its thread", () => {
    const pending = { id: "p", text: "", parent: "a", visibility: "internal" as const, refusal: null };
    expect(threadsOf([comment("a")], [pending])[0]?.pending).toEqual([pending]);
  });
});

describe("mentions", () => {
  it("are shown by name", () => {
    expect(partsOf(`Hallo @[Anna Berger](${ID}), bitte`)).toEqual([
      { kind: "text", text: "Hallo " },
      { kind: "mention", name: "Anna Berger", id: ID },
      { kind: "text", text: ", bitte" },
    ]);
  });

  it("are sent with the id of the person who was picked, the longest name first", () => {
    const mentions = [
      { name: "Anna", id: OTHER },
      { name: "Anna Berger", id: ID },
    ];
    expect(withMentions("@Anna Berger und @Anna, aber nicht @Annas", mentions)).toBe(
      `@[Anna Berger](${ID}) und @[Anna](${OTHER}), aber nicht @Annas`,
    );
  });

  it("are typed again as they were typed first when a comment is edited", () => {
    const text = `Bitte @[Anna Berger](${ID}) und @[Anna](${OTHER}) fragen`;
    const { typed, mentions } = typedComment(text);
    expect(typed).toBe("Bitte @Anna Berger und @Anna fragen");
    expect(withMentions(typed, mentions)).toBe(text);
  });

  it("leave a name with signs of a pattern alone", () => {
    expect(withMentions("@A. (B)", [{ name: "A. (B)", id: ID }])).toBe(`@[A. (B)](${ID})`);
  });

  it.each([
    ["Hallo @an", 9, { start: 6, query: "an" }],
    ["@", 1, { start: 0, query: "" }],
    ["@Anna Be", 8, { start: 0, query: "Anna Be" }],
    ["mail@example", 12, null],
    ["Hallo", 5, null],
    ["@an da", 3, { start: 0, query: "an" }],
  ])("are looked up while typing %j", (typed, caret, expected) => {
    expect(mentionAt(typed, caret)).toEqual(expected);
  });

  it.each([
    ["Jürgen Groß", "jur", true],
    ["Jürgen Groß", "gros", true],
    ["Jürgen Groß", "jü gr", true],
    ["Jürgen Groß", "roß", false],
  ])("find %j by %j: %j", (name, query, expected) => {
    expect(fitsName(name, query)).toBe(expected);
  });
});

describe("what is shown of a comment", () => {
  const anna = { id: ID, name: "Anna Berger", email: "anna@kontor.example" };

  it("names people who are mentioned in short, by either form of their address", () => {
    const mention = { kind: "mention", name: "Anna Berger", id: ID };
    expect(shownPartsOf("@Anna, rufst du an?", [anna])).toEqual([mention, { kind: "text", text: ", rufst du an?" }]);
    expect(shownPartsOf("(@anna@kontor.example.)", [anna])).toEqual([
      { kind: "text", text: "(" },
      mention,
      { kind: "text", text: ".)" },
    ]);
  });

  it("names nobody whom the comment does not mention, nor within a word", () => {
    for (const text of ["@max, rufst du an?", "info@anna", "@annas"]) {
      expect(shownPartsOf(text, [anna])).toEqual([{ kind: "text", text }]);
    }
  });

  it("links web addresses without the sentence's own marks, and nothing else", () => {
    expect(shownPartsOf("Siehe https://kontor.example/a?b=1#c.", [])).toEqual([
      { kind: "text", text: "Siehe " },
      { kind: "link", address: "https://kontor.example/a?b=1#c" },
      { kind: "text", text: "." },
    ]);
    const text = "javascript:alert(1)";
    expect(shownPartsOf(text, [])).toEqual([{ kind: "text", text }]);
  });
});
