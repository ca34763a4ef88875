/** Writes a comment or a reply, with names behind `@`, and shows in colour who will read it. */
import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import type { Comment, ContactId, Visibility } from "@/protocol";
import { withMentions } from "@/state/comments";
import styles from "./Composer.module.css";
import { draftOf, keepDraft, type Draft } from "./drafts";
import { MentionTextarea } from "./MentionTextarea";

type ComposerProps = { contact: ContactId; parent: Comment | null; close?: () => void };

export function Composer({ contact, parent, close }: ComposerProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const place = { employee: me.id, contact, parent: parent?.id ?? null };
  const [draft, setDraftState] = useState<Draft>(
    () => draftOf(place) ?? { typed: "", mentions: [], visibility: parent?.visibility ?? "internal" },
  );
  const isEmpty = draft.typed.trim() === "";
  const label = t(parent === null ? "comments.write" : "comments.writeReply");

  function setDraft(next: Draft) {
    setDraftState(next);
    keepDraft(place, next);
  }

  function send() {
    if (isEmpty) return;
    live.discussion.write(contact, withMentions(draft.typed.trim(), draft.mentions), draft.visibility, place.parent);
    setDraft({ ...draft, typed: "", mentions: [] });
    close?.();
  }

  function keyPressed(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && close !== undefined) {
      event.stopPropagation();
      close();
    }
  }

  return (
    <div
      className={styles.composer}
      data-visibility={draft.visibility}
      data-reply={parent !== null}
      data-keep-clear
      data-composer={parent === null ? "thread" : "reply"}
    >
      <MentionTextarea
        contact={contact}
        value={draft}
        change={(typed) => setDraft({ ...draft, ...typed })}
        label={label}
        minRows={parent === null ? 2 : 1}
        autoFocus={parent !== null}
        keyPressed={keyPressed}
      />
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t("comments.visibility")}
          value={draft.visibility}
          onChange={(visibility) => setDraft({ ...draft, visibility: visibility as Visibility })}
          data={(["internal", "customer"] as const).map((value) => ({ value, label: t(`comments.${value}`) }))}
        />
        <span className={styles.hint}>{t(`comments.${draft.visibility}Hint`)}</span>
        {close !== undefined && (
          <ActionIcon variant="subtle" color="gray" aria-label={t("common.cancel")} onClick={close}>
            <Icon name="close" size={15} />
          </ActionIcon>
        )}
        <Button onClick={send} disabled={isEmpty} leftSection={<Icon name="send" size={14} />}>
          {t("comments.send")}
        </Button>
      </div>
    </div>
  );
}
