/** Comments as threads, and mentions between the text that a person reads and the text that is sent. */
import type { Comment, EmployeeId } from "@/protocol";
import type { PendingComment } from "./contact";

export type Thread = { opening: Comment; replies: Comment[]; pending: PendingComment[] };

/** Threads in the order in which they were opened; a reply whose opening is not loaded stands by itself. */
export function threadsOf(comments: readonly Comment[], pending: readonly PendingComment[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const comment of comments) {
    const thread = comment.parent === null ? undefined : threads.get(comment.parent);
    if (thread === undefined) threads.set(comment.id, { opening: comment, replies: [], pending: [] });
    else thread.replies.push(comment);
  }
  for (const comment of pending) {
    if (comment.parent !== null) threads.get(comment.parent)?.pending.push(comment);
  }
  return [...threads.values()];
}

export type TextPart = { kind: "text"; text: string } | { kind: "mention"; name: string; id: EmployeeId };

const MENTION = /@\[([^\]]+)\]\(([0-9a-fA-F-]{36})\)/g;

/** A comment's text in parts to show. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const found of text.matchAll(MENTION)) {
    if (found.index > end) parts.push({ kind: "text", text: text.slice(end, found.index) });
    parts.push({ kind: "mention", name: found[1] ?? "", id: found[2] ?? "" });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

export type ShownPart = TextPart | { kind: "link"; address: string };

/** Somebody whom a comment names. */
export type Mentioned = { id: EmployeeId; name: string; email: string };

const LINK_OR_SHORT_MENTION = /(?<link>https?:\/\/[^\s<>"]*[^\s<>".,;:!?')\]])|(?<![\p{L}\p{N}])@(?<word>[\p{L}\p{N}._@+-]*[\p{L}\p{N}_+])/gu;

/** A comment's text in parts to show: with its links, and with those whom it names in short, as `@anna`. */
export function shownPartsOf(text: string, mentioned: readonly Mentioned[]): ShownPart[] {
  return partsOf(text).flatMap((part) => (part.kind === "text" ? withinText(part.text, mentioned) : [part]));
}

function withinText(text: string, mentioned: readonly Mentioned[]): ShownPart[] {
  const parts: ShownPart[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK_OR_SHORT_MENTION)) {
    const { link, word } = found.groups ?? {};
    const part: ShownPart | null = link !== undefined ? { kind: "link", address: link } : namedBy(word ?? "", mentioned);
    if (part === null) continue;
    if (found.index > end) parts.push({ kind: "text", text: text.slice(end, found.index) });
    parts.push(part);
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

/** By the part of an e-mail address before the @, or the whole of it, as the server understands it (`[K3]`). */
function namedBy(word: string, mentioned: readonly Mentioned[]): TextPart | null {
  const wanted = word.toLowerCase();
  const [person] = mentioned.filter(({ email }) => [email, email.split("@")[0]].some((form) => form?.toLowerCase() === wanted));
  return person === undefined ? null : { kind: "mention", name: person.name, id: person.id };
}

export type Mention = { name: string; id: EmployeeId };

/** What is sent for what was typed: `@Anna Berger` becomes `@[Anna Berger](ID)`, where Anna was picked from the list. */
export function withMentions(typed: string, mentions: readonly Mention[]): string {
  // The longest name first, so that "Anna" does not eat the start of "Anna Berger".
  const byLength = [...mentions].sort((left, right) => right.name.length - left.name.length);
  let text = typed;
  for (const { name, id } of byLength) {
    text = text.replace(new RegExp(`@${escaped(name)}(?![\\p{L}\\p{N}])`, "gu"), `@[${name}](${id})`);
  }
  return text;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A comment's text as its author types it, with the people whom it names. */
export function typedComment(text: string): { typed: string; mentions: Mention[] } {
  const mentions = partsOf(text).flatMap((part) => (part.kind === "mention" ? [{ name: part.name, id: part.id }] : []));
  return { typed: plainText(text), mentions };
}

/** A comment's text without its marks, for one line. */
export function plainText(text: string): string {
  return partsOf(text)
    .map((part) => (part.kind === "text" ? part.text : `@${part.name}`))
    .join("");
}

/** The name being typed behind an `@` at the caret, and where the `@` stands. */
export function mentionAt(typed: string, caret: number): { start: number; query: string } | null {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}.\- ]{0,40})$/u.exec(typed.slice(0, caret));
  if (found === null) return null;
  const query = found[1] ?? "";
  return { start: caret - query.length - 1, query };
}

/** Names that a typed start fits: each typed word begins a word of the name. */
export function fitsName(name: string, query: string): boolean {
  const words = fold(name).split(" ");
  return fold(query)
    .split(" ")
    .filter((part) => part !== "")
    .every((part) => words.some((word) => word.startsWith(part)));
}

function fold(text: string): string {
  return text.toLocaleLowerCase("de").normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}
