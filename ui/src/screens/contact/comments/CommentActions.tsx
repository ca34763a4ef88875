/** What can be done with a comment: react, edit it while that is possible, pin it, copy the link to it. */
import { ActionIcon, Menu, Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { toast } from "@/components/toast";
import { useNow } from "@/components/When";
import type { Comment, ContactId } from "@/protocol";
import { EMOJI, isEditable } from "@/state/discussion";
import styles from "./CommentEntry.module.css";
import { ReactionSign } from "./ReactionSign";

export function CommentActions({ contact, comment, edit }: { contact: ContactId; comment: Comment; edit: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const now = useNow();
  // Whoever edits goes on in the text, not at the menu.
  const [returns, setReturns] = useState(true);

  function startEditing() {
    setReturns(false);
    edit();
  }

  function copyLink() {
    const address = new URL(`/contacts/${contact}?part=comments#comment-${comment.id}`, window.location.href).href;
    navigator.clipboard.writeText(address).then(
      () => toast(t("comments.linkCopied"), { tone: "good" }),
      () => toast(address, { title: t("comments.linkNotCopied") }),
    );
  }

  return (
    <span className={styles.actions}>
      <ReactButton contact={contact} comment={comment} />
      <Menu position="bottom-end" returnFocus={returns} onOpen={() => setReturns(true)}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("comments.actions")}>
            <Icon name="dots" size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isEditable(comment, me.id, now) && (
            <Menu.Item leftSection={<Icon name="edit" size={15} />} onClick={startEditing}>
              {t("comments.edit")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Icon name="pin" size={15} />}
            onClick={() => live.discussion.change(contact, comment.id, { kind: "pin", on: comment.pinned === null })}
          >
            {t(comment.pinned === null ? "comments.pin" : "comments.unpin")}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="link" size={15} />} onClick={copyLink}>
            {t("comments.copyLink")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

function ReactButton({ contact, comment }: { contact: ContactId; comment: Comment }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [opened, setOpened] = useState(false);
  const isMine = (emoji: string) => comment.reactions.some((reaction) => reaction.emoji === emoji && reaction.by.includes(me.id));
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("comments.react")} onClick={() => setOpened(!opened)}>
          <Icon name="smile" size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={styles.palette}>
        {EMOJI.map((emoji) => (
          <UnstyledButton
            key={emoji}
            className={styles.emoji}
            aria-label={t(`emoji.${emoji}`)}
            aria-pressed={isMine(emoji)}
            onClick={() => {
              setOpened(false);
              live.discussion.change(contact, comment.id, { kind: "react", emoji, on: !isMine(emoji) });
            }}
          >
            <ReactionSign emoji={emoji} size={20} />
          </UnstyledButton>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
