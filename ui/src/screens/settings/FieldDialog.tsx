/** Defines a field or changes one: its label, whom it is for, its choices. What kind of field it is never changes. */
import { Button, Modal, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { customFields } from "@/api/customFields";
import { CUSTOM_FIELDS_KEY } from "@/app/customFields";
import { toast } from "@/components/toast";
import type { AppliesTo, CustomField, CustomFieldKind } from "@/protocol";
import { parseChoices } from "@/state/customFields";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import styles from "./FieldsScreen.module.css";

const KINDS = ["text", "number", "date", "choice"] as const satisfies readonly CustomFieldKind[];
const APPLIES_TO = ["both", "organisation", "person"] as const satisfies readonly AppliesTo[];
const LONGEST_LABEL = 60;

type FieldDialogProps = { opened: boolean; field: CustomField | null; close: () => void };

export function FieldDialog({ opened, field, close }: FieldDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={field === null ? t("customFields.new") : t("customFields.edit", { label: field.label })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <FieldForm field={field} close={close} />
    </Modal>
  );
}

function FieldForm({ field, close }: { field: CustomField | null; close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  // One id for this form: pressed twice, it defines one field.
  const [id] = useState(newId);
  const [label, setLabel] = useState(field?.label ?? "");
  const [kind, setKind] = useState<CustomFieldKind>(field?.kind ?? "text");
  const [appliesTo, setAppliesTo] = useState<AppliesTo>(field?.applies_to ?? "both");
  const [typed, setTyped] = useState(field?.choices.join("\n") ?? "");
  const choices = kind === "choice" ? parseChoices(typed) : [];
  const save = useMutation({
    mutationFn: () =>
      field === null
        ? customFields.define({ id, label: label.trim(), kind, choices, applies_to: appliesTo })
        : customFields.change(field.id, { label: label.trim(), applies_to: appliesTo, ...(kind === "choice" ? { choices } : {}) }),
    onSuccess: async ({ label: saved }) => {
      await queries.invalidateQueries({ queryKey: CUSTOM_FIELDS_KEY });
      toast(t("customFields.saved", { label: saved }), { tone: "good" });
      close();
    },
  });
  const isComplete = label.trim() !== "" && (kind !== "choice" || choices.length > 0);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isComplete) save.mutate();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label={t("customFields.label")}
        data-autofocus
        required
        maxLength={LONGEST_LABEL}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Select
        label={t("customFields.kindLabel")}
        description={field === null ? t("customFields.kindHint") : t("customFields.kindFixed")}
        disabled={field !== null}
        allowDeselect={false}
        value={kind}
        onChange={(picked) => setKind(KINDS.find((known) => known === picked) ?? kind)}
        data={KINDS.map((value) => ({ value, label: t(`customFields.kind.${value}`) }))}
      />
      {kind === "choice" && (
        <Textarea
          label={t("customFields.choices")}
          description={t("customFields.choicesHint")}
          required
          autosize
          minRows={3}
          maxRows={10}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div>
        <p className={styles.formLabel} id="applies-to">
          {t("customFields.appliesToLabel")}
        </p>
        <SegmentedControl
          fullWidth
          aria-labelledby="applies-to"
          value={appliesTo}
          onChange={(picked) => setAppliesTo(picked as AppliesTo)}
          data={APPLIES_TO.map((value) => ({ value, label: t(`customFields.appliesTo.${value}`) }))}
        />
      </div>
      <div aria-live="assertive">{save.isError && <p className={styles.failed}>{problemText(t, save.error)}</p>}</div>
      <div className={styles.answers}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={!isComplete} loading={save.isPending}>
          {t(field === null ? "customFields.create" : "common.save")}
        </Button>
      </div>
    </form>
  );
}
