import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";

import type { ConnectionStatus } from "@/sync/connection";
import { NotesSession } from "./notesSession";

/** The live connection as far as the notes listen to it. */
const liveLine = vi.hoisted(() => {
  const listeners = new Set<() => void>();
  const line = {
    status: "online" as ConnectionStatus,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Something changed: the status, or only what the connection brought. */
    changes: (status?: ConnectionStatus) => {
      if (status !== undefined) line.status = status;
      for (const listener of listeners) listener();
    },
  };
  return line;
});

vi.mock("@/app/live", () => ({ live: liveLine, socketAddress: (path: string) => `ws://kontor.example${path}` }));

/** A socket that does nothing by itself, not even close: as one without a network. */
class Socket {
  static readonly OPEN = 1;
  static dialled: Socket[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: Uint8Array }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: Uint8Array[] = [];

  constructor() {
    Socket.dialled.push(this);
  }

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }

  close(): void {
    this.readyState = 2;
  }

  /** The server takes the connection and says what it has: nothing that is not here, too. */
  syncs(): void {
    this.readyState = Socket.OPEN;
    this.onopen?.();
    const nothing = Y.encodeStateAsUpdate(new Y.Doc());
    this.onmessage?.({ data: new Uint8Array([0, 1, nothing.length, ...nothing]) });
  }

  /** The server or the way to it ends the connection. */
  ends(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const newest = () => Socket.dialled.at(-1)!;
const attempts = () => Socket.dialled.length;

describe("the session of the notes", () => {
  let session: NotesSession;
  const network = new EventTarget();
  const becomes = (state: "online" | "offline") => network.dispatchEvent(new Event(state));

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", network);
    vi.stubGlobal("WebSocket", Socket);
    Socket.dialled = [];
    liveLine.status = "online";
    session = new NotesSession("0198c0de-0000-7000-8000-000000000001");
    newest().syncs();
  });

  afterEach(() => {
    session.destroy();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("says offline as soon as the device has no network, though the socket answers nothing", () => {
    expect(session.status).toBe("online");
    becomes("offline");
    expect(session.status).toBe("offline");
  });

  it("goes on trying without a network, which may reach the server all the same", () => {
    becomes("offline");
    newest().ends(1006);
    vi.advanceTimersByTime(1_000);
    expect(attempts()).toBe(3);
    newest().syncs();
    expect(session.status).toBe("online");
  });

  it("dials at once when the network is back, also past an attempt that hangs", () => {
    becomes("offline");
    const hanging = newest();
    becomes("online");
    expect(newest()).not.toBe(hanging);
    newest().syncs();
    expect(session.status).toBe("online");
  });

  it("dials at once when the live connection is back, and at nothing else that it brings", () => {
    newest().ends(1006);
    liveLine.changes("reconnecting");
    expect(attempts()).toBe(1);
    liveLine.changes("online");
    expect(attempts()).toBe(2);
    newest().ends(1006);
    for (let change = 0; change < 5; change += 1) liveLine.changes();
    expect(attempts(), "the pause is kept").toBe(2);
  });

  it("that never synced dials at once, too, when the live connection is there", () => {
    const other = new NotesSession("0198c0de-0000-7000-8000-000000000002");
    newest().ends(1006);
    expect(other.status).toBe("loading");
    const before = attempts();
    liveLine.changes("reconnecting");
    liveLine.changes("online");
    expect(attempts()).toBe(before + 1);
    newest().syncs();
    expect(other.status).toBe("online");
    other.destroy();
  });

  it("leaves a connection alone that works", () => {
    becomes("online");
    liveLine.changes("reconnecting");
    liveLine.changes("online");
    expect(attempts()).toBe(1);
    expect(session.status).toBe("online");
  });

  it("does not knock again after a refusal, whatever the network does", () => {
    newest().ends(1009);
    expect(session.status).toBe("refused");
    becomes("offline");
    becomes("online");
    vi.advanceTimersByTime(60_000);
    expect(attempts()).toBe(1);
  });

  it("keeps what is written without a network, and hands it over when it is back", () => {
    becomes("offline");
    session.doc.getText("notes").insert(0, "im Zug");
    expect(session.saved).toBe(false);
    becomes("online");
    newest().syncs();
    expect(session.saved).toBe(false);
    newest().onmessage?.({ data: askedFor() });
    const answer = newest().sent.at(-1)!;
    expect([answer[0], answer[1]]).toEqual([0, 1]);
    expect(new TextDecoder().decode(answer)).toContain("im Zug");
  });
});

/** The server asks for everything that it does not have yet (sync step 1). */
function askedFor(): Uint8Array {
  const stateVector = Y.encodeStateVector(new Y.Doc());
  return new Uint8Array([0, 0, stateVector.length, ...stateVector]);
}
