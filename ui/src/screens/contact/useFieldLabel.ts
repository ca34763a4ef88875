/** What a field is called: in the person's language, or as an administrator named it. */
import { useTranslation } from "react-i18next";

import { useCustomFields } from "@/app/customFields";
import type { Field } from "@/protocol";
import { customFieldId } from "@/state/customFields";

export type FieldLabel = (field: Field) => string;

export function useFieldLabel(): FieldLabel {
  const { t } = useTranslation();
  const { byId } = useCustomFields();
  return (field) => {
    const id = customFieldId(field);
    return id === null ? t(`field.${field}`) : (byId.get(id)?.label ?? t("field.custom"));
  };
}
