/** That a comment was edited, and what it said before. */
import { Popover, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { When } from "@/components/When";
import type { Comment } from "@/protocol";
import { CommentText } from "./CommentEntry";
import styles from "./CommentEntry.module.css";

export function EarlierTexts({ comment }: { comment: Comment }) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-start" width={340} trapFocus>
      <Popover.Target>
        <UnstyledButton className={styles.edited}>{t("comments.edited")}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <h3 className={styles.earlierTitle}>{t("comments.earlier")}</h3>
        <ol className={styles.earlier}>
          {comment.edits.toReversed().map((earlier) => (
            <li key={earlier.at}>
              <When at={earlier.at} className={styles.time} />
              <CommentText text={earlier.text} />
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  );
}
