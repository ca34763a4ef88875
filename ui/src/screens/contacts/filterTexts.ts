/** Filters as people read them: the chip says what it keeps. */
import type { Colleagues } from "@/app/roster";
import { formatValue } from "@/state/format";
import { isListFilterKey, type FilterKey, type ListFilter } from "@/state/listQuery";
import type { Translate } from "@/state/refusals";

/** In the order in which they are offered. */
export const FILTERS = [
  "kind", "account_manager", "assigned", "tags", "country", "postal_code", "city", "industry", "access", "team",
  "changed_within_days", "created_within_days",
] as const satisfies readonly FilterKey[];

export type OfferedFilter = (typeof FILTERS)[number];

export const DAYS = [1, 7, 30, 90, 365] as const;

export type TextContext = { t: Translate; language: string; colleagues: Colleagues };

/** One value of a filter. */
export function valueText(key: FilterKey, value: string, { t, language, colleagues }: TextContext): string {
  switch (key) {
    case "kind":
      return t(`kind.${value}`);
    case "access":
    case "country":
      return formatValue(key, value, { t, language, teams: [] });
    case "team":
      return colleagues.teams.find(({ id }) => id === value)?.name ?? t("filter.unknown");
    case "account_manager":
    case "assigned":
      if (value === "me") return t("filter.me");
      if (value === "none") return t("filter.nobody");
      return colleagues.name(value, t("common.formerColleague"));
    case "changed_within_days":
    case "created_within_days":
      return t("filter.days", { count: Number(value) });
    default:
      return value;
  }
}

/** The values that a filter has, each as its text. */
export function chosenValues(filter: ListFilter, key: FilterKey): string[] {
  const value = filter[key];
  if (value === undefined) return [];
  if (isListFilterKey(key)) return filter[key] ?? [];
  if (key === "custom") return Object.values(filter.custom ?? {}).flat();
  return [String(value)];
}

const SHOWN = 2;

/** What stands in the chip after the filter's name. */
export function chipText(filter: ListFilter, key: FilterKey, context: TextContext): string {
  const values = chosenValues(filter, key);
  const texts = values.slice(0, SHOWN).map((value) => valueText(key, value, context));
  if (key === "postal_code") return context.t("filter.beginsWith", { value: texts[0] ?? "" });
  const more = values.length - texts.length;
  return more > 0 ? `${texts.join(", ")} +${more}` : texts.join(", ");
}
