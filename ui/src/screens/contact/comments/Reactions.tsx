/** How people react to a comment, counted by sign; one's own are marked and a press takes them back. */
import { Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import type { Comment, ContactId } from "@/protocol";
import styles from "./CommentEntry.module.css";
import { ReactionSign } from "./ReactionSign";

export function Reactions({ contact, comment }: { contact: ContactId; comment: Comment }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  if (comment.reactions.length === 0) return null;
  return (
    <div className={styles.reactions} role="group" aria-label={t("comments.reactions")}>
      {comment.reactions.map(({ emoji, by }) => {
        const isMine = by.includes(me.id);
        const names = by.map((person) => colleagues.name(person, t("common.formerColleague"))).join(", ");
        return (
          <Tooltip key={emoji} label={names}>
            <UnstyledButton
              className={styles.reaction}
              aria-pressed={isMine}
              aria-label={`${t(`emoji.${emoji}`)} ${by.length}: ${names}`}
              onClick={() => live.discussion.change(contact, comment.id, { kind: "react", emoji, on: !isMine })}
            >
              <ReactionSign emoji={emoji} />
              <span className={styles.reactionCount}>{by.length}</span>
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </div>
  );
}
