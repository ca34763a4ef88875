/**
 * Values as people read them, in German as in Austria: dates, numbers, euros, countries and languages by their names,
 * times by distance. Nothing else of the page formats for itself.
 */
import { locale } from "@/i18n/locale";
import type { Field, FieldValue, Team } from "@/protocol";
import type { Translate } from "./refusals";

/** Making one takes a thousand times as long as using it, and a busy page formats hundreds of times a second. */
function kept<Made, Options>(make: (locale: string, options: Options) => Made): (language: string, options: Options) => Made {
  const known = new Map<string, Made>();
  return (language, options) => {
    const key = language + JSON.stringify(options);
    const made = known.get(key) ?? make(locale(language), options);
    known.set(key, made);
    return made;
  };
}

const dates = kept((place, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(place, options));
const numbers = kept((place, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(place, options));

export type FormatContext = { t: Translate; language: string; teams: readonly Team[] };

/** A field's value in one line; an empty text for an empty value. Employments are shown by their position only. */
export function formatValue(field: Field, value: FieldValue, { t, language, teams }: FormatContext): string {
  if (value === null) return "";
  if (typeof value === "string") return formatText(field, value, t, language);
  return value
    .map((entry) => {
      if (typeof entry !== "string") return entry.position ?? t("field.works_for");
      return field === "teams" ? (teams.find((team) => team.id === entry)?.name ?? entry) : entry;
    })
    .join(", ");
}

function formatText(field: Field, text: string, t: Translate, language: string): string {
  switch (field) {
    case "access":
      return t(`access.${text}`);
    case "birthday":
      return formatBirthday(text, language);
    case "country":
      return displayName("region", text, language);
    case "language":
      return displayName("language", text, language);
    default:
      return text;
  }
}

function displayName(type: "region" | "language", code: string, language: string): string {
  try {
    return new Intl.DisplayNames([locale(language)], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `1980-12-24`, or `--12-24` where the year is not known. */
export function formatBirthday(birthday: string, language: string): string {
  const parts = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(birthday);
  if (parts === null) return birthday;
  const [, year, month, day] = parts;
  // 2000 is a leap year, so that 29 February without a year stays one.
  const date = new Date(Date.UTC(Number(year ?? 2000), Number(month) - 1, Number(day)));
  const shown: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", timeZone: "UTC" };
  if (year !== undefined) shown.year = "numeric";
  return dates(language, shown).format(date);
}

/** A birthday as one types it: `24.12.1980`, `24.12.`. */
export function typedBirthday(birthday: string): string {
  const parts = /^(?:(\d{4})|-)-(\d{2})-(\d{2})$/.exec(birthday);
  if (parts === null) return birthday;
  const [, year, month, day] = parts;
  return `${day}.${month}.${year ?? ""}`;
}

export function formatDate(date: string, language: string): string {
  // A day without a time is that day everywhere, also west of Greenwich.
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date);
  return dates(language, { dateStyle: "medium", ...(isDay ? { timeZone: "UTC" } : {}) }).format(new Date(date));
}

/** The day on which something begins, which is one of Vienna's wherever the browser stands. */
export function formatViennaDay(instant: string, language: string): string {
  return dates(language, { dateStyle: "medium", timeZone: "Europe/Vienna" }).format(new Date(instant));
}

export function formatTime(instant: string, language: string): string {
  return dates(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));
}

export function formatInstant(instant: string, language: string): string {
  return dates(language, { dateStyle: "full", timeStyle: "medium" }).format(new Date(instant));
}

/** Date and time in full words, without seconds. */
export function formatDateTime(instant: string, language: string): string {
  return dates(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(instant));
}

/** A number as it is stored, with a point, to its last digit. */
export function formatDecimal(value: string, language: string): string {
  return numbers(language, { maximumFractionDigits: 15 }).format(Number(value));
}

export function formatNumber(value: number, language: string): string {
  return numbers(language, {}).format(value);
}

/** Amounts are whole cents everywhere; `€ 1.234,50` in German. */
export function formatEuro(cents: number, language: string): string {
  return numbers(language, { style: "currency", currency: "EUR" }).format(cents / 100);
}

/** A share between 0 and 1, to a whole per cent. */
export function formatShare(share: number, language: string): string {
  return numbers(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** `1,4 MB`. */
export function formatBytes(bytes: number, language: string): string {
  const isLarge = bytes >= 1_000_000;
  const unit = isLarge ? "megabyte" : "kilobyte";
  const value = isLarge ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1_000));
  return numbers(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

/** The day of an instant: today, yesterday, or the date. */
export function formatDay(instant: string, now: Date, { t, language }: Pick<FormatContext, "t" | "language">): string {
  const date = new Date(instant);
  const startOfDay = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const shown: Intl.DateTimeFormatOptions = { day: "numeric", month: "long" };
  if (date.getFullYear() !== now.getFullYear()) shown.year = "numeric";
  return dates(language, shown).format(date);
}

/** Short, for lists: the time today, else day and time. */
export function formatWhen(instant: string, now: Date, context: Pick<FormatContext, "t" | "language">): string {
  const isNow = Math.abs(now.getTime() - new Date(instant).getTime()) < 60_000;
  if (isNow) return context.t("time.now");
  const day = formatDay(instant, now, context);
  const time = formatTime(instant, context.language);
  return day === context.t("time.today") ? time : `${day}, ${time}`;
}
