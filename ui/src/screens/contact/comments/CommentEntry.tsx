/** One comment: who said what, what others make of it, and what can be done with it. */
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { Comment, ContactId, EmployeeId, Visibility } from "@/protocol";
import { shownPartsOf } from "@/state/comments";
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
        {comment.acting_for !== undefined && (
          <span className={styles.time}>{t("history.acting", { name: colleagues.name(comment.acting_for, t("common.formerColleague")) })}</span>
        )}
        <When at={comment.at} className={styles.time} />
        {comment.edits.length > 0 && <EarlierTexts comment={comment} />}
        {withBadge && <VisibilityBadge visibility={comment.visibility} />}
        <CommentActions contact={contact} comment={comment} edit={() => setEditing(true)} />
      </div>
      {editing ? (
        <EditComment contact={contact} comment={comment} close={() => setEditing(false)} />
      ) : (
        <CommentText text={comment.text} mentions={comment.mentions} />
      )}
      <RefusedChanges contact={contact} comment={comment.id} />
      <Reactions contact={contact} comment={comment} />
    </article>
  );
});

type CommentTextProps = { text: string; mentions?: readonly EmployeeId[] };

export function CommentText({ text, mentions = [] }: CommentTextProps) {
  const colleagues = useColleagues();
  const mentioned = mentions.flatMap((id) => colleagues.employee(id) ?? []);
  return (
    <p className={styles.text}>
      {shownPartsOf(text, mentioned).map((part, index) => {
        switch (part.kind) {
          case "text":
            return <span key={index}>{part.text}</span>;
          case "link":
            return (
              <a key={index} href={part.address} target="_blank" rel="noopener noreferrer nofollow">
                {part.address}
              </a>
            );
          case "mention":
            return (
              <span key={index} className={styles.mention}>
                @{colleagues.name(part.id, part.name)}
              </span>
            );
        }
      })}
    </p>
  );
}
