/** Edits one's own comment in its place. */
import { Button } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import type { Comment, ContactId } from "@/protocol";
import { typedComment, withMentions } from "@/state/comments";
import styles from "./Composer.module.css";
import { MentionTextarea, type Typed } from "./MentionTextarea";

type EditCommentProps = { contact: ContactId; comment: Comment; close: () => void };

export function EditComment({ contact, comment, close }: EditCommentProps) {
  const { t } = useTranslation();
  const [value, setValue] = useState<Typed>(() => typedComment(comment.text));
  const isEmpty = value.typed.trim() === "";

  function save() {
    if (isEmpty) return;
    const text = withMentions(value.typed.trim(), value.mentions);
    if (text !== comment.text) live.discussion.change(contact, comment.id, { kind: "edit", text });
    close();
  }

  function keyPressed(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  }

  return (
    <div className={styles.composer} data-visibility={comment.visibility} data-edit="true" data-keep-clear>
      <MentionTextarea contact={contact} value={value} change={setValue} label={t("comments.edit")} minRows={1} autoFocus keyPressed={keyPressed} />
      <div className={styles.bar}>
        <span className={styles.hint}>{t(comment.visibility === "customer" ? "comments.customerHint" : "comments.editHint")}</span>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button onClick={save} disabled={isEmpty}>
          {t("common.save")}
        </Button>
      </div>
    </div>
  );
}
