/** One thread: what opened it, the replies, and whether it is settled. */
import { Button, UnstyledButton } from "@mantine/core";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import type { CommandId, Comment, ContactId } from "@/protocol";
import { plainText, type Thread } from "@/state/comments";
import { CommentEntry, VisibilityBadge } from "./CommentEntry";
import styles from "./CommentsPanel.module.css";
import { Composer } from "./Composer";
import { hasDraft } from "./drafts";
import { PendingEntry } from "./PendingEntry";

type ThreadViewProps = { contact: ContactId; thread: Thread; marked: CommandId | null };

export const ThreadView = memo(function ThreadView({ contact, thread, marked }: ThreadViewProps) {
  const { opening, replies } = thread;
  const isMarked = opening.id === marked || replies.some(({ id }) => id === marked);
  const [opened, setOpened] = useState(false);
  if (opening.resolved !== null && !opened && !isMarked) {
    return <Settled contact={contact} thread={thread} open={() => setOpened(true)} />;
  }
  return <WholeThread contact={contact} thread={thread} marked={marked} fold={opening.resolved === null ? null : () => setOpened(false)} />;
}, sameThread);

/** Grouping makes new threads of the same comments. */
function sameThread(left: ThreadViewProps, right: ThreadViewProps): boolean {
  const same = <Entry,>(before: readonly Entry[], after: readonly Entry[]) =>
    before.length === after.length && before.every((entry, index) => entry === after[index]);
  const concerns = ({ thread, marked }: ThreadViewProps) =>
    [thread.opening, ...thread.replies].some(({ id }) => id === marked) ? marked : null;
  return (
    left.contact === right.contact &&
    left.thread.opening === right.thread.opening &&
    same(left.thread.replies, right.thread.replies) &&
    same(left.thread.pending, right.thread.pending) &&
    concerns(left) === concerns(right)
  );
}

type WholeThreadProps = ThreadViewProps & { /** Only a settled thread folds. */ fold: (() => void) | null };

function WholeThread({ contact, thread, marked, fold }: WholeThreadProps) {
  const { opening, replies, pending } = thread;
  const { me } = useSession();
  const [replying, setReplying] = useState(() => hasDraft({ employee: me.id, contact, parent: opening.id }));
  return (
    <div className={styles.thread} data-visibility={opening.visibility} data-resolved={opening.resolved !== null}>
      <CommentEntry contact={contact} comment={opening} withBadge isMarked={opening.id === marked} />
      {(replies.length > 0 || pending.length > 0) && (
        <div className={styles.replies}>
          {replies.map((reply) => (
            <CommentEntry
              key={reply.id}
              contact={contact}
              comment={reply}
              withBadge={reply.visibility !== opening.visibility}
              isMarked={reply.id === marked}
            />
          ))}
          {pending.map((reply) => (
            <PendingEntry key={reply.id} contact={contact} comment={reply} />
          ))}
        </div>
      )}
      {replying ? (
        <Composer contact={contact} parent={opening} close={() => setReplying(false)} />
      ) : (
        <ThreadActions contact={contact} opening={opening} reply={() => setReplying(true)} fold={fold} />
      )}
    </div>
  );
}

type ThreadActionsProps = { contact: ContactId; opening: Comment; reply: () => void; fold: (() => void) | null };

function ThreadActions({ contact, opening, reply, fold }: ThreadActionsProps) {
  const { t } = useTranslation();
  const isResolved = opening.resolved !== null;
  // A reply whose thread is not loaded stands alone; only what opened a thread can settle it.
  const canResolve = opening.parent === null;
  return (
    <div className={styles.threadActions}>
      <Button size="compact-xs" variant="subtle" color="gray" leftSection={<Icon name="reply" size={14} />} onClick={reply}>
        {t("comments.reply")}
      </Button>
      {canResolve && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<Icon name={isResolved ? "undo" : "check"} size={14} />}
          onClick={() => live.discussion.change(contact, opening.id, { kind: "resolve", on: !isResolved })}
        >
          {t(isResolved ? "comments.reopen" : "comments.resolve")}
        </Button>
      )}
      {fold !== null && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={fold}>
          {t("comments.fold")}
        </Button>
      )}
    </div>
  );
}

/** A settled thread takes one line. */
function Settled({ contact, thread, open }: { contact: ContactId; thread: Thread; open: () => void }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { opening, replies } = thread;
  const by = opening.resolved === null ? "" : colleagues.name(opening.resolved.by, t("common.formerColleague"));
  return (
    <div className={styles.settled} data-visibility={opening.visibility}>
      <Icon name="check" size={15} />
      <UnstyledButton className={styles.settledText} onClick={open} aria-expanded={false}>
        <span className={styles.settledBy}>{t("comments.resolvedBy", { name: by, count: replies.length + 1 })}</span>
        <span className={styles.settledExcerpt}>{plainText(opening.text)}</span>
      </UnstyledButton>
      {opening.visibility === "customer" && <VisibilityBadge visibility="customer" />}
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        onClick={() => live.discussion.change(contact, opening.id, { kind: "resolve", on: false })}
      >
        {t("comments.reopen")}
      </Button>
    </div>
  );
}
