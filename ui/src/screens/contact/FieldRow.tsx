/** One field that is typed: reading it, editing it in place, and going on by keyboard. */
import { UnstyledButton } from "@mantine/core";
import { memo, useEffect, useId, useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { ContactId, CustomField, Field } from "@/protocol";
import { typedCustom } from "@/state/customFields";
import { FieldFrame, useFieldView, type Decide } from "./FieldFrame";
import styles from "./FieldRow.module.css";
import { useFieldEditor } from "./useFieldEditor";
import { useFieldLabel } from "./useFieldLabel";
import { ValueText } from "./ValueText";

type FieldRowProps = { contact: ContactId; field: Field; /** The definition of a custom field. */ custom?: CustomField; decide: Decide };

export const FieldRow = memo(function FieldRow({ contact, field, custom, decide }: FieldRowProps) {
  const { t, i18n } = useTranslation();
  const label = useFieldLabel()(field);
  const view = useFieldView(contact, field);
  const editor = useFieldEditor(contact, field, custom === undefined ? undefined : (value) => typedCustom(custom, value, i18n.language));
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const hintId = useId();
  const isEditing = editor.typed !== null;
  const hint = t(custom === undefined ? `fieldHint.${field}` : `customFields.hint.${custom.kind}`, { defaultValue: "" });

  useEffect(() => {
    if (isEditing) input.current?.select();
  }, [isEditing]);

  function keyPressed(event: KeyboardEvent) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") editor.leave();
    else editor.cancel();
    // After the input is gone the keyboard goes on from the same place.
    requestAnimationFrame(() => button.current?.focus());
  }

  function keyPressedOnValue(event: KeyboardEvent) {
    if (event.key !== "Escape" || view.edit?.state !== "refused") return;
    event.stopPropagation();
    editor.cancel();
  }

  return (
    <FieldFrame
      contact={contact}
      field={field}
      view={view}
      decide={decide}
      editingSince={editor.base}
      hintId={hintId}
      hint={hint === "" ? undefined : hint}
    >
      {isEditing ? (
        <input
          ref={input}
          className={styles.input}
          aria-label={label}
          aria-describedby={hintId}
          aria-invalid={view.edit?.state === "refused"}
          value={editor.typed ?? ""}
          autoFocus
          onChange={(event) => editor.type(event.currentTarget.value)}
          onKeyDown={keyPressed}
          onBlur={editor.leave}
        />
      ) : (
        <UnstyledButton
          ref={button}
          className={styles.value}
          data-edits={field}
          aria-labelledby={`${hintId}-label ${hintId}-value ${hintId}-verb`}
          aria-describedby={hintId}
          onKeyDown={keyPressedOnValue}
          onClick={() => (view.edit?.state === "conflict" ? decide(field) : editor.begin())}
        >
          <span id={`${hintId}-value`}>
            <ValueText field={field} value={view.value} placeholder="—" />
          </span>
          <span className={styles.caret} aria-hidden="true" />
          <span id={`${hintId}-verb`} className="visually-hidden">
            {t("edit.verb")}
          </span>
        </UnstyledButton>
      )}
    </FieldFrame>
  );
});
