/**
 * Two contacts side by side, and what somebody picks of each. The sides stay where they are: which of them survives is one
 * more choice, and what was picked before goes on meaning the same contact.
 */
import type { Contact, EmployeeId, Field, MergedField, MergePreview, Pick, Sight } from "@/protocol";
import { sameValue } from "./values";

export type Side = "left" | "right";
/** Where a field's value comes from; `both` for lists. */
export type Choice = Side | "both";

export type MergeDraft = {
  /** The side that survives. */
  keep: Side;
  /** What was picked by hand; the server says what is meant of the rest. */
  chosen: Partial<Record<Field, Choice>>;
  /** Those of whom somebody agreed that they see more from now on. */
  accepted: readonly EmployeeId[];
};

export const NEW_MERGE: MergeDraft = { keep: "left", chosen: {}, accepted: [] };

export function otherSide(side: Side): Side {
  return side === "left" ? "right" : "left";
}

export function keep(draft: MergeDraft, side: Side): MergeDraft {
  return { ...draft, keep: side, accepted: [] };
}

/** Who sees it may change with what is picked: whoever agreed before has to look again. */
export function choose(draft: MergeDraft, field: Field, choice: Choice): MergeDraft {
  return { ...draft, chosen: { ...draft.chosen, [field]: choice }, accepted: [] };
}

export function accept(draft: MergeDraft, sight: Sight, agreed: boolean): MergeDraft {
  return { ...draft, accepted: agreed ? sight.gains : [] };
}

export function isAgreed(draft: MergeDraft, sight: Sight): boolean {
  return sight.gains.every((employee) => draft.accepted.includes(employee));
}

/** What was picked by hand, as the server names it. */
export function picksOf({ keep: kept, chosen }: MergeDraft): Partial<Record<Field, Pick>> {
  const picks = Object.entries(chosen).map(([field, choice]) => {
    const pick: Pick = choice === "both" ? "both" : choice === kept ? "survivor" : "other";
    return [field, pick] as const;
  });
  return Object.fromEntries(picks) as Partial<Record<Field, Pick>>;
}

/** A field as it stands on the two sides. */
export type MergeRow = { field: Field; left: MergedField["survivor"]; right: MergedField["survivor"]; choice: Choice; joins: boolean };

/** The fields in which the two differ, and those in which they are the same; what was picked counts before it is answered. */
export function rowsOf(preview: MergePreview, kept: Side, chosen: MergeDraft["chosen"]): { differing: MergeRow[]; same: MergeRow[] } {
  const rows = preview.fields.map(({ field, survivor, other, pick }): MergeRow => {
    const [left, right] = kept === "left" ? [survivor, other] : [other, survivor];
    const answered: Choice = pick === "both" ? "both" : pick === "survivor" ? kept : otherSide(kept);
    return { field, left, right, choice: chosen[field] ?? answered, joins: Array.isArray(survivor) && Array.isArray(other) };
  });
  return {
    differing: rows.filter(({ left, right }) => !sameValue(left, right)),
    same: rows.filter(({ left, right }) => sameValue(left, right)),
  };
}

/** The two contacts on the sides on which they were chosen. */
export function sidesOf(preview: MergePreview, kept: Side): Record<Side, Contact> {
  const { survivor, other } = preview;
  return kept === "left" ? { left: survivor, right: other } : { left: other, right: survivor };
}

/** A merge can be undone for so long; the rule itself lives in the server. */
const UNDO_WITHIN_MS = 30 * 24 * 60 * 60_000;

export function mayBeUndone(mergedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(mergedAt) < UNDO_WITHIN_MS;
}
