/**
 * The live client: subscriptions with a count of users, resume by `since`, optimistic edits, presence; what is done to
 * comments stands in `discussion.ts`. It knows no DOM and no React; the page reads its state and is told when that changed.
 */
import {
  contactTopic,
  INBOX,
  topicContact,
  type CommandId,
  type ContactId,
  type EmployeeId,
  type Field,
  type Notification,
  type NotificationId,
  type ServerFrame,
  type SessionId,
  type Topic,
} from "@/protocol";
import * as contacts from "@/state/contact";
import type { ContactState, Wanted } from "@/state/contact";
import { applyInboxSnapshot, applyNotification, EMPTY_INBOX, markRead, type InboxState } from "@/state/inbox";
import { lastChange, type OwnChange } from "@/state/undo";
import { Connection, type ConnectionStatus } from "./connection";
import { ContactStates } from "./contactStates";
import { Discussion } from "./discussion";
import { ListFeeds, listTopic, mayBeLive, type ListListener } from "./lists";
import { Outbox, type Command } from "./outbox";
import type { Chance, Clock, OpenSocket, Timer } from "./ports";

export type LiveOptions = {
  open: OpenSocket;
  clock: Clock;
  chance: Chance;
  /** Makes the ids of commands. */
  newId: () => CommandId;
  /** The socket was closed without a greeting; whoever knows HTTP finds out whether the session ended. */
  notGreeted?: () => void;
};

/** Codes that say "perhaps later", not "no". */
const TRY_AGAIN = new Set(["unavailable", "outcome_unknown"]);
const TRY_AGAIN_AFTER_MS = 2_000;
const COMMANDS_IN_FLIGHT = 32;

