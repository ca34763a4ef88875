/** One comment: who said what, what others make of it, and what can be done with it. */
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { Comment, ContactId, Visibility } from "@/protocol";
import { partsOf } from "@/state/comments";
import { CommentActions } from "./CommentActions";
import styles from "./CommentEntry.module.css";
import { EarlierTexts } from "./EarlierTexts";
import { EditComment } from "./EditComment";
import { Reactions } from "./Reactions";
import { RefusedChanges } from "./RefusedChanges";

export function VisibilityBadge({ visibility }: { visibility: Visibility }) {
  const { t } = useTranslation();
  return (
    <span className={styles.badge} data-visibility={visibility}>
      {t(`comments.${visibility}`)}
    </span>
  );
}

/** `withBadge` on the opening of a thread, and on a reply that differs from it. */
type CommentEntryProps = { contact: ContactId; comment: Comment; withBadge: boolean; isMarked: boolean };

export const CommentEntry = memo(function CommentEntry({ contact, comment, withBadge, isMarked }: CommentEntryProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const [editing, setEditing] = useState(false);
  return (
    <article className={styles.entry} id={`comment-${comment.id}`} data-comment={comment.id} data-marked={isMarked}>
      <PersonAvatar id={comment.by} size={24} />
      <div className={styles.head}>
        <span className={styles.author}>{colleagues.name(comment.by, t("common.formerColleague"))}</span>
        <When at={comment.at} className={styles.time} />
        {comment.edits.length > 0 && <EarlierTexts comment={comment} />}
        {withBadge && <VisibilityBadge visibility={comment.visibility} />}
        <CommentActions contact={contact} comment={comment} edit={() => setEditing(true)} />
      </div>
      {editing ? (
        <EditComment contact={contact} comment={comment} close={() => setEditing(false)} />
      ) : (
        <CommentText text={comment.text} />
      )}
      <RefusedChanges contact={contact} comment={comment.id} />
      <Reactions contact={contact} comment={comment} />
    </article>
  );
});

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
