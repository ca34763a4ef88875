/** The history of a contact: pages from the server joined with what happened since, newest first, each event once. */
import type { EmployeeId, Event, Field, FieldValue, MergeId } from "@/protocol";

export function mergeTimeline(pages: readonly (readonly Event[])[], live: readonly Event[]): Event[] {
  const bySeq = new Map<number, Event>();
  for (const event of [...pages.flat(), ...live]) bySeq.set(event.seq, event);
  return [...bySeq.values()].sort((left, right) => right.seq - left.seq);
}

/** Events of one day belong together. */
export function byDay(events: readonly Event[], dayOf: (event: Event) => string): { day: string; events: Event[] }[] {
  const days: { day: string; events: Event[] }[] = [];
  for (const event of events) {
    const day = dayOf(event);
    const last = days[days.length - 1];
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

/** What one person did in one go, newest first. */
export type Sitting = { by: EmployeeId; actingFor: EmployeeId | null; events: Event[] };

const ONE_SITTING_MS = 30 * 60_000;

/** Events, newest first, of one person with short pauses between them are one sitting. */
export function bySitting(events: readonly Event[]): Sitting[] {
  const sittings: Sitting[] = [];
  for (const event of events) {
    const last = sittings.at(-1);
    const actingFor = event.acting_for ?? null;
    const later = last?.events.at(-1);
    const isSame = last !== undefined && last.by === event.by && last.actingFor === actingFor;
    if (isSame && later !== undefined && Date.parse(later.at) - Date.parse(event.at) < ONE_SITTING_MS) last.events.push(event);
    else sittings.push({ by: event.by, actingFor, events: [event] });
  }
  return sittings;
}

/** Changes of one field; `null` leaves everything in. */
export function ofField(events: readonly Event[], field: Field | null): readonly Event[] {
  return field === null ? events : events.filter((event) => event.kind === "field_changed" && event.field === field);
}

/** Without the comments that a merge moved: the merge itself stands there. */
export function told(events: readonly Event[]): readonly Event[] {
  return events.filter(({ kind }) => kind !== "comment_moved" && kind !== "comment_taken_back");
}

/** The merges that were taken back since. */
export function undoneMerges(events: readonly Event[]): ReadonlySet<MergeId> {
  return new Set(events.flatMap((event) => (event.kind === "merge_undone" ? [event.merge] : [])));
}

/** The fields that were changed, each once, in the order of their last change. */
export function changedFields(events: readonly Event[]): Field[] {
  return [...new Set(events.flatMap((event) => (event.kind === "field_changed" ? [event.field] : [])))];
}

export function isEmptyValue(value: FieldValue): boolean {
  return value === null || value.length === 0;
}
