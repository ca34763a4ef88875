/** Fields that are chosen, not typed: the access level with what it means, and the teams. */
import { Button, Modal, MultiSelect, Select } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import type { Access, Field, FieldValue } from "@/protocol";
import { wouldSee } from "@/state/access";
import { readBase, shownValue, type ContactState } from "@/state/contact";
import styles from "./ChoiceFields.module.css";
import { FieldFrame } from "./FieldRow";

type ChoiceFieldProps = { state: ContactState; decide: (field: Field) => void };

const LEVELS = ["company", "team", "private", "restricted"] as const satisfies readonly Access[];

function choose(state: ContactState, field: Field, value: FieldValue): void {
  live.edit(state.id, field, { value, ...readBase(state, field) });
}

/** Colleagues see that somebody is about to choose. */
function presenceOf(state: ContactState, field: Field) {
  return { onFocus: () => live.present(state.id, field), onBlur: () => live.present(state.id, null) };
}

export function AccessField({ state, decide }: ChoiceFieldProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const myself = useColleagues().employee(me.id);
  const [losing, setLosing] = useState<Access | null>(null);
  const hintId = useId();
  const level = shownValue(state, "access") as Access;
  const label = t("field.access");

  function pick(picked: string | null) {
    const access = LEVELS.find((known) => known === picked);
    if (access === undefined || state.contact === null || access === level) return;
    if (myself === undefined || wouldSee(state.contact, access, myself)) choose(state, "access", access);
    else setLosing(access);
  }

  return (
    <FieldFrame state={state} field="access" label={label} decide={decide} editingSince={null} hintId={hintId}>
      <Select
        size="xs"
        aria-label={label}
        aria-describedby={hintId}
        allowDeselect={false}
        value={level}
        onChange={pick}
        {...presenceOf(state, "access")}
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
      <Modal
        opened={losing !== null}
        onClose={() => setLosing(null)}
        title={t("access.loseTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <p className={styles.text}>{losing === null ? "" : t("access.loseText", { access: t(`access.${losing}`) })}</p>
        <div className={styles.actions}>
          <Button variant="default" onClick={() => setLosing(null)} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button
            color="red"
            onClick={() => {
              if (losing !== null) choose(state, "access", losing);
              setLosing(null);
            }}
          >
            {t("access.change")}
          </Button>
        </div>
      </Modal>
    </FieldFrame>
  );
}

export function TeamsField({ state, decide }: ChoiceFieldProps) {
  const { t } = useTranslation();
  const { teams } = useColleagues();
  const hintId = useId();
  const label = t("field.teams");
  const chosen = (shownValue(state, "teams") ?? []) as string[];
  return (
    <FieldFrame state={state} field="teams" label={label} decide={decide} editingSince={null} hintId={hintId}>
      <MultiSelect
        size="xs"
        aria-label={label}
        aria-describedby={hintId}
        value={chosen}
        onChange={(value) => choose(state, "teams", value)}
        {...presenceOf(state, "teams")}
        data={teams.map((team) => ({ value: team.id, label: team.name }))}
      />
    </FieldFrame>
  );
}
