import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";

import { SaveLedger } from "./saveLedger";
import { seeded } from "./testing/wire";

/** A document whose own updates are collected, with the ledger that watches them. */
class Author {
  readonly doc = new Y.Doc();
  readonly ledger = new SaveLedger();
  readonly updates: Uint8Array[] = [];
  readonly text = this.doc.getText("text");

  constructor() {
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "server") return;
      this.updates.push(update);
      this.ledger.made(update);
    });
  }

  /** An update of the server arrives. */
  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, "server");
    this.ledger.received(update);
  }
}

let lena: Author;

beforeEach(() => {
  lena = new Author();
});

describe("own notes are saved", () => {
  it("when their update comes back", () => {
    lena.text.insert(0, "abc");
    expect(lena.ledger.saved).toBe(false);
    lena.take(lena.updates[0] as Uint8Array);
    expect(lena.ledger.saved).toBe(true);
  });

  it("when they come back merged with others", () => {
    lena.text.insert(0, "abc");
    lena.text.insert(3, "def");
    lena.text.delete(0, 2);
    lena.take(Y.mergeUpdates(lena.updates));
    expect(lena.ledger.saved).toBe(true);
  });

  it("not before the last one is back", () => {
    lena.text.insert(0, "abc");
    lena.text.insert(3, "def");
    lena.take(lena.updates[0] as Uint8Array);
    expect(lena.ledger.saved).toBe(false);
  });

  it("not when only the text of a deletion is known", () => {
    lena.text.insert(0, "abc");
    lena.take(lena.updates[0] as Uint8Array);
    lena.text.delete(1, 1);
    lena.take(lena.updates[0] as Uint8Array);
    expect(lena.ledger.saved).toBe(false);
    lena.take(lena.updates[1] as Uint8Array);
    expect(lena.ledger.saved).toBe(true);
  });

  it("when a colleague's deletion covered the own one in parts", () => {
    const max = new Author();
    lena.text.insert(0, "abcdef");
    max.take(lena.updates[0] as Uint8Array);
    lena.take(lena.updates[0] as Uint8Array);
    lena.text.delete(1, 4);
    max.text.delete(1, 2);
    max.text.delete(1, 2);
    for (const update of max.updates) lena.ledger.received(update);
    expect(lena.ledger.saved).toBe(true);
  });

  it("not by what a colleague wrote", () => {
    const max = new Author();
    lena.text.insert(0, "abc");
    max.text.insert(0, "xyz");
    lena.take(max.updates[0] as Uint8Array);
    expect(lena.ledger.saved).toBe(false);
  });

  it("after a reconnect only when the server has answered for what it claims", () => {
    const server = new Y.Doc();
    lena.text.insert(0, "abc");
    lena.text.delete(0, 1);
    for (const update of lena.updates) Y.applyUpdate(server, update);
    lena.ledger.serverClaims(Y.encodeStateVector(server));
    expect(lena.ledger.saved).toBe(false);
    lena.ledger.serverAnswered(Y.encodeStateAsUpdate(server, Y.encodeStateVector(lena.doc)));
    expect(lena.ledger.saved).toBe(true);
  });

  it("not after a reconnect to a server that lacks them", () => {
    lena.text.insert(0, "abc");
    lena.ledger.serverClaims(Y.encodeStateVector(new Y.Doc()));
    lena.ledger.serverAnswered(Y.encodeStateAsUpdate(new Y.Doc()));
    expect(lena.ledger.saved).toBe(false);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("exactly when a server that merges and forwards has everything (seed %i)", (seed) => {
    const chance = seeded(seed);
    const server = new Y.Doc();
    const back: Uint8Array[] = [];
    server.on("update", (update: Uint8Array) => back.push(update));
    const authors = [lena, new Author()].map((author) => ({ author, sent: 0, taken: 0 }));
    const deliver = (line: (typeof authors)[number]) => {
      for (const update of line.author.updates.slice(line.sent)) Y.applyUpdate(server, update);
      line.sent = line.author.updates.length;
      for (const update of back.slice(line.taken)) line.author.take(update);
      line.taken = back.length;
    };
    for (let step = 0; step < 200; step += 1) {
      const line = chance() < 0.5 ? authors[0] : authors[1];
      if (line === undefined) throw new Error("two authors write");
      const { text } = line.author;
      const at = Math.floor(chance() * text.length);
      if (chance() < 0.4) deliver(line);
      else if (chance() < 0.6 || text.length === 0) text.insert(at, "ab");
      else text.delete(at, 1);
    }
    for (let round = 0; round < 3; round += 1) authors.forEach(deliver);
    for (const { author } of authors) {
      expect(author.ledger.saved).toBe(true);
      expect(author.text.toString()).toBe(server.getText("text").toString());
    }
  });
});
