/** What every field has around its value, whatever edits it: label, colleagues, glow, state of saving, messages. */
import { Loader, Tooltip, UnstyledButton } from "@mantine/core";
import { memo, useState, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { live, useConnection } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import type { ContactId, EmployeeId, Field } from "@/protocol";
import { fieldView, type FieldView } from "@/state/fieldView";
import { refusalText } from "@/state/refusals";
import { useContactPart } from "./contactPart";
import styles from "./FieldFrame.module.css";
import { useFieldLabel } from "./useFieldLabel";

/** Opens the dialog that settles a conflict. */
export type Decide = (field: Field) => void;

export function useFieldView(contact: ContactId, field: Field): FieldView {
  const { me } = useSession();
  return useContactPart(contact, (state) => fieldView(state, field, live.session, me.id));
}

type FieldFrameProps = {
  contact: ContactId;
  field: Field;
  view: FieldView;
  decide: Decide;
  /** The seq that the open editor started from. */
  editingSince: number | null;
  hintId: string;
  /** Shown while the editor is open. */
  hint?: string | undefined;
  children: ReactNode;
};

export function FieldFrame({ contact, field, view, decide, editingSince, hintId, hint, children }: FieldFrameProps) {
  const colleagues = useColleagues();
  const label = useFieldLabel()(field);
  const [first] = view.people;
  return (
    <div
      className={styles.row}
      data-field={field}
      data-state={view.edit?.state ?? "idle"}
      data-occupied={first !== undefined}
      data-editing={editingSince !== null}
      style={first === undefined ? undefined : who(colleagues.colour(first))}
    >
      <Glow contact={contact} view={view} />
      <span className={styles.label} id={`${hintId}-label`}>
        {label}
      </span>
      <div className={styles.content}>
        {children}
        <Messages contact={contact} field={field} label={label} view={view} decide={decide} editingSince={editingSince} hintId={hintId} hint={hint} />
      </div>
      <span className={styles.side}>
        <SaveState view={view} />
      </span>
      {first !== undefined && <NameTag field={field} people={view.people} />}
    </div>
  );
}

const who = (colour: string) => ({ "--who": colour }) as CSSProperties;

/** Whoever is in the field, as a name at the field's edge in their colour. */
const NameTag = memo(function NameTag({ field, people }: { field: Field; people: readonly EmployeeId[] }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const label = useFieldLabel();
  const names = people.map((person) => colleagues.name(person, t("common.formerColleague")));
  const [first = ""] = names;
  const shown = first.split(" ")[0] ?? first;
  return (
    <span className={styles.tag} data-testid={`in-${field}`} title={names.join(", ")}>
      <span aria-hidden="true">{people.length > 1 ? `${shown} +${people.length - 1}` : shown}</span>
      <span className="visually-hidden">{t("contact.editing", { names: names.join(", "), field: label(field) })}</span>
    </span>
  );
});

/** A short light of the author's colour over a field that changed while the page was open. */
function Glow({ contact, view }: { contact: ContactId; view: FieldView }) {
  const { me } = useSession();
  const colleagues = useColleagues();
  // A field that comes into view again, as when another tab of the page is shown, does not glow for old news.
  const [since] = useState(() => live.contact(contact)?.seq ?? 0);
  if (view.touchedBy === null || view.touchedAt <= since) return null;
  const isOwn = view.touchedBy === me.id;
  return (
    <span
      key={view.touchedAt}
      className={styles.glow}
      data-glow={isOwn ? "own" : "colleague"}
      style={who(isOwn ? "var(--good)" : colleagues.colour(view.touchedBy))}
    />
  );
}

type MessagesProps = Pick<FieldFrameProps, "contact" | "field" | "view" | "decide" | "editingSince" | "hintId" | "hint"> & { label: string };

function Messages({ contact, field, label, view, decide, editingSince, hintId, hint }: MessagesProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const { edit, touchedAt, touchedBy } = view;
  const isOvertaken = editingSince !== null && touchedBy !== null && touchedAt > editingSince && touchedBy !== me.id;
  return (
    <div className={styles.messages} id={hintId} aria-live="polite">
      {edit?.state === "refused" && (
        <span className={styles.refusal}>
          {t("edit.notSaved")}: {refusalText(t, edit.code, edit.message)}{" "}
          {editingSince === null && (
            <UnstyledButton className={styles.decide} onClick={() => live.drop(contact, field)}>
              {t("common.discard")}
            </UnstyledButton>
          )}
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
      {isOvertaken && (
        <span className={styles.overtaken}>
          {t("edit.changedBy", { name: colleagues.name(touchedBy, t("common.formerColleague")), field: label })}
        </span>
      )}
      {editingSince !== null && edit?.state !== "refused" && hint !== undefined && <span className={styles.hint}>{hint}</span>}
    </div>
  );
}

function SaveState({ view: { edit, touchedBy, touchedAt } }: { view: FieldView }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const isSaved = edit === undefined && touchedBy === me.id;
  return (
    <>
      {edit?.state === "saving" && <Saving />}
      {isSaved && (
        <span key={touchedAt} className={styles.saved} role="status">
          <Icon name="check" size={15} />
          <span className="visually-hidden">{t("edit.saved")}</span>
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

function Saving() {
  const { t } = useTranslation();
  const isWaiting = useConnection().status !== "online";
  const text = t(isWaiting ? "edit.waiting" : "edit.saving");
  return (
    <Tooltip label={text}>
      <span className={styles.saving} role="status">
        {isWaiting ? <Icon name="clock" size={15} /> : <Loader size={13} />}
        <span className="visually-hidden">{text}</span>
      </span>
    </Tooltip>
  );
}
