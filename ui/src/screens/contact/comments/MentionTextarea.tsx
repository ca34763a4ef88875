/** A text in which `@` offers the colleagues who may see the contact. */
import { Textarea } from "@mantine/core";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { ContactId, Employee } from "@/protocol";
import { wouldSee } from "@/state/access";
import { fitsName, mentionAt, type Mention } from "@/state/comments";
import styles from "./Composer.module.css";

const SUGGESTIONS = 6;

export type Typed = { typed: string; mentions: readonly Mention[] };

type MentionTextareaProps = {
  contact: ContactId;
  value: Typed;
  change: (value: Typed) => void;
  label: string;
  minRows: number;
  autoFocus: boolean;
  /** Keys that are not meant for the list of names. */
  keyPressed: (event: KeyboardEvent) => void;
};

export function MentionTextarea({ contact, value, change, label, minRows, autoFocus, keyPressed }: MentionTextareaProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const mention = useMentions(contact, value, change, input);
  return (
    <>
      <Textarea
        ref={input}
        autosize
        minRows={minRows}
        maxRows={10}
        autoFocus={autoFocus}
        variant="unstyled"
        classNames={{ input: styles.input }}
        aria-label={label}
        placeholder={label}
        aria-controls={mention.people.length > 0 ? mention.listId : undefined}
        value={value.typed}
        onChange={(event) => {
          change({ ...value, typed: event.currentTarget.value });
          mention.look(event.currentTarget);
        }}
        onSelect={(event) => mention.look(event.currentTarget)}
        onBlur={mention.close}
        onKeyDown={(event) => {
          if (!mention.keyPressed(event)) keyPressed(event);
        }}
      />
      {mention.people.length > 0 && (
        <MentionList id={mention.listId} people={mention.people} active={mention.active} pick={mention.pick} />
      )}
    </>
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
function useMentions(contact: ContactId, value: Typed, change: (value: Typed) => void, input: React.RefObject<HTMLTextAreaElement | null>) {
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

  function pick(person: Employee) {
    if (place === null) return;
    const { start, query } = place;
    const inserted = `@${person.name} `;
    const typed = value.typed.slice(0, start) + inserted + value.typed.slice(start + 1 + query.length);
    change({ typed, mentions: [...value.mentions, { name: person.name, id: person.id }] });
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
      const isPicked = found !== null && value.mentions.some(({ name }) => found.query.startsWith(name));
      setPlace(isPicked ? null : found);
      setActive(0);
    },
    close: () => setPlace(null),
    /** Says whether the key was meant for the list. */
    keyPressed(event: KeyboardEvent): boolean {
      const person = people[active];
      if (person === undefined || event.ctrlKey || event.metaKey) return false;
      if (event.key === "ArrowDown") setActive((active + 1) % people.length);
      else if (event.key === "ArrowUp") setActive((active + people.length - 1) % people.length);
      else if (event.key === "Enter" || event.key === "Tab") pick(person);
      else if (event.key === "Escape") setPlace(null);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
