/** Conditions on the fields that an administrator defined: read from outside, typed in a form, and as people read them. */
import type { CustomField, CustomFieldId, CustomFilter } from "@/protocol";
import { formatCustom } from "./customFields";
import type { Translate } from "./refusals";

const MOST_CONDITIONS = 50;
const MOST_VALUES = 50;
const LONGEST_TEXT = 200;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Conditions as an address or a stored view has them, without what nobody can mean; `null` if none is left. */
export function readCustomFilters(value: unknown): Record<CustomFieldId, CustomFilter> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const read = Object.entries(value)
    .filter(([id]) => ID.test(id))
    .map(([id, given]) => [id, readCustomFilter(given)] as const)
    .filter((entry): entry is [string, CustomFilter] => entry[1] !== null);
  return read.length === 0 ? null : Object.fromEntries(read.slice(0, MOST_CONDITIONS));
}

function readCustomFilter(value: unknown): CustomFilter | null {
  if (typeof value !== "object" || value === null) return null;
  const given = value as Record<string, unknown>;
  const text = (key: string) => (typeof given[key] === "string" ? given[key].trim().slice(0, LONGEST_TEXT) : "");
  switch (given["type"]) {
    case "contains":
      return containing(text("text"));
    case "number":
      return numberRange(text("from"), text("to"));
    case "date":
      return dateRange(text("from"), text("to"));
    case "one_of": {
      const values = Array.isArray(given["values"]) ? given["values"].filter((each) => typeof each === "string") : [];
      return oneOf([...new Set(values)].slice(0, MOST_VALUES));
    }
    case "empty":
    case "filled":
      return { type: given["type"] };
    default:
      return null;
  }
}

/** `null` where there is nothing to look for: signs alone are not searched. */
export function containing(text: string): CustomFilter | null {
  return /[\p{L}\p{N}]/u.test(text) ? { type: "contains", text: text.trim() } : null;
}

export function oneOf(values: readonly string[]): CustomFilter | null {
  return values.length === 0 ? null : { type: "one_of", values: [...values] };
}

/** Bounds as they are stored; an empty one is open. `null` if both are, or one is none, or they stand the wrong way round. */
export function numberRange(from: string, to: string): CustomFilter | null {
  return range("number", from, to, NUMBER, (left, right) => Number(left) <= Number(right));
}

export function dateRange(from: string, to: string): CustomFilter | null {
  return range("date", from, to, DAY, (left, right) => left <= right);
}

function range(
  type: "number" | "date",
  from: string,
  to: string,
  bound: RegExp,
  inOrder: (from: string, to: string) => boolean,
): CustomFilter | null {
  if (from === "" && to === "") return null;
  if ([from, to].some((each) => each !== "" && !bound.test(each))) return null;
  if (from !== "" && to !== "" && !inOrder(from, to)) return null;
  return { type, ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
}

/** A number as it is typed in Austria or in English, as it is stored; what is none stays as it is. */
export function storedNumber(typed: string): string {
  const text = typed.trim().replaceAll(/[\s']/g, "").replace("−", "-");
  const grouped = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/;
  const plain = grouped.test(text) && (text.includes(",") || text.split(".").length > 2) ? text.replaceAll(".", "") : text;
  const stored = plain.replace(",", ".").replace(/^\+/, "");
  return NUMBER.test(stored) ? stored : typed.trim();
}

/** What a condition says, behind the field's name. */
export function customFilterText(field: CustomField | undefined, condition: CustomFilter, t: Translate, language: string): string {
  const shown = (value: string) => formatCustom(field, value, language);
  switch (condition.type) {
    case "contains":
      return t("filter.contains", { value: condition.text });
    case "number":
    case "date": {
      const { from, to } = condition;
      if (from === undefined) return t("filter.to", { to: shown(to ?? "") });
      return to === undefined ? t("filter.from", { from: shown(from) }) : t("filter.fromTo", { from: shown(from), to: shown(to) });
    }
    case "one_of":
      return condition.values.join(", ");
    case "empty":
    case "filled":
      return t(`filter.${condition.type}`);
  }
}
