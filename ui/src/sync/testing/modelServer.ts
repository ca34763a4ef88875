/**
 * The rules of `docs/protocol.md` in the smallest form that a client can be tested against: contacts with a journal,
 * commands applied once, conflicts by base, subscriptions with `since`.
 */
import { contactTopic, topicContact } from "@/protocol";
import type { ClientFrame, Comment, Contact, Event, EventKind, Field, FieldValue, Person, ServerFrame } from "@/protocol";
import { withPendingChanges } from "@/state/discussion";
import { fieldOf, sameValue, withField } from "@/state/values";
import { isListTopic, type RowsFrame } from "../lists";
import type { WirePair } from "./wire";

type Command = Extract<ClientFrame, { type: "edit" | "comment" | "change_comment" }>;
type ChangeComment = Extract<ClientFrame, { type: "change_comment" }>;
type Journal = { contact: Contact; comments: Comment[]; events: Event[]; deleted: boolean };

export const LIMITS = { frame_bytes: 65_536, frames_per_second: 200, subscriptions: 64, commands_in_flight: 32 };
const AT = "2026-01-01T12:00:00Z";

export function contactNamed(id: string, name: string): Contact {
  return {
    id,
    kind: "organisation",
    version: 1,
    created_at: AT,
    updated_at: AT,
    assignments: [],
    field_versions: {},
    has_active_order: false,
    deleted: false,
    name,
    customer_number: null,
    emails: [],
    phones: [],
    street: null,
    postal_code: null,
    city: null,
    country: null,
    industry: null,
    birthday: null,
    website: null,
    vat_id: null,
    language: null,
    source: null,
    tags: [],
    access: "company",
    teams: [],
    works_for: [],
    custom: {},
  };
}

export class ModelServer {
  readonly contacts = new Map<string, Journal>();
  /** Contacts whose name alone may be seen. */
  readonly nameOnly = new Set<string>();
  /** Contact and employee, parted by a blank: who lost access. */
  readonly shut = new Set<string>();
  readonly #answers = new Map<string, ServerFrame>();
  readonly #connections = new Map<WirePair, ServerConnection>();
  /** How often each command was applied: never more than once. */
  readonly applied = new Map<string, number>();
  /** How many rows each list topic has. */
  readonly listTotals = new Map<string, number>();
  version = "1.0.0";
  #sessions = 0;

  addContact(id: string, name: string): void {
    this.contacts.set(id, { contact: contactNamed(id, name), comments: [], events: [], deleted: false });
  }

  /** A connection comes in: it is greeted. */
  accept(pair: WirePair, employee: string): ServerConnection {
    const connection = new ServerConnection(pair, employee, `session-${++this.#sessions}`);
    this.#connections.set(pair, connection);
    connection.send({ type: "welcome", employee, session: connection.session, version: this.version, limits: LIMITS });
    return connection;
  }

  /** Handles the oldest frame that a connection has sent; says whether there was one. */
  handleNext(pair: WirePair): boolean {
    const connection = this.#connections.get(pair);
    const text = pair.toServer.shift();
    if (connection === undefined || text === undefined) return false;
    this.#handle(connection, JSON.parse(text) as ClientFrame);
    return true;
  }

  disconnect(pair: WirePair): void {
    const connection = this.#connections.get(pair);
    this.#connections.delete(pair);
    for (const contact of connection?.fields.keys() ?? []) this.#publishPeople(contact);
  }

