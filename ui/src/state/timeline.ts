/** The history of a contact: pages from the server joined with what happened since, newest first, each event once. */
import type { Event, FieldValue } from "@/protocol";

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

export function isEmptyValue(value: FieldValue): boolean {
  return value === null || value.length === 0;
}