export class LiveClient {
  readonly discussion: Discussion;
  readonly #connection: Connection;
  readonly #outbox = new Outbox();
  /** How many users each topic has. */
  readonly #subscriptions = new Map<Topic, number>();
  readonly #contacts = new ContactStates();
  readonly #lists = new ListFeeds();
  readonly #presence = new Map<ContactId, Field | null>();
  readonly #listeners = new Set<() => void>();
  readonly #notificationListeners = new Set<(notification: Notification) => void>();
  readonly #rosterListeners = new Set<() => void>();
  #inbox: InboxState = EMPTY_INBOX;
  #employee: EmployeeId | null = null;
  #session: SessionId | null = null;
  #version: string | null = null;
  #newVersion = false;
  #commandLimit = COMMANDS_IN_FLIGHT;
  #retry: Timer | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly options: LiveOptions) {
    this.#connection = new Connection(options.open, options.clock, options.chance, {
      status: (status) => this.#statusChanged(status),
      frame: (frame) => this.#received(frame),
      notGreeted: () => options.notGreeted?.(),
    });
    this.discussion = new Discussion({
      states: this.#contacts,
      newId: options.newId,
      send: (command) => this.#send(command),
      changed: () => this.#changed(),
    });
  }

  // What the page reads.

  get status(): ConnectionStatus {
    return this.#connection.status;
  }

  get inbox(): InboxState {
    return this.#inbox;
  }

  get session(): SessionId | null {
    return this.#session;
  }

  /** The server runs another version than the one this page met first: a reload is due. */
  get newVersion(): boolean {
    return this.#newVersion;
  }

  contact(id: ContactId): ContactState | null {
    return this.#contacts.get(id) ?? null;
  }

  /** Edits and comments that are not on the server's disk yet. */
  get unsaved(): number {
    return this.#contacts.unsaved;
  }

  /** Contacts with a conflict or a refusal that waits for its author, also those whose page was left. */
  attention(): ContactState[] {
    return this.#contacts.attention();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onNotification(listener: (notification: Notification) => void): () => void {
    this.#notificationListeners.add(listener);
    return () => this.#notificationListeners.delete(listener);
  }

  /** Colleagues or teams changed, or may have while there was no connection. */
  onRoster(listener: () => void): () => void {
    this.#rosterListeners.add(listener);
    return () => this.#rosterListeners.delete(listener);
  }

  // The connection.

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
  }

  /** The session ended: what waits stays, for the same person signing in again. */
  signedOut(): void {
    this.#connection.stop("signed_out");
  }

  /** Forgets everything, as when another person sits down at the page. */
  forget(): void {
    this.#outbox.removeWhere(() => true);
    this.#presence.clear();
    this.#contacts.forget((id) => this.#isLookedAt(id));
    this.#inbox = EMPTY_INBOX;
    this.#employee = null;
    this.#changed();
  }

  setDeviceOnline(online: boolean): void {
    this.#connection.setDeviceOnline(online);
  }

  setVisible(visible: boolean): void {
    this.#connection.setVisible(visible);
  }

  /** The person does not want to wait for the next attempt. */
  tryNow(): void {
    this.#connection.wake();
  }

  // Subscriptions.

  /** Keeps the contact live until the returned function is called. */
  openContact(id: ContactId): () => void {
    this.#contacts.begin(id);
    const leave = this.#subscribe(contactTopic(id));
    return () => {
      leave();
      this.#presence.delete(id);
      this.#dropUnused();
    };
  }

  openInbox(): () => void {
    return this.#subscribe(INBOX);
  }

  /** Follows the list that a query string describes until the returned function is called. */
  openList(query: string, listener: ListListener): () => void {
    if (!mayBeLive(query)) return () => {};
    const topic = listTopic(query);
    const forget = this.#lists.add(topic, listener);
    const leave = this.#subscribe(topic);
    return () => {
      forget();
      leave();
    };
  }

  #subscribe(topic: Topic): () => void {
    const users = this.#subscriptions.get(topic) ?? 0;
    this.#subscriptions.set(topic, users + 1);
    if (users === 0) this.#ask(topic);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#unsubscribe(topic);
    };
  }

  #unsubscribe(topic: Topic): void {
    const users = this.#subscriptions.get(topic) ?? 0;
    if (users > 1) {
      this.#subscriptions.set(topic, users - 1);
      return;
    }
    this.#subscriptions.delete(topic);
    this.#connection.send({ type: "unsubscribe", topic });
  }

  /** Subscribes on the wire: for what came after the last event seen, or from the start. */
  #ask(topic: Topic, fresh = false): void {
    if (!this.#subscriptions.has(topic)) return;
    const id = topicContact(topic);
    const state = id === null ? null : this.#contacts.get(id);
    const resumes = !fresh && state?.phase === "live" && !state.stale;
    this.#connection.send(resumes ? { type: "subscribe", topic, since: state.seq } : { type: "subscribe", topic });
  }

  // What the person does.

  /**
   * Saves a field. `base` is the seq at which its author read it, `original` the value read there. Says whether there
   * was anything to save.
   */
  edit(contact: ContactId, field: Field, wanted: Wanted): boolean {
    const state = this.#contacts.get(contact);
    if (state === undefined || !contacts.changesSomething(state, field, wanted.value)) return false;
    const current = state.edits[field];
    if (current?.state === "saving" && this.#outbox.mayBeKnown(current.id)) {
      this.#contacts.keep(contacts.editWaits(state, field, wanted));
    } else if (current?.state === "saving") {
      const { base, original } = current;
      this.#sendEdit(state, field, { value: wanted.value, base, original }, { insteadOf: current.id });
    } else {
      this.#sendEdit(state, field, wanted);
    }
    this.#changed();
    return true;
  }

  /** Saves the own value over a colleague's, now that its author has seen both. */
  resolveWith(contact: ContactId, field: Field, value: Wanted["value"]): void {
    const state = this.#contacts.get(contact);
    const edit = state?.edits[field];
    if (state === undefined || edit?.state !== "conflict") return;
    this.#sendEdit(state, field, { value, base: edit.seq, original: edit.theirs });
    this.#changed();
  }

  /** Takes a colleague's value, or gives up what was refused. */
  drop(contact: ContactId, field: Field): void {
    const state = this.#contacts.get(contact);
    if (state === undefined) return;
    this.#contacts.keep(contacts.editDropped(state, field));
    this.#dropUnused();
    this.#changed();
  }

  /**
   * Takes the last change back that this tab made to the contact. `"busy"` while that one is still being saved,
   * `"nothing"` if there is none.
   */
  undo(contact: ContactId): OwnChange | "busy" | "nothing" {
    const state = this.#contacts.get(contact);
    const change = state === undefined ? null : lastChange(state.own);
    if (state === undefined || change === null) return "nothing";
    if (change.done === null || state.edits[change.field]?.state === "saving") return "busy";
    const { previous, seq } = change.done;
    this.#sendEdit(state, change.field, { value: previous, base: seq, original: change.value }, { takesBack: change });
    this.#changed();
    return change;
  }

  /** Tells colleagues where the person is; after a reconnect it is told again. */
  present(contact: ContactId, field: Field | null): void {
    this.#presence.set(contact, field);
    this.#tellPresence(contact, field);
  }

  /** Shows notifications as read; telling the server is a matter of HTTP. */
  markRead(ids: readonly NotificationId[] | "all"): void {
    this.#inbox = markRead(this.#inbox, ids);
    this.#changed();
  }

  #sendEdit(state: ContactState, field: Field, wanted: Wanted, how: { insteadOf?: CommandId; takesBack?: OwnChange } = {}): void {
    const { insteadOf, takesBack } = how;
    const id = this.options.newId();
    // One's own last change was read by its author, even if its event has not come yet. Taking a change back is based on
    // that change alone, or it would run over what a colleague wrote in between.
    const base = takesBack === undefined ? Math.max(wanted.base, state.acknowledged[field] ?? 0) : wanted.base;
    const command = { type: "edit", id, contact: state.id, field, value: wanted.value, base } as const;
    if (insteadOf === undefined) this.#outbox.add(command);
    else this.#outbox.replace(insteadOf, command);
    this.#contacts.keep(contacts.editSent(state, field, id, { ...wanted, base }, takesBack));
    this.#flush();
  }

  #tellPresence(contact: ContactId, field: Field | null): void {
    this.#connection.send({ type: "presence", contact, ...(field === null ? {} : { field }) });
  }

  #send(command: Command): void {
    this.#outbox.add(command);
    this.#flush();
  }

  #flush(): void {
    this.#outbox.flush(this.#commandLimit, (command) => this.#connection.send(command));
  }

  // What the server says.

  #received(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        this.#welcomed(frame);
        break;
      case "snapshot":
        this.#snapshot(frame);
        break;
      case "event": {
        const id = topicContact(frame.topic);
        const state = id === null ? undefined : this.#contacts.get(id);
        if (state === undefined) return;
        const next = contacts.applyEvent(state, frame);
        this.#contacts.keep(next);
        if (next.stale && !state.stale) this.#ask(frame.topic, true);
        break;
      }
      case "ack":
        this.#acknowledged(frame.id, frame.contact, frame.seq);
        break;
      case "conflict":
        this.#outbox.remove(frame.id);
        this.#contacts.update(frame.contact, (state) => contacts.editConflicted(state, frame.id, frame));
        break;
      case "refused":
        this.#refused(frame);
        break;
      case "presence":
        this.#contacts.update(frame.contact, (state) => contacts.applyPresence(state, frame.people));
        break;
      case "notification":
        this.#inbox = applyNotification(this.#inbox, frame.notification);
        for (const listener of this.#notificationListeners) listener(frame.notification);
        break;
      case "revoked": {
        const id = topicContact(frame.topic);
        if (id === null) return;
        this.#outbox.removeWhere((command) => command.contact === id);
        this.#contacts.update(id, (state) => contacts.applyRevoked(state, frame.reason, frame.merged_into ?? null));
        // Its name may still be seen; the answer says so.
        if (frame.reason === "access_lost") this.#ask(frame.topic, true);
        break;
      }
      case "rows":
        if (!this.#lists.rows(frame)) this.#ask(frame.topic, true);
        // Whoever follows the list was told; nothing else of the page shows it.
        return;
      case "resync":
        this.#lists.stale(frame.topic);
        this.#ask(frame.topic, true);
        break;
      case "roster":
        this.#rosterChanged();
        return;
      case "pong":
        return;
    }
    this.#changed();
  }

  #welcomed(welcome: Extract<ServerFrame, { type: "welcome" }>): void {
    if (this.#employee !== null && this.#employee !== welcome.employee) this.forget();
    this.#employee = welcome.employee;
    this.#session = welcome.session;
    this.#commandLimit = welcome.limits.commands_in_flight;
    this.#newVersion ||= this.#version !== null && this.#version !== welcome.version;
    this.#version ??= welcome.version;
    for (const topic of this.#subscriptions.keys()) this.#ask(topic);
    for (const [contact, field] of this.#presence) this.#tellPresence(contact, field);
    this.#flush();
    this.#rosterChanged();
  }

  #rosterChanged(): void {
    for (const listener of this.#rosterListeners) listener();
  }

  #snapshot(frame: Extract<ServerFrame, { type: "snapshot" }>): void {
    const { state: snapshot, seq, topic } = frame;
    if ("total" in snapshot) {
      this.#lists.snapshot(topic, seq, snapshot.total);
      return;
    }
    if ("notifications" in snapshot) {
      this.#inbox = applyInboxSnapshot(snapshot);
      return;
    }
    this.#contacts.update(snapshot.contact.id, (state) => contacts.applySnapshot(state, seq, snapshot));
  }

  #acknowledged(id: CommandId, contact: ContactId, seq: number): void {
    this.#outbox.remove(id);
    const isLookedAt = this.#subscriptions.has(contactTopic(contact));
    this.#contacts.update(contact, (known) => {
      const state = isLookedAt ? known : contacts.saidUnseen(known, id);
      const found = contacts.findEdit(state, id);
      const next = contacts.changeOfCommentAcknowledged(contacts.editAcknowledged(state, id, seq), id, seq);
      if (found === null || found[1].next === null) return next;
      const [field, { next: waiting }] = found;
      this.#sendEdit(next, field, waiting);
      return this.#contacts.get(contact) ?? next;
    });
    this.#dropUnused();
    this.#flush();
  }

  #refused({ id, code, message, topic }: Extract<ServerFrame, { type: "refused" }>): void {
    // A list has no id. One that cannot be followed is shown all the same, as it was when it was read.
    if (topic !== undefined && TRY_AGAIN.has(code)) this.#tryAgain(() => this.#ask(topic));
    if (topic !== undefined) return;
    // A frame that this page sent was not understood: no answer of a person changes that.
    if (id === null) return;
    const command = this.#outbox.find(id);
    if (command === null) {
      this.#subscriptionRefused(id, code);
      return;
    }
    if (TRY_AGAIN.has(code)) {
      this.#outbox.again(id);
      this.#tryAgain(() => this.#flush());
      return;
    }
    this.#outbox.remove(id);
    this.#contacts.update(command.contact, (state) => {
      if (command.type === "comment") return contacts.commentRefused(state, id, { code, message });
      if (command.type === "change_comment") return contacts.changeOfCommentRefused(state, id, { code, message });
      const next = contacts.findEdit(state, id)?.[1].next ?? null;
      if (next === null) return contacts.editRefused(state, id, { code, message });
      // It was corrected in the meantime: only the newest text matters.
      this.#sendEdit(state, command.field, { ...next, base: command.base });
      return this.#contacts.get(command.contact) ?? state;
    });
    this.#flush();
  }

  /** A refused subscription names its contact; that of the inbox, its employee. */
  #subscriptionRefused(id: ContactId | EmployeeId, code: string): void {
    const topic = id === this.#employee ? INBOX : contactTopic(id);
    if (!this.#subscriptions.has(topic)) return;
    if (TRY_AGAIN.has(code)) this.#tryAgain(() => this.#ask(topic));
    else if (topic !== INBOX) this.#missing(id, code === "name_only" ? "name_only" : "missing");
  }

  /** One timer for whatever waits: all of it is safe to send again. */
  #tryAgain(run: () => void): void {
    this.#waiting.push(run);
    this.#retry ??= this.options.clock.after(TRY_AGAIN_AFTER_MS * (0.5 + this.options.chance()), () => {
      this.#retry = null;
      for (const waiting of this.#waiting.splice(0)) waiting();
    });
  }

  #missing(id: ContactId, phase: "missing" | "name_only"): void {
    this.#outbox.removeWhere((command) => command.contact === id);
    // Known a moment ago means that it was taken away while the connection was down.
    this.#contacts.update(id, (state) =>
      phase === "name_only" || state.phase === "loading" || state.phase === "missing" || state.phase === "name_only"
        ? contacts.applyMissing(state, phase)
        : contacts.applyRevoked(state, state.revokedReason ?? "access_lost", state.mergedInto),
    );
  }

  #statusChanged(status: ConnectionStatus): void {
    if (status !== "online") {
      this.#outbox.connectionLost();
      this.#lists.stale();
    }
    this.#changed();
  }

  /** A contact that nobody looks at any more is forgotten once everything of it is saved. */
  #dropUnused(): void {
    this.#contacts.dropUnused((id) => this.#isLookedAt(id));
  }

  #isLookedAt(id: ContactId): boolean {
    return this.#subscriptions.has(contactTopic(id));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
