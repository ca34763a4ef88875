import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Comment, ContactId, Visibility } from "@/protocol";
import { partsOf } from "@/state/comments";
import type { PendingComment } from "@/state/contact";
import { formatInstant, formatWhen } from "@/state/format";
import { refusalText } from "@/state/refusals";
import styles from "./CommentsPanel.module.css";

export function VisibilityBadge({ visibility }: { visibility: Visibility }) {
  const { t } = useTranslation();
  return (
    <span className={styles.badge} data-visibility={visibility}>
      {t(`comments.${visibility}`)}
    </span>
  );
}

/** `withBadge` on the opening of a thread, and on a reply that differs from it. */
export function CommentEntry({ comment, withBadge }: { comment: Comment; withBadge: boolean }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  return (
    <article className={styles.entry} data-comment={comment.id}>
      <PersonAvatar id={comment.by} size={24} />
      <div className={styles.entryHead}>
        <span className={styles.author}>{colleagues.name(comment.by, t("common.formerColleague"))}</span>
        <time className={styles.time} dateTime={comment.at} title={formatInstant(comment.at, i18n.language)}>
          {formatWhen(comment.at, new Date(), { t, language: i18n.language })}
        </time>
        {withBadge && <VisibilityBadge visibility={comment.visibility} />}
      </div>
      <CommentText text={comment.text} />
    </article>
  );
}

/** A comment that the server has not confirmed: paler, with what it waits for. */
export function PendingEntry({ contact, comment }: { contact: ContactId; comment: PendingComment }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const isWaiting = live.status !== "online";
  return (
    <article className={styles.entry}>
      <PersonAvatar id={me.id} size={24} />
      <div className={styles.entryHead}>
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
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                void navigator.clipboard.writeText(comment.text);
              }}
            >
              {t("common.copy")}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => live.dropComment(contact, comment.id)}>
              {t("common.discard")}
            </Button>
          </>
        )}
      </div>
    </article>
  );
}

export function CommentText({ text }: { text: string }) {
  const colleagues = useColleagues();
  return (
    <p className={styles.text}>
      {partsOf(text).map((part, index) =>
        part.kind === "text" ? (
          <span key={index}>{part.text}</span>
        ) : (
          <span key={index} className={styles.mention}>
            @{colleagues.name(part.id, part.name)}
          </span>
        ),
      )}
    </p>
  );
}
