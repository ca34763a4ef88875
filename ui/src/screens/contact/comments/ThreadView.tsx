import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import type { ContactId } from "@/protocol";
import type { Thread } from "@/state/comments";
import { CommentEntry, PendingEntry } from "./CommentEntry";
import styles from "./CommentsPanel.module.css";
import { Composer } from "./Composer";
import { hasDraft } from "./drafts";

export function ThreadView({ contact, thread }: { contact: ContactId; thread: Thread }) {
  const { t } = useTranslation();
  const { opening, replies, pending } = thread;
  const [replying, setReplying] = useState(() => hasDraft(contact, opening.id));
  return (
    <div className={styles.thread} data-visibility={opening.visibility}>
      <CommentEntry comment={opening} withBadge />
      {(replies.length > 0 || pending.length > 0) && (
        <div className={styles.replies}>
          {replies.map((reply) => (
            <CommentEntry key={reply.id} comment={reply} withBadge={reply.visibility !== opening.visibility} />
          ))}
          {pending.map((reply) => (
            <PendingEntry key={reply.id} contact={contact} comment={reply} />
          ))}
        </div>
      )}
      {replying ? (
        <Composer contact={contact} parent={opening} close={() => setReplying(false)} />
      ) : (
        <div className={styles.threadActions}>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="reply" size={14} />}
            onClick={() => setReplying(true)}
          >
            {t("comments.reply")}
          </Button>
        </div>
      )}
    </div>
  );
}
