/** What the team says about a contact: threads in the order they were opened, the newest at the bottom. */
import { Button } from "@mantine/core";
import { memo, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { EmptyState } from "@/components/states";
import type { Comment, ContactId } from "@/protocol";
import { plainText, threadsOf } from "@/state/comments";
import { withPendingChanges } from "@/state/discussion";
import { useContactPart } from "../contactPart";
import styles from "./CommentsPanel.module.css";
import { Composer } from "./Composer";
import { PendingEntry } from "./PendingEntry";
import { ThreadView } from "./ThreadView";
import { useMarkedComment } from "./useMarkedComment";
import { useOlderComments } from "./useOlderComments";
import { useScrolling } from "./useScrolling";

export const CommentsPanel = memo(function CommentsPanel({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const list = useRef<HTMLDivElement>(null);
  const { comments, pending, changes } = useContactPart(contact, (state) => ({
    comments: state.comments,
    pending: state.pendingComments,
    changes: state.pendingChanges,
  }));
  const shown = useMemo(() => withPendingChanges(comments, changes, me.id), [comments, changes, me.id]);
  const threads = useMemo(() => threadsOf(shown, pending), [shown, pending]);
  const pinned = useMemo(() => shown.filter((comment) => comment.pinned !== null), [shown]);
  const opening = pending.filter((comment) => comment.parent === null);
  const older = useOlderComments(contact);
  const marked = useMarkedComment(contact, comments, older);
  useScrolling(list, comments[0]?.id ?? null, comments.length + pending.length, marked.id);

  return (
    <section className={styles.panel} aria-label={t("contact.comments")}>
      {pinned.length > 0 && <Pinned comments={pinned} go={marked.go} />}
      <div className={styles.list} ref={list}>
        {older.exist && (
          <Button className={styles.older} variant="default" loading={older.isLoading} onClick={() => void older.load()}>
            {t("comments.older")}
          </Button>
        )}
        {older.failed && (
          <p className={styles.failed} role="alert">
            {t("comments.olderFailed")}
          </p>
        )}
        {threads.length === 0 && opening.length === 0 && (
          <EmptyState icon="reply" title={t("comments.empty")} text={t("comments.emptyText")} />
        )}
        {threads.map((thread) => (
          <ThreadView key={thread.opening.id} contact={contact} thread={thread} marked={marked.id} />
        ))}
        {opening.map((comment) => (
          <div key={comment.id} className={styles.thread} data-visibility={comment.visibility}>
            <PendingEntry contact={contact} comment={comment} />
          </div>
        ))}
      </div>
      <Composer contact={contact} parent={null} />
    </section>
  );
});

/** What everybody should see first, in one line each. */
function Pinned({ comments, go }: { comments: readonly Comment[]; go: (comment: string) => void }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.pinned} aria-label={t("comments.pinned")}>
      {comments.map((comment) => (
        <li key={comment.id}>
          <button type="button" className={styles.pin} data-visibility={comment.visibility} onClick={() => go(comment.id)}>
            <Icon name="pin" size={14} />
            <span className={styles.pinText}>{plainText(comment.text)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
