/** Filters as people read them: the chip says what it keeps. A custom field is a filter as every other. */
import type { Colleagues } from "@/app/roster";
import type { CustomFields } from "@/app/customFields";
import type { CustomField, CustomFieldId } from "@/protocol";
import { customFieldId, inOrder } from "@/state/customFields";
import { customFilterText } from "@/state/customFilters";
import { formatValue } from "@/state/format";
import { isListFilterKey, withCustomFilter, withFilter, type CustomSortKey, type FilterKey, type ListFilter, type ListQuery } from "@/state/listQuery";
import type { Translate } from "@/state/refusals";

/** In the order in which they are offered. */
export const FILTERS = [
  "kind", "account_manager", "assigned", "tags", "country", "postal_code", "city", "industry", "access", "team",
  "changed_within_days", "created_within_days",
] as const satisfies readonly FilterKey[];

export type OfferedFilter = (typeof FILTERS)[number];
/** One of every list, or a field that an administrator defined. */
export type ChosenFilter = OfferedFilter | CustomSortKey;

/** What is offered to filter by: custom fields that are in use stand behind the others. */
export function offeredFilters(fields: CustomFields): ChosenFilter[] {
  const inUse = inOrder(fields.all.filter(({ archived }) => !archived));
  return [...FILTERS, ...inUse.map(({ id }) => `custom:${id}` as const)];
}

/** What a query filters by, in the order of what is offered; fields that are in use no more stand last. */
export function chosenFilters(filter: ListFilter, fields: CustomFields): ChosenFilter[] {
  const asked = Object.keys(filter.custom ?? {}).map((id) => `custom:${id}` as const);
  const offered = offeredFilters(fields).filter((key) => (isFixed(key) ? filter[key] !== undefined : asked.includes(key)));
  return [...new Set([...offered, ...asked])];
}

export function withoutFilter(query: ListQuery, key: ChosenFilter): ListQuery {
  return isFixed(key) ? withFilter(query, key, undefined) : withCustomFilter(query, customIdOf(key), undefined);
}

export function isFixed(key: ChosenFilter): key is OfferedFilter {
  return customFieldId(key) === null;
}

export function customIdOf(key: CustomSortKey): CustomFieldId {
  return key.slice("custom:".length);
}

/** The definition; `undefined` for a fixed filter and for a field that does not exist any more. */
export function fieldOfFilter(key: ChosenFilter, fields: CustomFields): CustomField | undefined {
  return isFixed(key) ? undefined : fields.byId.get(customIdOf(key));
}

export function filterName(key: ChosenFilter, fields: CustomFields, t: Translate): string {
  if (isFixed(key)) return t(`filter.${key}`);
  const field = fieldOfFilter(key, fields);
  if (field === undefined) return t(fields.isLoading ? "common.loading" : "filter.goneField");
  return field.archived ? `${field.label} ${t("customFields.archivedNote")}` : field.label;
}

export const DAYS = [1, 7, 30, 90, 365] as const;

export type TextContext = { t: Translate; language: string; colleagues: Colleagues };
type ChipContext = TextContext & { custom: CustomFields };

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
  return key === "custom" ? [] : [String(value)];
}

const SHOWN = 2;

/** What stands in the chip after the filter's name. */
export function chipText(filter: ListFilter, key: ChosenFilter, context: ChipContext): string {
  if (!isFixed(key)) {
    const condition = filter.custom?.[customIdOf(key)];
    if (condition === undefined) return "";
    return customFilterText(fieldOfFilter(key, context.custom), condition, context.t, context.language);
  }
  const values = chosenValues(filter, key);
  const texts = values.slice(0, SHOWN).map((value) => valueText(key, value, context));
  if (key === "postal_code") return context.t("filter.beginsWith", { value: texts[0] ?? "" });
  const more = values.length - texts.length;
  return more > 0 ? `${texts.join(", ")} +${more}` : texts.join(", ");
}
