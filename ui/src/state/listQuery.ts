/**
 * What a list shows: search, filter and order, as the address of the page, a saved view and the server's query string
 * spell it. Whatever comes from outside is read defensively: an unknown or malformed part is left out, never an error.
 */
import type { Access, ContactKind, CustomFieldId, CustomFilter } from "@/protocol";
import { readCustomFilters } from "./customFilters";

export const SORT_KEYS = ["name", "customer_number", "city", "postal_code", "industry", "created_at", "updated_at"] as const;
/** A field that an administrator defined. */
export type CustomSortKey = `custom:${CustomFieldId}`;
export type SortKey = (typeof SORT_KEYS)[number] | CustomSortKey;
/** A leading minus turns the order round. */
export type ListSort = SortKey | `-${SortKey}`;

const CUSTOM_SORT = /^custom:[0-9a-f-]{36}$/;

export const KINDS = ["organisation", "person"] as const satisfies readonly ContactKind[];
export const ACCESS_LEVELS = ["company", "team", "private", "restricted"] as const satisfies readonly Access[];

export type ListFilter = {
  kind?: ContactKind;
  access?: Access;
  country?: string[];
  /** The beginning of the postal code. */
  postal_code?: string;
  city?: string[];
  industry?: string[];
  tags?: string[];
  /** Ids of employees, `me`, or `none`. */
  account_manager?: string[];
  /** Assigned in any role: ids of employees, `me`, or `none`. */
  assigned?: string[];
  team?: string[];
  changed_within_days?: number;
  created_within_days?: number;
  /** Conditions by id of the custom field. */
  custom?: Record<CustomFieldId, CustomFilter>;
};

export type FilterKey = keyof ListFilter;
export type ListQuery = { search: string; filter: ListFilter; sort: ListSort };

export const EVERYTHING: ListQuery = { search: "", filter: {}, sort: "name" };

const LIST_KEYS = ["country", "city", "industry", "tags", "account_manager", "assigned", "team"] as const;
const DAY_KEYS = ["changed_within_days", "created_within_days"] as const;
const MOST_VALUES = 50;
const LONGEST_TEXT = 200;
const MOST_DAYS = 3650;

export type ListFilterKey = (typeof LIST_KEYS)[number];

export function isListFilterKey(key: FilterKey): key is ListFilterKey {
  return (LIST_KEYS as readonly FilterKey[]).includes(key);
}

export function readSort(value: unknown): ListSort {
  const key = typeof value === "string" ? value.replace(/^-/, "") : "";
  const known = CUSTOM_SORT.test(key) ? (key as CustomSortKey) : SORT_KEYS.find((sort) => sort === key);
  if (known === undefined) return "name";
  return (value as string).startsWith("-") ? `-${known}` : known;
}

export function readFilter(value: unknown): ListFilter {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const given = value as Record<string, unknown>;
  const filter: ListFilter = {};
  const kind = KINDS.find((known) => known === given["kind"]);
  if (kind !== undefined) filter.kind = kind;
  const access = ACCESS_LEVELS.find((known) => known === given["access"]);
  if (access !== undefined) filter.access = access;
  const postalCode = readText(given["postal_code"]);
  if (postalCode !== null) filter.postal_code = postalCode;
  for (const key of LIST_KEYS) {
    const values = readTexts(given[key]);
    if (values.length > 0) filter[key] = values;
  }
  for (const key of DAY_KEYS) {
    const days = given[key];
    if (typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) filter[key] = days;
  }
  const custom = readCustomFilters(given["custom"]);
  if (custom !== null) filter.custom = custom;
  return filter;
}

function readText(value: unknown): string | null {
  // A router reads `1010` in an address as a number.
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return null;
  const trimmed = text.trim().slice(0, LONGEST_TEXT);
  return trimmed === "" ? null : trimmed;
}

function readTexts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const texts = value.map(readText).filter((text) => text !== null);
  return [...new Set(texts)].slice(0, MOST_VALUES);
}

export function readSearch(value: unknown): string {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" ? text.slice(0, LONGEST_TEXT) : "";
}

/** The filter with its keys in one order, so that equal filters have one spelling. */
function ordered(filter: ListFilter): ListFilter {
  return Object.fromEntries(
    sorted(Object.entries(filter).filter(([, value]) => value !== undefined)).map(([key, value]) =>
      key === "custom" ? [key, Object.fromEntries(sorted(Object.entries(value)))] : [key, value],
    ),
  );
}

function sorted<Value>(entries: [string, Value][]): [string, Value][] {
  return entries.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** How the server's routes and the live topic spell it; without what is as usual. */
export function queryString({ search, filter, sort }: ListQuery): string {
  const parameters = new URLSearchParams();
  if (search.trim() !== "") parameters.set("search", search.trim());
  if (!isEmptyFilter(filter)) parameters.set("filter", JSON.stringify(ordered(filter)));
  if (sort !== "name") parameters.set("sort", sort);
  return parameters.toString();
}

export function isEmptyFilter(filter: ListFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/** Nothing narrows the list; its order does not matter. */
export function showsEverything(query: ListQuery): boolean {
  return query.search.trim() === "" && isEmptyFilter(query.filter);
}

export function sameQuery(left: ListQuery, right: ListQuery): boolean {
  return queryString(left) === queryString(right);
}

export function withFilter<Key extends FilterKey>(query: ListQuery, key: Key, value: ListFilter[Key] | undefined): ListQuery {
  const { [key]: _, ...rest } = query.filter;
  const isEmpty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  return { ...query, filter: isEmpty ? rest : { ...rest, [key]: value } };
}

/** The same for the condition on a custom field. */
export function withCustomFilter(query: ListQuery, id: CustomFieldId, condition: CustomFilter | undefined): ListQuery {
  const { [id]: _, ...rest } = query.filter.custom ?? {};
  const custom = condition === undefined ? rest : { ...rest, [id]: condition };
  return withFilter(query, "custom", Object.keys(custom).length === 0 ? undefined : custom);
}

/** What a click on a heading does: this column upwards, then downwards; times begin with the newest. */
export function nextSort(current: ListSort, key: SortKey): ListSort {
  const isTime = key === "created_at" || key === "updated_at";
  const first: ListSort = isTime ? `-${key}` : key;
  const second: ListSort = isTime ? key : `-${key}`;
  return current === first ? second : first;
}

/** For the address: only what differs from the usual. */
export type ContactsSearch = { search?: string; filter?: ListFilter; sort?: ListSort; view?: string };

export function readContactsSearch(given: Record<string, unknown>): ContactsSearch {
  const search = readSearch(given["search"]);
  const filter = readFilter(given["filter"]);
  const sort = readSort(given["sort"]);
  const view = readText(given["view"]);
  return {
    ...(search === "" ? {} : { search }),
    ...(isEmptyFilter(filter) ? {} : { filter }),
    ...(sort === "name" ? {} : { sort }),
    ...(view === null ? {} : { view }),
  };
}

export function queryOf({ search = "", filter = {}, sort = "name" }: ContactsSearch): ListQuery {
  return { search, filter, sort };
}

export function addressOf({ search, filter, sort }: ListQuery, view: string | null): ContactsSearch {
  return readContactsSearch({ search: search.trim(), filter: ordered(filter), sort, view });
}
