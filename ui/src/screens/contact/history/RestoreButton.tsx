/** Brings an old value back: an edit like any other, based on what stands there today. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import type { ContactId, Field, FieldValue } from "@/protocol";
import { readBase, shownValue } from "@/state/contact";
import { isEmptyValue } from "@/state/timeline";
import { sameValue } from "@/state/values";
import { useContactPart } from "../contactPart";
import { useFieldLabel } from "../useFieldLabel";

/** Never empty, so there is nothing to go back to. */
const REQUIRED: ReadonlySet<Field> = new Set<Field>(["name", "access"]);

export function RestoreButton({ contact, field, value }: { contact: ContactId; field: Field; value: FieldValue }) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const isNow = useContactPart(contact, (state) => sameValue(shownValue(state, field), value));
  if (isNow || (REQUIRED.has(field) && isEmptyValue(value))) return null;

  function restore() {
    const state = live.contact(contact);
    if (state !== null) live.edit(contact, field, { value, ...readBase(state, field) });
  }

  return (
    <Button size="compact-xs" variant="default" onClick={restore} aria-label={t("history.restoreOf", { field: label(field) })}>
      {t("history.restore")}
    </Button>
  );
}
