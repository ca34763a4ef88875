/** Days of the calendar on the wall, as a date input writes them, and the instants they stand for. */

/** `2026-03-01` in the person's own time zone. */
export function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The last instant of a day, or the present if that lies before it; `null` for what is no day. */
export function endOfDay(day: string, now: Date): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  const [, year = 0, month = 1, date = 1] = parts.map(Number);
  // A year that is still being typed, such as 0002, is no day to look back to.
  if (year < 1900) return null;
  const end = new Date(year, month - 1, date, 23, 59, 59, 999);
  return (end < now ? end : now).toISOString();
}
