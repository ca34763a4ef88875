/** A comment that the server has not confirmed: paler, with what it waits for. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { live, useConnection } from "@/app/live";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { ContactId } from "@/protocol";
import type { PendingComment } from "@/state/contact";
import { refusalText } from "@/state/refusals";
import { CommentText, VisibilityBadge } from "./CommentEntry";
import styles from "./CommentEntry.module.css";

export function PendingEntry({ contact, comment }: { contact: ContactId; comment: PendingComment }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const isWaiting = useConnection().status !== "online";
  return (
    <article className={styles.entry}>
      <PersonAvatar id={me.id} size={24} />
      <div className={styles.head}>
        <span className={styles.author}>{me.name}</span>
        <VisibilityBadge visibility={comment.visibility} />
      </div>
      <div className={styles.pending}>
        <CommentText text={comment.text} />
      </div>
      <div className={styles.state} role="status">
        {comment.refusal === null ? (
          t(isWaiting ? "comments.waiting" : "comments.sending")
        ) : (
          <>
            <span className={styles.refused}>
              {t("comments.refused", { reason: refusalText(t, comment.refusal.code, comment.refusal.message) })}
            </span>
            <Button size="compact-xs" variant="default" onClick={() => void navigator.clipboard.writeText(comment.text)}>
              {t("common.copy")}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => live.discussion.drop(contact, comment.id)}>
              {t("common.discard")}
            </Button>
          </>
        )}
      </div>
    </article>
  );
}
