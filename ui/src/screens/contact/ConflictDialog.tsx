/** Somebody was first. Shows what each wanted and what stood there before; nothing is lost, whatever is chosen. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { ContactId, Field } from "@/protocol";
import type { FieldEdit } from "@/state/contact";
import { parseTyped, typedOf } from "@/state/values";
import { useContactPart } from "./contactPart";
import styles from "./ConflictDialog.module.css";
import { useFieldLabel } from "./useFieldLabel";
import { ValueText } from "./ValueText";

type Conflict = Extract<FieldEdit, { state: "conflict" }>;
type ConflictDialogProps = { contact: ContactId; field: Field | null; close: () => void };

export function ConflictDialog({ contact, field, close }: ConflictDialogProps) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const edit = useContactPart(contact, (state) => (field === null ? undefined : state.edits[field]));
  const isOpen = field !== null && edit?.state === "conflict";
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      size="42rem"
      title={field === null ? "" : t("conflict.title", { field: label(field) })}
      closeButtonProps={{ "aria-label": t("conflict.later") }}
    >
      {isOpen && <Choices key={field} contact={contact} field={field} conflict={edit} close={close} />}
    </Modal>
  );
}

type ChoicesProps = { contact: string; field: Field; conflict: Conflict; close: () => void };

function Choices({ contact, field, conflict, close }: ChoicesProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const [edited, setEdited] = useState<string | null>(null);
  const name = colleagues.name(conflict.by, t("common.formerColleague"));
  const canCombine = field !== "access" && field !== "teams" && field !== "works_for";
  const first = useFirstChoice();

  function save(value: Conflict["value"]) {
    live.resolveWith(contact, field, value);
    close();
  }

  return (
    <>
      <p className={styles.text}>{t("conflict.text", { name })}</p>
      <div className={styles.values}>
        <Side title={t("conflict.mine")} tone="mine">
          <ValueText field={field} value={conflict.value} placeholder={t("common.empty")} />
        </Side>
        <Side title={t("conflict.theirs", { name })} tone="theirs" colour={colleagues.colour(conflict.by)}>
          <span className={styles.person}>
            <PersonAvatar id={conflict.by} size={20} />
            <span>
              <ValueText field={field} value={conflict.theirs} placeholder={t("common.empty")} />
            </span>
          </span>
        </Side>
        <Side title={t("conflict.original")} tone="original">
          <ValueText field={field} value={conflict.original} placeholder={t("common.empty")} />
        </Side>
      </div>
      {edited !== null && (
        <TextInput
          className={styles.edited}
          label={t("conflict.edited")}
          value={edited}
          autoFocus
          onChange={(event) => setEdited(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") save(parseTyped(field, edited));
          }}
        />
      )}
      <div className={styles.actions}>
        {canCombine && edited === null && (
          <Button {...first} variant="subtle" onClick={() => setEdited(combined(field, conflict))}>
            {t("conflict.edit")}
          </Button>
        )}
        <Button
          {...(canCombine ? {} : first)}
          variant="default"
          onClick={() => {
            live.drop(contact, field);
            close();
          }}
        >
          {t("conflict.takeTheirs", { name })}
        </Button>
        {edited === null ? (
          <Button onClick={() => save(conflict.value)}>{t("conflict.takeMine")}</Button>
        ) : (
          <Button onClick={() => save(parseTyped(field, edited))}>{t("conflict.saveEdited")}</Button>
        )}
      </div>
    </>
  );
}

/**
 * The focus begins at the first choice, which overwrites nobody: Enter may have been meant for the field. The dialog gives
 * it there when it opens; when the next conflict follows in the same dialog, the choice takes it itself.
 */
function useFirstChoice() {
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) ref.current?.focus();
  }, []);
  return { ref, "data-autofocus": true };
}

/** What combining starts from: both lists joined, or the own text. */
function combined(field: Field, { value, theirs }: Conflict): string {
  const isList = (field === "emails" || field === "phones" || field === "tags") && Array.isArray(value) && Array.isArray(theirs);
  return typedOf(isList ? [...new Set([...(theirs as string[]), ...(value as string[])])] : value);
}

type SideProps = { title: string; tone: string; colour?: string; children: React.ReactNode };

function Side({ title, tone, colour, children }: SideProps) {
  return (
    <div className={styles.side} data-tone={tone} style={colour === undefined ? undefined : { borderColor: colour }}>
      <h3 className={styles.sideTitle}>{title}</h3>
      <div className={styles.sideValue}>{children}</div>
    </div>
  );
}
