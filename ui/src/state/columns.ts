/** The columns of the contact list: which there are, how wide they are, and by what a click on their heading sorts. */
import type { CustomField, CustomFieldId } from "@/protocol";
import type { CustomSortKey, SortKey } from "./listQuery";

type Column = { id: string; min_rem: number; grow: number; sort?: SortKey; numeric?: boolean };

export const COLUMNS = [
  { id: "name", min_rem: 14, grow: 2.4, sort: "name" },
  { id: "place", min_rem: 9, grow: 1.2, sort: "city" },
  { id: "account_manager", min_rem: 9, grow: 1.2 },
  { id: "phones", min_rem: 9, grow: 1.1, numeric: true },
  { id: "emails", min_rem: 11, grow: 1.6 },
  { id: "tags", min_rem: 9, grow: 1.4 },
  { id: "customer_number", min_rem: 7, grow: 0.7, sort: "customer_number", numeric: true },
  { id: "industry", min_rem: 8, grow: 1, sort: "industry" },
  { id: "street", min_rem: 9, grow: 1.2 },
  { id: "postal_code", min_rem: 5, grow: 0.5, sort: "postal_code", numeric: true },
  { id: "city", min_rem: 7, grow: 0.9, sort: "city" },
  { id: "country", min_rem: 7, grow: 0.8 },
  { id: "access", min_rem: 7, grow: 0.7 },
  { id: "teams", min_rem: 8, grow: 1 },
  { id: "language", min_rem: 6, grow: 0.6 },
  { id: "source", min_rem: 7, grow: 0.8 },
  { id: "website", min_rem: 10, grow: 1.2 },
  { id: "vat_id", min_rem: 8, grow: 0.8, numeric: true },
  { id: "birthday", min_rem: 8, grow: 0.8 },
  { id: "updated_at", min_rem: 8, grow: 0.8, sort: "updated_at", numeric: true },
  { id: "created_at", min_rem: 8, grow: 0.8, sort: "created_at", numeric: true },
] as const satisfies readonly Column[];

export type FixedColumnId = (typeof COLUMNS)[number]["id"];
/** A column of every list, or the field that an administrator defined. */
export type ColumnId = FixedColumnId | CustomColumnId;
export type CustomColumnId = CustomSortKey;

const CUSTOM = /^custom:[0-9a-f-]{36}$/;

export function isCustomColumn(id: string): id is CustomColumnId {
  return CUSTOM.test(id);
}

/** The definition's id. */
export function customColumnField(id: CustomColumnId): CustomFieldId {
  return id.slice("custom:".length);
}

/** The columns of the fields that are in use, to be offered beside the others. */
export function customColumns(fields: readonly CustomField[]): CustomColumnId[] {
  return fields.filter(({ archived }) => !archived).map(({ id }): CustomColumnId => `custom:${id}`);
}

/** Without columns of fields that nobody knows any more, or does not know yet. */
export function known(columns: readonly ColumnId[], fields: ReadonlyMap<string, CustomField>): ColumnId[] {
  return columns.filter((id) => !isCustomColumn(id) || fields.has(customColumnField(id)));
}

export const DEFAULT_COLUMNS: readonly ColumnId[] = ["name", "place", "account_manager", "phones", "emails", "tags"];

const byId = new Map<string, Column & { id: FixedColumnId }>(COLUMNS.map((column) => [column.id, column]));

export function columnOf(id: ColumnId): Column {
  const column = isCustomColumn(id) ? { id, min_rem: 8, grow: 0.9, sort: id } : byId.get(id);
  if (column === undefined) throw new Error(`there is no column ${id}`);
  return column;
}

/** Columns as they were stored: unknown ones and repetitions are left out, the name comes first and always. */
export function readColumns(stored: unknown): ColumnId[] {
  if (!Array.isArray(stored)) return [...DEFAULT_COLUMNS];
  const read = stored.map((id) => readColumn(id)).filter((id) => id !== undefined);
  const others = [...new Set(read)].filter((id) => id !== "name");
  return others.length === 0 ? [...DEFAULT_COLUMNS] : ["name", ...others];
}

function readColumn(id: unknown): ColumnId | undefined {
  if (typeof id !== "string") return undefined;
  return isCustomColumn(id) ? id : byId.get(id)?.id;
}

export function sameColumns(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, place) => id === right[place]);
}

/** Puts a column before another one; the name stays where it is. */
export function moved(columns: readonly ColumnId[], id: ColumnId, to: number): ColumnId[] {
  if (id === "name") return [...columns];
  const others = columns.filter((other) => other !== id);
  const place = Math.max(1, Math.min(to, others.length));
  return [...others.slice(0, place), id, ...others.slice(place)];
}

export function shown(columns: readonly ColumnId[], id: ColumnId, isShown: boolean): ColumnId[] {
  const others = columns.filter((other) => other !== id);
  if (isShown) return [...others, id];
  return id === "name" || others.length < 2 ? [...columns] : others;
}

/** The tracks of the table's grid, and the width from which on it scrolls sideways. */
export function tracks(columns: readonly ColumnId[]): { template: string; min_rem: number } {
  const chosen = columns.map(columnOf);
  return {
    template: chosen.map(({ min_rem, grow }) => `minmax(${min_rem}rem, ${grow}fr)`).join(" "),
    min_rem: chosen.reduce((sum, { min_rem }) => sum + min_rem, 0),
  };
}
