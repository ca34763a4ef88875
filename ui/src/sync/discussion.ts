/** What a person does to the comments of a contact: shown at once, sent when it can be, given up if it was refused. */
import type { Comment, CommandId, CommentChange, ContactId, Visibility } from "@/protocol";
import * as contacts from "@/state/contact";
import type { ContactStates } from "./contactStates";
import type { Command } from "./outbox";

export type DiscussionPorts = {
  states: ContactStates;
  /** Makes the ids of commands. */
  newId: () => CommandId;
  send: (command: Command) => void;
  changed: () => void;
};

export class Discussion {
  constructor(private readonly ports: DiscussionPorts) {}

  /** Writes a comment; `parent` is the one that it replies to. */
  write(contact: ContactId, text: string, visibility: Visibility, parent: CommandId | null): CommandId {
    const { states, newId, send, changed } = this.ports;
    const id = newId();
    states.update(contact, (state) => contacts.commentSent(state, { id, text, parent, visibility, refusal: null }));
    const reply = parent === null ? {} : { parent };
    send({ type: "comment", id, contact, text, visibility, ...reply });
    changed();
    return id;
  }

  /** Gives up a comment that was refused. */
  drop(contact: ContactId, id: CommandId): void {
    this.ports.states.update(contact, (state) => contacts.commentDropped(state, id));
    this.ports.changed();
  }

  /** Changes a comment: its text, a reaction, whether its thread is settled, whether it is pinned. */
  change(contact: ContactId, comment: CommandId, change: CommentChange): void {
    const { states, newId, send, changed } = this.ports;
    const id = newId();
    states.update(contact, (state) => contacts.changeOfCommentSent(state, id, comment, change));
    send({ type: "change_comment", id, contact, comment, change });
    changed();
  }

  /** Gives up a change that was refused. */
  dropChange(contact: ContactId, id: CommandId): void {
    this.ports.states.update(contact, (state) => contacts.changeOfCommentDropped(state, id));
    this.ports.changed();
  }

  /** A page of older comments was loaded over HTTP. */
  addOlder(contact: ContactId, older: readonly Comment[], next: string | null): void {
    this.ports.states.update(contact, (state) => contacts.olderComments(state, older, next));
    this.ports.changed();
  }
}
