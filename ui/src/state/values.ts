/** Values of contact fields: reading them from a contact, writing them into one, comparing them. */
import type { Contact, Employment, Field, FieldValue, Fields } from "@/protocol";
import { customFieldId, customValues } from "./customFields";

/** A field that every contact has, unlike those that an administrator defined. */
export type PlainField = Exclude<Field, `custom:${string}`>;

export function fieldOf(contact: Contact, field: Field): FieldValue {
  const id = customFieldId(field);
  return id === null ? contact[field as PlainField] : (customValues(contact)[id] ?? null);
}

/** The same contact with one field replaced. The server validated the value, so its shape fits the field. */
export function withField(contact: Contact, field: Field, value: FieldValue): Contact {
  const id = customFieldId(field);
  if (id === null) return { ...contact, [field]: value } as Contact;
  const { [id]: _, ...others } = customValues(contact);
  return { ...contact, custom: typeof value === "string" ? { ...others, [id]: value } : others } as Contact;
}

export function sameValue(left: FieldValue, right: FieldValue): boolean {
  return left === right || canonical(left) === canonical(right);
}

/** Object keys in one order and without absent ones, so that two spellings of one value compare equal. */
function canonical(value: FieldValue): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(value.map((entry) => (typeof entry === "string" ? entry : employmentKey(entry))));
}

function employmentKey(employment: Employment): string {
  const { organisation, position, department, primary, left } = employment;
  return JSON.stringify([organisation, position ?? null, department ?? null, primary, left ?? null]);
}

export const LIST_FIELDS = ["emails", "phones", "tags", "teams"] as const satisfies readonly Field[];
export type ListField = (typeof LIST_FIELDS)[number];

export function isListField(field: Field): field is ListField {
  return (LIST_FIELDS as readonly Field[]).includes(field);
}

/** An entry of a list, in quotes or bare, up to the separator or the end. */
const ENTRY = /\s*(?:"((?:[^"]|"")*)"\s*(?=[,;\n]|$)|([^,;\n]*))(?:[,;\n]|$)/gy;

/**
 * What a person typed into a one-line editor, as the value of the field: a list is separated by commas or semicolons,
 * and an entry that holds one of them stands in quotes.
 */
export function parseTyped(field: Field, typed: string): FieldValue {
  if (isListField(field)) {
    const entries = [...typed.matchAll(ENTRY)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== "");
  }
  const text = typed.trim();
  return text === "" ? null : text;
}

/** The text that an editor starts with. */
export function typedOf(value: FieldValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return value.map((entry) => (typeof entry === "string" ? typedEntry(entry) : entry.organisation)).join(", ");
}

/** In quotes, where it would be read as several. */
function typedEntry(entry: string): string {
  return /[,;\n]|^\s*"/.test(entry) ? `"${entry.replaceAll('"', '""')}"` : entry;
}

export type TextField = Exclude<keyof Fields, ListField | "works_for">;
