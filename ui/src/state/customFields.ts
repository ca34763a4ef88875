/** Fields that an administrator defined: their names on the wire, which contact has which, and their values to read and type. */
import type { Contact, ContactKind, CustomField, CustomFieldId, Field } from "@/protocol";
import { formatDate, formatDecimal, typedBirthday } from "./format";

const PREFIX = "custom:";

export function customFieldName(id: CustomFieldId): Field {
  return `${PREFIX}${id}`;
}

/** The id of the definition; `null` for a field that every contact has. */
export function customFieldId(field: string): CustomFieldId | null {
  return field.startsWith(PREFIX) ? field.slice(PREFIX.length) : null;
}

/** The values by the ids of their definitions. */
export function customValues(contact: Contact): Readonly<Partial<Record<CustomFieldId, string>>> {
  return contact.custom;
}

export function inOrder(fields: readonly CustomField[]): CustomField[] {
  return [...fields].sort((left, right) => left.position - right.position || left.label.localeCompare(right.label, "de"));
}

/** What a contact's page shows: the fields in use for its kind, and those put away or of another kind that hold a value. */
export function fieldsOf(fields: readonly CustomField[], kind: ContactKind, filled: readonly string[]): CustomField[] {
  const isInUse = (field: CustomField) => !field.archived && (field.applies_to === "both" || field.applies_to === kind);
  return inOrder(fields).filter((field) => isInUse(field) || filled.includes(field.id));
}

/** A value that is still being saved, or was refused, stands as it was typed. */
export function formatCustom(field: CustomField | undefined, value: string, language: string): string {
  if (field?.kind === "number" && /^-?\d+(\.\d+)?$/.test(value)) return formatDecimal(value, language);
  if (field?.kind === "date" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(value, language);
  return value;
}

/** As one types it in that language: a date with points, a number with the comma that German uses. */
export function typedCustom(field: CustomField, value: string, language: string): string {
  if (field.kind === "date") return typedBirthday(value);
  return field.kind === "number" && language !== "en" ? value.replace(".", ",") : value;
}

/** The positions that have to be saved so that `id` stands one place further up or down; the others keep theirs. */
export function moved(fields: readonly CustomField[], id: string, by: -1 | 1): { id: string; position: number }[] {
  const order = inOrder(fields.filter((field) => !field.archived));
  const from = order.findIndex((field) => field.id === id);
  const to = from + by;
  const [field] = from < 0 || to < 0 || to >= order.length ? [] : order.splice(from, 1);
  if (field === undefined) return [];
  order.splice(to, 0, field);
  return order.flatMap((each, position) => (each.position === position ? [] : [{ id: each.id, position }]));
}

/** Choices as somebody typed them, one a line: without empty ones and repetitions. */
export function parseChoices(typed: string): string[] {
  return [...new Set(typed.split("\n").map((line) => line.trim()).filter((line) => line !== ""))];
}
