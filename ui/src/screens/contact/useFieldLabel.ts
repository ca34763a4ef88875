/** What a field is called in the person's language. */
import { useTranslation } from "react-i18next";

import type { Field } from "@/protocol";

export type FieldLabel = (field: Field) => string;

export function useFieldLabel(): FieldLabel {
  const { t } = useTranslation();
  return (field) => t(`field.${field}`);
}
