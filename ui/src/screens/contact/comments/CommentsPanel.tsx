/** What the team says about a contact: threads in the order they were opened, the newest at the bottom. */
import { memo, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { threadsOf } from "@/state/comments";
import type { ContactId } from "@/protocol";
import { useContactPart } from "../contactPart";
import styles from "./CommentsPanel.module.css";
import { Composer } from "./Composer";
import { PendingEntry } from "./CommentEntry";
import { ThreadView } from "./ThreadView";

/** The snapshot carries this many; beyond, older ones are not loaded. */
const SNAPSHOT_COMMENTS = 200;

export const CommentsPanel = memo(function CommentsPanel({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const { comments, pending } = useContactPart(contact, (state) => ({ comments: state.comments, pending: state.pendingComments }));
  const threads = useMemo(() => threadsOf(comments, pending), [comments, pending]);
  const opening = pending.filter((comment) => comment.parent === null);
  useStickToEnd(list, threads.length + opening.length);

  return (
    <section className={styles.panel} aria-label={t("contact.comments")}>
      <div className={styles.list} ref={list}>
        {comments.length >= SNAPSHOT_COMMENTS && <p className={styles.limited}>{t("comments.limited")}</p>}
        {threads.length === 0 && opening.length === 0 && (
          <Notice icon="reply" title={t("comments.empty")} text={t("comments.emptyText")} />
        )}
        {threads.map((thread) => (
          <ThreadView key={thread.opening.id} contact={contact} thread={thread} />
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

/** Stays at the newest comment, unless the reader has scrolled up. */
function useStickToEnd(list: React.RefObject<HTMLDivElement | null>, length: number): void {
  const wasAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const watch = () => {
      wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    };
    element.addEventListener("scroll", watch, { passive: true });
    return () => element.removeEventListener("scroll", watch);
  }, [list]);
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && wasAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [list, length]);
}
