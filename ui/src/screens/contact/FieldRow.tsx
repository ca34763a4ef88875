/** One field: its value, who is in it, how saving it goes. */
import { Loader, Tooltip, UnstyledButton } from "@mantine/core";
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PeopleStack } from "@/components/PersonAvatar";
import type { Field } from "@/protocol";
import { peopleInField, shownValue, type ContactState } from "@/state/contact";
import { refusalText } from "@/state/refusals";
import styles from "./FieldRow.module.css";
import { useFieldEditor } from "./useFieldEditor";
import { ValueText } from "./ValueText";

type FieldRowProps = { state: ContactState; field: Field; decide: (field: Field) => void };

export function FieldRow({ state, field, decide }: FieldRowProps) {
  const { t } = useTranslation();
  const editor = useFieldEditor(state, field);
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const hintId = useId();
  const label = t(`field.${field}`);
  const edit = state.edits[field];
  const isEditing = editor.typed !== null;

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

  return (
    <FieldFrame state={state} field={field} label={label} decide={decide} editingSince={editor.base} hintId={hintId}>
      {isEditing ? (
        <input
          ref={input}
          className={styles.input}
          aria-label={label}
          aria-describedby={hintId}
          aria-invalid={edit?.state === "refused"}
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
          aria-labelledby={`${hintId}-label ${hintId}-value ${hintId}-verb`}
          aria-describedby={hintId}
          onClick={() => (edit?.state === "conflict" ? decide(field) : editor.begin())}
        >
          <span id={`${hintId}-value`}>
            <ValueText
              field={field}
              value={edit?.state === "refused" || edit?.state === "conflict" ? edit.value : shownValue(state, field)}
              placeholder="—"
            />
          </span>
          <span id={`${hintId}-verb`} className="visually-hidden">
            {t("edit.verb")}
          </span>
        </UnstyledButton>
      )}
    </FieldFrame>
  );
}

type FieldFrameProps = {
  state: ContactState;
  field: Field;
  label: string;
  decide: (field: Field) => void;
  /** The seq that the open editor started from. */
  editingSince: number | null;
  hintId: string;
  children: ReactNode;
};

/** What every field has around its value, whatever edits it: label, colleagues, glow, state of saving, messages. */
export function FieldFrame({ state, field, label, decide, editingSince, hintId, children }: FieldFrameProps) {
  const { me } = useSession();
  const colleagues = useColleagues();
  const people = peopleInField(state, field, live.session, me.id);
  const touched = state.touched[field];
  const first = people[0];
  return (
    <div
      className={styles.row}
      data-field={field}
      data-state={state.edits[field]?.state ?? "idle"}
      data-occupied={first !== undefined}
      data-editing={editingSince !== null}
      style={first === undefined ? undefined : ({ "--who": colleagues.colour(first) } as React.CSSProperties)}
    >
      {touched !== undefined && (
        <span
          key={touched.seq}
          className={styles.glow}
          data-glow={touched.by === me.id ? "own" : "colleague"}
          style={{ "--who": touched.by === me.id ? "var(--good)" : colleagues.colour(touched.by) } as React.CSSProperties}
        />
      )}
      <span className={styles.label} id={`${hintId}-label`}>
        {label}
      </span>
      <div className={styles.content}>
        {children}
        <FieldMessages state={state} field={field} label={label} decide={decide} editingSince={editingSince} hintId={hintId} />
      </div>
      <span className={styles.side}>
        {people.length > 0 && (
          <span className={styles.people} data-testid={`in-${field}`}>
            <PeopleStack people={people.map((employee) => ({ employee }))} size={20} limit={3} />
          </span>
        )}
        <SaveState state={state} field={field} />
      </span>
    </div>
  );
}

function FieldMessages({ state, field, label, decide, editingSince, hintId }: Omit<FieldFrameProps, "children">) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const edit = state.edits[field];
  const touched = state.touched[field];
  const hintKey = `fieldHint.${field}`;
  const wasOvertaken = editingSince !== null && touched !== undefined && touched.seq > editingSince && touched.by !== me.id;
  return (
    <div className={styles.messages} id={hintId} aria-live="polite">
      {edit?.state === "refused" && (
        <span className={styles.refusal}>
          {t("edit.notSaved")}: {refusalText(t, edit.code, edit.message)}
        </span>
      )}
      {edit?.state === "conflict" && (
        <span className={styles.conflict}>
          {t("edit.conflict")}{" "}
          <UnstyledButton className={styles.decide} onClick={() => decide(field)}>
            {t("edit.decide")}
          </UnstyledButton>
        </span>
      )}
      {wasOvertaken && (
        <span className={styles.overtaken}>
          {t("edit.changedBy", { name: colleagues.name(touched.by, t("common.formerColleague")), field: label })}
        </span>
      )}
      {editingSince !== null && edit?.state !== "refused" && t(hintKey, { defaultValue: "" }) !== "" && (
        <span className={styles.hint}>{t(hintKey)}</span>
      )}
    </div>
  );
}

function SaveState({ state, field }: { state: ContactState; field: Field }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const edit = state.edits[field];
  const touched = state.touched[field];
  const isWaiting = edit?.state === "saving" && live.status !== "online";
  const text =
    edit?.state === "saving"
      ? t(isWaiting ? "edit.waiting" : "edit.saving")
      : edit === undefined && touched?.by === me.id
        ? t("edit.saved")
        : "";
  return (
    <>
      <span className="visually-hidden" role="status">
        {text}
      </span>
      {edit?.state === "saving" && (
        <Tooltip label={text}>
          <span className={styles.saving}>{isWaiting ? <Icon name="clock" size={15} /> : <Loader size={13} />}</span>
        </Tooltip>
      )}
      {edit === undefined && touched?.by === me.id && (
        <span key={touched.seq} className={styles.saved}>
          <Icon name="check" size={15} />
        </span>
      )}
      {(edit?.state === "refused" || edit?.state === "conflict") && (
        <span className={styles.trouble}>
          <Icon name="warning" size={15} />
        </span>
      )}
    </>
  );
}
