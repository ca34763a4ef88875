/** Fields that are chosen, not typed: the access level with what it means, and the teams. */
import { MultiSelect, Select } from "@mantine/core";
import { memo, useId } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import type { Access, ContactId, Field, FieldValue } from "@/protocol";
import { readBase } from "@/state/contact";
import { teamsInUse } from "@/state/staff";
import { useAccessChange } from "./AccessChange";
import styles from "./ChoiceFields.module.css";
import { FieldFrame, useFieldView, type Decide } from "./FieldFrame";

type ChoiceFieldProps = { contact: ContactId; decide: Decide };

const LEVELS = ["company", "team", "private", "restricted"] as const satisfies readonly Access[];

/** Saves a value as soon as it is chosen. */
export function choose(contact: ContactId, field: Field, value: FieldValue): void {
  const state = live.contact(contact);
  if (state !== null) live.edit(contact, field, { value, ...readBase(state, field) });
}

/** Colleagues see that somebody is about to choose. */
export function presenceOf(contact: ContactId, field: Field) {
  return { onFocus: () => live.present(contact, field), onBlur: () => live.present(contact, null) };
}

export const AccessField = memo(function AccessField({ contact, decide }: ChoiceFieldProps) {
  const { t } = useTranslation();
  const { ask, dialog } = useAccessChange(contact);
  const hintId = useId();
  const view = useFieldView(contact, "access");
  const level = view.value as Access;
  const label = t("field.access");

  function pick(picked: string | null) {
    const access = LEVELS.find((known) => known === picked);
    const current = live.contact(contact)?.contact ?? null;
    if (access === undefined || current === null || access === level) return;
    ask({ access }, () => choose(contact, "access", access));
  }

  return (
    <FieldFrame contact={contact} field="access" view={view} decide={decide} editingSince={null} hintId={hintId}>
      <Select
        size="xs"
        aria-label={label}
        aria-describedby={hintId}
        allowDeselect={false}
        value={level}
        onChange={pick}
        {...presenceOf(contact, "access")}
        data={LEVELS.map((value) => ({ value, label: t(`access.${value}`) }))}
        renderOption={({ option }) => (
          <div>
            <div className={styles.option}>{option.label}</div>
            <div className={styles.explanation}>{t(`access.explain.${option.value}`)}</div>
          </div>
        )}
        comboboxProps={{ width: 280, position: "bottom-start" }}
      />
      <p className={styles.explanation}>{t(`access.explain.${level}`)}</p>
      {dialog}
    </FieldFrame>
  );
});

export const TeamsField = memo(function TeamsField({ contact, decide }: ChoiceFieldProps) {
  const { t } = useTranslation();
  const { teams } = useColleagues();
  const hintId = useId();
  const label = t("field.teams");
  const view = useFieldView(contact, "teams");
  const chosen = (view.value ?? []) as string[];
  const { ask, dialog } = useAccessChange(contact);
  return (
    <FieldFrame contact={contact} field="teams" view={view} decide={decide} editingSince={null} hintId={hintId}>
      <MultiSelect
        size="xs"
        aria-label={label}
        aria-describedby={hintId}
        value={chosen}
        onChange={(value) => ask({ teams: value }, () => choose(contact, "teams", value))}
        {...presenceOf(contact, "teams")}
        data={teamsInUse(teams, chosen).map((team) => ({ value: team.id, label: team.name }))}
      />
      {dialog}
    </FieldFrame>
  );
});
