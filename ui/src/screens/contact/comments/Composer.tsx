/** Writes a comment or a reply, with names behind `@`, and shows in colour who will read it. */
import { ActionIcon, Button, SegmentedControl, Textarea } from "@mantine/core";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Comment, ContactId, Employee, Visibility } from "@/protocol";
import { wouldSee } from "@/state/access";
import { fitsName, mentionAt, withMentions } from "@/state/comments";
import styles from "./Composer.module.css";
import { draftOf, keepDraft, type Draft } from "./drafts";

type ComposerProps = { contact: ContactId; parent: Comment | null; close?: () => void };

const SUGGESTIONS = 6;

export function Composer({ contact, parent, close }: ComposerProps) {
  const { t } = useTranslation();
  const parentId = parent?.id ?? null;
  const [draft, setDraftState] = useState<Draft>(
    () => draftOf(contact, parentId) ?? { typed: "", mentions: [], visibility: parent?.visibility ?? "internal" },
  );
  const input = useRef<HTMLTextAreaElement>(null);
  const mention = useMentions(contact, draft, input);
  const isEmpty = draft.typed.trim() === "";

  function setDraft(next: Draft) {
    setDraftState(next);
    keepDraft(contact, parentId, next);
  }

  function send() {
    if (isEmpty) return;
    live.comment(contact, withMentions(draft.typed.trim(), draft.mentions), draft.visibility, parentId);
    setDraft({ ...draft, typed: "", mentions: [] });
    close?.();
  }

  function keyPressed(event: KeyboardEvent) {
    if (mention.keyPressed(event, setDraft)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && close !== undefined) {
      event.stopPropagation();
      close();
    }
  }

  return (
    <div className={styles.composer} data-visibility={draft.visibility} data-reply={parent !== null} data-composer={parent === null ? "thread" : "reply"}>
      <Textarea
        ref={input}
        autosize
        minRows={parent === null ? 2 : 1}
        maxRows={10}
        autoFocus={parent !== null}
        variant="unstyled"
        classNames={{ input: styles.input }}
        aria-label={t(parent === null ? "comments.write" : "comments.writeReply")}
        placeholder={t(parent === null ? "comments.write" : "comments.writeReply")}
        aria-controls={mention.people.length > 0 ? mention.listId : undefined}
        value={draft.typed}
        onChange={(event) => {
          setDraft({ ...draft, typed: event.currentTarget.value });
          mention.look(event.currentTarget);
        }}
        onSelect={(event) => mention.look(event.currentTarget)}
        onBlur={mention.close}
        onKeyDown={keyPressed}
      />
      {mention.people.length > 0 && (
        <MentionList id={mention.listId} people={mention.people} active={mention.active} pick={(person) => mention.pick(person, setDraft)} />
      )}
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t("comments.visibility")}
          value={draft.visibility}
          onChange={(visibility) => setDraft({ ...draft, visibility: visibility as Visibility })}
          data={(["internal", "customer"] as const).map((value) => ({ value, label: t(`comments.${value}`) }))}
        />
        <span className={styles.hint}>{t(`comments.${draft.visibility}Hint`)}</span>
        {close !== undefined && (
          <ActionIcon variant="subtle" color="gray" aria-label={t("common.cancel")} onClick={close}>
            <Icon name="close" size={15} />
          </ActionIcon>
        )}
        <Button onClick={send} disabled={isEmpty} leftSection={<Icon name="send" size={14} />}>
          {t("comments.send")}
        </Button>
      </div>
    </div>
  );
}

type MentionListProps = { id: string; people: readonly Employee[]; active: number; pick: (person: Employee) => void };

function MentionList({ id, people, active, pick }: MentionListProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.mentions} id={id} role="listbox" aria-label={t("comments.mentionList")}>
      {people.map((person, index) => (
        <div
          key={person.id}
          role="option"
          aria-selected={index === active}
          className={styles.mention}
          // The text must keep the focus, or its caret would be lost.
          onMouseDown={(event) => {
            event.preventDefault();
            pick(person);
          }}
        >
          <PersonAvatar id={person.id} size={20} withTooltip={false} />
          {person.name}
        </div>
      ))}
    </div>
  );
}

/** The type-ahead behind `@`: colleagues who are likely to see the contact. */
function useMentions(contact: ContactId, draft: Draft, input: React.RefObject<HTMLTextAreaElement | null>) {
  const { me } = useSession();
  const colleagues = useColleagues();
  const [place, setPlace] = useState<{ start: number; query: string } | null>(null);
  const [active, setActive] = useState(0);
  // Read while somebody types: a change of access elsewhere need not draw the composer again.
  const known = live.contact(contact)?.contact ?? null;
  const candidates =
    place === null || known === null
      ? []
      : colleagues.all.filter(
          (person) => person.active && person.id !== me.id && wouldSee(known, known.access, person) && fitsName(person.name, place.query),
        );
  const people = candidates.slice(0, SUGGESTIONS);

  function pick(person: Employee, setDraft: (draft: Draft) => void) {
    if (place === null) return;
    const { start, query } = place;
    const inserted = `@${person.name} `;
    const typed = draft.typed.slice(0, start) + inserted + draft.typed.slice(start + 1 + query.length);
    setDraft({ ...draft, typed, mentions: [...draft.mentions, { name: person.name, id: person.id }] });
    setPlace(null);
    requestAnimationFrame(() => input.current?.setSelectionRange(start + inserted.length, start + inserted.length));
  }

  return {
    people,
    active,
    listId: `mentions-${contact}`,
    pick,
    look(target: HTMLTextAreaElement) {
      const found = mentionAt(target.value, target.selectionEnd);
      // A name that was picked already, and the words after it, are no search.
      const isPicked = found !== null && draft.mentions.some(({ name }) => found.query.startsWith(name));
      setPlace(isPicked ? null : found);
      setActive(0);
    },
    close: () => setPlace(null),
    /** Says whether the key was meant for the list. */
    keyPressed(event: KeyboardEvent, setDraft: (draft: Draft) => void): boolean {
      const person = people[active];
      if (person === undefined || event.ctrlKey || event.metaKey) return false;
      if (event.key === "ArrowDown") setActive((active + 1) % people.length);
      else if (event.key === "ArrowUp") setActive((active + people.length - 1) % people.length);
      else if (event.key === "Enter" || event.key === "Tab") pick(person, setDraft);
      else if (event.key === "Escape") setPlace(null);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
