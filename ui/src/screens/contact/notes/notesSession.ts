/**
 * The shared notes of one contact while somebody looks at them, and after that until everything typed is on the
 * server's disk: leaving the page loses nothing.
 */
import * as decoding from "lib0/decoding";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

import { live, socketAddress } from "@/app/live";
import { setUnsaved } from "@/app/unsaved";
import type { ContactId } from "@/protocol";
import { isFinal, refusalOf, type NotesRefusal } from "@/state/notes";
import { SaveLedger } from "@/sync/saveLedger";

/**
 * `loading` until the first sync; `closed` when the notes may no longer be seen; `refused` when the server does not take
 * what was written here: sent again, it would be refused again.
 */
export type NotesStatus = "loading" | "online" | "offline" | "closed" | "refused";

/** Numbers of the y-websocket protocol. */
const MESSAGE_SYNC = 0;
const SYNC_STEP_1 = 0;
const SYNC_STEP_2 = 1;

export class NotesSession {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  readonly #ledger = new SaveLedger(() => this.#changed());
  readonly #listeners = new Set<() => void>();
  readonly #watching = new AbortController();
  #status: NotesStatus = "loading";
  #wasSynced = false;
  #refusal: NotesRefusal | null = null;
  users = 0;

  constructor(readonly contact: ContactId) {
    this.provider = new WebsocketProvider(socketAddress("/yjs"), contact, this.doc, {
      connect: false,
      // Tabs meet at the server: what another tab shows must be on disk, too.
      disableBc: true,
      maxBackoffTime: 10_000,
      shouldReconnect: ({ code }) => !isFinal(code),
    });
    this.#listenForSaved();
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== this.provider) this.#ledger.made(update);
    });
    this.provider.on("sync", (synced) => {
      this.#wasSynced ||= synced;
      this.#setStatus(synced ? "online" : this.#wasSynced ? "offline" : "loading");
    });
    this.provider.on("status", ({ status }) => {
      if (status !== "connected" && this.#wasSynced) this.#setStatus("offline");
    });
    this.provider.on("closed", ({ code }) => {
      this.#refusal = refusalOf(code);
      this.#setStatus(this.#refusal === null ? "closed" : "refused");
    });
    this.#watchNetwork();
    this.provider.connect();
  }

  get status(): NotesStatus {
    return this.#status;
  }

  /** Why the server does not take what was written here. */
  get refusal(): NotesRefusal | null {
    return this.#refusal;
  }

  get saved(): boolean {
    return this.#ledger.saved;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    setUnsaved(`notes/${this.contact}`, 0);
    this.#watching.abort();
    this.provider.destroy();
    this.doc.destroy();
  }

  /**
   * What the device and the live connection know of the network, the notes need not find out for themselves. After a
   * refusal or the end of the right to see, the provider is not to connect any more, whatever the network does.
   */
  #watchNetwork(): void {
    const { signal } = this.#watching;
    window.addEventListener("offline", () => this.#dialAnew(), { signal });
    window.addEventListener("online", () => this.#networkIsBack(), { signal });
    let last = live.status;
    const leave = live.onChange(() => {
      if (live.status === last) return;
      last = live.status;
      if (last === "online") this.#dial();
    });
    signal.addEventListener("abort", leave);
  }

  /** An attempt that was made without a network may hang. */
  #networkIsBack(): void {
    if (!this.provider.wsconnected) this.#dialAnew();
  }

  /** The pause before the next attempt is not waited out. */
  #dial(): void {
    if (this.provider.shouldConnect) this.provider.connect();
  }

  /**
   * Leaves the socket and tries another at once, then with growing pauses. A socket without a network would stay open
   * until its close is answered, and seem to save; the provider lets go of it without waiting.
   */
  #dialAnew(): void {
    if (!this.provider.shouldConnect) return;
    this.provider.disconnect();
    this.provider.connect();
  }

  /** Reads every sync message before the provider does. */
  #listenForSaved(): void {
    const handle = this.provider.messageHandlers[MESSAGE_SYNC];
    if (handle === undefined) throw new Error("the provider has no handler for sync messages");
    this.provider.messageHandlers[MESSAGE_SYNC] = (encoder, decoder, ...rest) => {
      const peek = decoding.clone(decoder);
      const step = decoding.readVarUint(peek);
      const content = decoding.readVarUint8Array(peek);
      handle(encoder, decoder, ...rest);
      if (step === SYNC_STEP_1) this.#ledger.serverClaims(content);
      else if (step === SYNC_STEP_2) this.#ledger.serverAnswered(content);
      else this.#ledger.received(content);
    };
  }

  #setStatus(status: NotesStatus): void {
    if (status === this.#status || this.#status === "closed" || this.#status === "refused") return;
    this.#status = status;
    this.#changed();
  }

  #changed(): void {
    setUnsaved(`notes/${this.contact}`, this.saved || this.#status === "closed" ? 0 : 1);
    for (const listener of this.#listeners) listener();
    releaseIfDone(this);
  }
}

const sessions = new Map<ContactId, NotesSession>();

export function acquireNotes(contact: ContactId): NotesSession {
  const session = sessions.get(contact) ?? new NotesSession(contact);
  sessions.set(contact, session);
  session.users += 1;
  return session;
}

/** Gives up what the server refused: the notes come again as they are on its disk. */
export function startOver(session: NotesSession): void {
  if (sessions.get(session.contact) === session) sessions.delete(session.contact);
  session.destroy();
}

export function releaseNotes(session: NotesSession): void {
  session.users -= 1;
  if (session.users === 0) session.provider.awareness.setLocalState(null);
  releaseIfDone(session);
}

function releaseIfDone(session: NotesSession): void {
  if (session.users > 0 || sessions.get(session.contact) !== session) return;
  // What was refused stays for its writer to copy, also after looking at another part of the page.
  if (!session.saved && session.status !== "closed") return;
  sessions.delete(session.contact);
  session.destroy();
}
