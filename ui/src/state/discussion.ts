/** Changes of comments that the server has not answered yet, and older comments that are loaded on demand. */
import type { Comment, CommandId, CommentChange, EmployeeId, Emoji, Event, Reaction } from "@/protocol";

export type PendingChange = {
  id: CommandId;
  comment: CommandId;
  change: CommentChange;
  /** The seq of its event, once that is known to be on its way. */
  arrivesAt: number | null;
  refusal: { code: string; message: string } | null;
};

export const EMOJI = ["👍", "❤️", "🎉", "😄", "👀", "✅"] as const satisfies readonly Emoji[];

/** How long its author may edit a comment; the rule itself lives in the server. */
export const EDITABLE_MS = 15 * 60_000;

export function isEditable(comment: Comment, me: EmployeeId, now: Date): boolean {
  return comment.by === me && now.getTime() - Date.parse(comment.at) < EDITABLE_MS;
}

/** The comments as their reader wants them, with what is under way already done. What was refused is not. */
export function withPendingChanges(
  comments: readonly Comment[],
  changes: readonly PendingChange[],
  me: EmployeeId,
): readonly Comment[] {
  const underWay = changes.filter(({ refusal }) => refusal === null);
  if (underWay.length === 0) return comments;
  return comments.map((comment) =>
    underWay.filter((pending) => pending.comment === comment.id).reduce((before, { change }) => changed(before, change, me), comment),
  );
}

function changed(comment: Comment, change: CommentChange, me: EmployeeId): Comment {
  switch (change.kind) {
    case "edit":
      return { ...comment, text: change.text };
    case "react":
      return { ...comment, reactions: reacted(comment.reactions, change.emoji, change.on, me) };
    case "resolve":
      return { ...comment, resolved: change.on ? (comment.resolved ?? { by: me, at: comment.at }) : null };
    case "pin":
      return { ...comment, pinned: change.on ? (comment.pinned ?? { by: me, at: comment.at }) : null };
  }
}

function reacted(reactions: readonly Reaction[], emoji: Emoji, on: boolean, me: EmployeeId): Reaction[] {
  const before = reactions.find((reaction) => reaction.emoji === emoji)?.by ?? [];
  const by = on ? [...before.filter((known) => known !== me), me] : before.filter((known) => known !== me);
  const others = reactions.filter((reaction) => reaction.emoji !== emoji);
  const all = by.length === 0 ? others : [...others, { emoji, by }];
  return all.sort((left, right) => EMOJI.indexOf(left.emoji) - EMOJI.indexOf(right.emoji));
}

/**
 * Older comments joined with those that are known, in the order in which they were written. What happened to one of them
 * while the page was on its way stands in the log.
 */
export function withOlder(known: readonly Comment[], older: readonly Comment[], log: readonly Event[]): readonly Comment[] {
  const ids = new Set(known.map(({ id }) => id));
  const newest = new Map(log.flatMap((event) => (event.kind === "comment_changed" ? [[event.comment.id, event.comment]] : [])));
  const added = older.filter(({ id }) => !ids.has(id)).map((comment) => newest.get(comment.id) ?? comment);
  return inOrder([...added, ...known]);
}

/** In the order in which they were written, wherever they were written: a merge brings the comments of another contact. */
export function inOrder(comments: readonly Comment[]): readonly Comment[] {
  return [...comments].sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}
