/** In which order and company the fields of a contact are shown. */
import type { ContactKind, Field } from "@/protocol";

export const FIELD_GROUPS: readonly { title: string; fields: readonly Field[] }[] = [
  { title: "reach", fields: ["name", "emails", "phones", "website"] },
  { title: "address", fields: ["street", "postal_code", "city", "country"] },
  { title: "about", fields: ["customer_number", "industry", "vat_id", "birthday", "language"] },
  { title: "sorting", fields: ["tags", "source"] },
];

/** Fields that only one kind of contact has. */
export const ONLY: Partial<Record<Field, ContactKind>> = { birthday: "person", vat_id: "organisation" };