  #handle(connection: ServerConnection, frame: ClientFrame): void {
    switch (frame.type) {
      case "subscribe":
        this.#subscribe(connection, frame.topic, frame.since);
        return;
      case "unsubscribe":
        connection.topics.delete(frame.topic);
        return;
      case "edit":
      case "comment":
      case "change_comment":
        this.#command(connection, frame);
        return;
      case "presence":
        connection.fields.set(frame.contact, frame.field ?? null);
        this.#publishPeople(frame.contact);
        return;
      case "ping":
        connection.send({ type: "pong" });
    }
  }

  #subscribe(connection: ServerConnection, topic: string, since: number | undefined): void {
    if (topic === "inbox") {
      connection.topics.add(topic);
      connection.send({ type: "snapshot", topic, seq: 0, state: { notifications: [], unread: 0 } });
      return;
    }
    if (isListTopic(topic)) {
      connection.topics.add(topic);
      connection.listSeqs.set(topic, 0);
      connection.send({ type: "snapshot", topic, seq: 0, state: { total: this.listTotals.get(topic) ?? 0 } });
      return;
    }
    const id = topicContact(topic) ?? "";
    const journal = this.contacts.get(id);
    if (journal === undefined || journal.deleted || this.nameOnly.has(id) || this.shut.has(`${id} ${connection.employee}`)) {
      const code = this.nameOnly.has(id) ? "name_only" : "not_found";
      connection.send({ type: "refused", id, code, message: "there is no such contact" });
      return;
    }
    connection.topics.add(topic);
    if (since !== undefined) {
      for (const event of journal.events.filter(({ seq }) => seq > since)) connection.send({ type: "event", topic, ...event });
      return;
    }
    const { contact, comments } = journal;
    const state = structuredClone({ contact, comments, comments_before: null, people: this.#people(id) });
    connection.send({ type: "snapshot", topic, seq: contact.version, state });
  }

  #publishPeople(contact: string): void {
    this.#publish(contact, { type: "presence", contact, people: this.#people(contact) });
  }

  /** Those who said that they are there. */
  #people(contact: string): Person[] {
    return [...this.#connections.values()]
      .filter(({ topics, fields }) => topics.has(contactTopic(contact)) && fields.has(contact))
      .map(({ session, employee, fields }) => ({ session, employee, field: fields.get(contact) ?? null, since: AT }));
  }

  #command(connection: ServerConnection, frame: Command): void {
    const known = this.#answers.get(frame.id);
    const answer = known ?? this.#apply(connection.employee, frame);
    // Only what changed something is remembered: a refusal is decided anew.
    if (answer.type === "ack") this.#answers.set(frame.id, answer);
    connection.send(answer);
  }

  #apply(by: string, frame: Command): ServerFrame {
    const { id, contact: contactId } = frame;
    const journal = this.contacts.get(contactId);
    if (journal === undefined || journal.deleted) return { type: "refused", id, code: "not_found", message: "no such contact" };
    if (frame.type === "comment") {
      const { text, parent, visibility } = frame;
      const said = { id, text, parent: parent ?? null, visibility: visibility ?? ("internal" as const), mentions: [], by, at: AT };
      const comment: Comment = { ...said, edited_at: null, edits: [], reactions: [], resolved: null, pinned: null };
      this.commit(contactId, by, id, { kind: "comment_added", comment });
      return { type: "ack", id, contact: contactId, seq: journal.contact.version };
    }
    if (frame.type === "change_comment") return this.#changeComment(by, frame, journal);
    const { field, value, base } = frame;
    if (value === "!") return { type: "refused", id, code: "invalid", message: `${field}: this must not be empty` };
    if (base > journal.contact.version) return { type: "refused", id, code: "invalid", message: "the base is newer" };
    const theirs = fieldOf(journal.contact, field);
    const last = journal.contact.field_versions[field];
    if (!sameValue(theirs, value)) {
      if (last !== undefined && last.seq > base) {
        return { type: "conflict", id, contact: contactId, field, mine: value, theirs, by: last.by, seq: last.seq };
      }
      this.changeField(contactId, by, id, field, value);
    }
    return { type: "ack", id, contact: contactId, seq: journal.contact.version };
  }

  /** Only an edit can be refused here: that of somebody else's comment. */
  #changeComment(by: string, { id, contact, comment: of, change }: ChangeComment, journal: Journal): ServerFrame {
    const before = journal.comments.find((comment) => comment.id === of);
    if (before === undefined) return { type: "refused", id, code: "not_found", message: "there is no such comment" };
    if (change.kind === "edit" && before.by !== by) {
      return { type: "refused", id, code: "may_not", message: "only its author edits a comment; write a reply instead" };
    }
    const pending = { id, comment: of, change, arrivesAt: null, refusal: null };
    const [comment = before] = withPendingChanges([before], [pending], by);
    this.commit(contact, by, id, { kind: "comment_changed", comment, change, comment_seq: 1 });
    return { type: "ack", id, contact, seq: journal.contact.version };
  }

  changeField(contactId: string, by: string, command: string, field: Field, value: FieldValue): void {
    const contact = this.contacts.get(contactId)?.contact;
    if (contact === undefined) throw new Error(`no contact ${contactId}`);
    this.commit(contactId, by, command, { kind: "field_changed", field, value, previous: fieldOf(contact, field) });
  }

  /** Writes an event and publishes it. */
  commit(contactId: string, by: string, command: string, kind: EventKind): void {
    const journal = this.contacts.get(contactId);
    if (journal === undefined) throw new Error(`no contact ${contactId}`);
    const seq = journal.contact.version + 1;
    const event: Event = { seq, at: AT, by, command, ...kind };
    this.applied.set(command, (this.applied.get(command) ?? 0) + 1);
    journal.events.push(event);
    journal.contact = { ...journal.contact, version: seq };
    if (kind.kind === "field_changed") {
      const changed = withField(journal.contact, kind.field, kind.value);
      journal.contact = { ...changed, field_versions: { ...changed.field_versions, [kind.field]: { seq, by } } };
    }
    if (kind.kind === "comment_added") journal.comments.push(kind.comment);
    if (kind.kind === "comment_changed") {
      journal.comments = journal.comments.map((comment) => (comment.id === kind.comment.id ? kind.comment : comment));
    }
    this.#publish(contactId, { type: "event", topic: contactTopic(contactId), ...event });
  }

  #publish(contactId: string, frame: ServerFrame): void {
    for (const connection of this.#connections.values()) {
      if (connection.topics.has(contactTopic(contactId))) connection.send(frame);
    }
  }

  /** Tells everyone who follows the list that rows of it changed, each with their own count of frames. */
  changeRows(topic: string, { changed = [], left = [], total }: Partial<RowsFrame> & { total: number }): void {
    this.listTotals.set(topic, total);
    for (const connection of this.#connections.values()) {
      const seq = (connection.listSeqs.get(topic) ?? 0) + 1;
      if (!connection.topics.has(topic)) continue;
      connection.listSeqs.set(topic, seq);
      connection.send({ type: "rows", topic, seq, changed, left, total });
    }
  }

  /** Somebody loses access: nothing more comes on the topic. */
  revoke(contactId: string, employee: string): void {
    const topic = contactTopic(contactId);
    this.shut.add(`${contactId} ${employee}`);
    for (const connection of this.#connections.values()) {
      if (connection.employee !== employee || !connection.topics.delete(topic)) continue;
      connection.send({ type: "revoked", topic, reason: "access_lost" });
    }
  }
}

export class ServerConnection {
  readonly topics = new Set<string>();
  readonly fields = new Map<string, Field | null>();
  readonly listSeqs = new Map<string, number>();

  constructor(
    private readonly pair: WirePair,
    readonly employee: string,
    readonly session: string,
  ) {}

  send(frame: ServerFrame): void {
    if (!this.pair.closed) this.pair.toClient.push(JSON.stringify(frame));
  }
}
