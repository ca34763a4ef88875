/**
 * Notes with the plain npm client: two documents through y-websocket's `WebsocketProvider` converge, also when the
 * server is killed between their letters and comes back. Needs `KONTOR_BIN`.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { signedIn } from "./support/api.mjs";
import { startServer } from "./support/server.mjs";

const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const Y = require("yjs");
const { WebsocketProvider } = require("y-websocket");
const WebSocket = require("ws");

const CONVERGED_WITHIN_MS = 20_000;

/** One person's copy of the notes. */
class Copy {
  doc = new Y.Doc();

  constructor(url, contact, token) {
    this.provider = new WebsocketProvider(url.replace("http", "ws") + "/yjs", contact, this.doc, {
      WebSocketPolyfill: WebSocket,
      params: { token },
      maxBackoffTime: 500,
      disableBc: true,
    });
  }

  get notes() {
    return this.doc.getXmlFragment("notes");
  }

  write(text) {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(text)]);
    this.notes.push([paragraph]);
  }

  synced() {
    return until(this.provider, "sync", () => this.provider.synced);
  }

  /** Waits until the notes hold all of these texts. */
  shows(...texts) {
    return until(this.doc, "update", () => texts.every((text) => this.notes.toString().includes(text)));
  }

  close() {
    this.provider.destroy();
    this.doc.destroy();
  }
}

/** Waits for a condition that can only change with an event. */
function until(emitter, event, holds) {
  if (holds()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = (finish) => {
      clearTimeout(deadline);
      emitter.off(event, look);
      finish();
    };
    const look = () => holds() && done(resolve);
    const deadline = setTimeout(() => done(() => reject(new Error(`nothing came of “${event}” in time`))), CONVERGED_WITHIN_MS);
    emitter.on(event, look);
  });
}

describe("the npm client y-websocket", { skip: process.env.KONTOR_BIN === undefined && "KONTOR_BIN names no program" }, () => {
  let folder;
  let server;
  let token;
  let contact;
  const copies = [];

  const open = async () => {
    const copy = new Copy(server.url, contact, token);
    copies.push(copy);
    await copy.synced();
    return copy;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "kontor-yjs-"));
    server = await startServer({ data: folder });
    const lena = await signedIn(server.url, "lena");
    token = lena.token;
    contact = (await lena.createContact({ name: "Notizen GmbH" })).id;
  });

  after(async () => {
    for (const copy of copies) copy.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("converges on two documents", async () => {
    const [lena, max] = [await open(), await open()];
    lena.write("von Lena");
    max.write("von Max");
    for (const copy of [lena, max]) await copy.shows("von Lena", "von Max");
    assert.equal(lena.notes.toString(), max.notes.toString());
  });

  it("shows one's caret to the other and takes it away again", async () => {
    const [lena, max] = copies;
    const names = () => [...max.provider.awareness.getStates().values()].map((state) => state.user?.name);
    lena.provider.awareness.setLocalStateField("user", { name: "Lena", color: "#0b7285" });
    await until(max.provider.awareness, "change", () => names().includes("Lena"));
    lena.provider.awareness.setLocalState(null);
    await until(max.provider.awareness, "change", () => !names().includes("Lena"));
  });

  it("keeps what came back through a kill, and goes on by itself afterwards", async () => {
    const [lena, max] = copies;
    lena.write("vor dem Absturz");
    await max.shows("vor dem Absturz");
    const { host } = new URL(server.url);
    await server.kill();
    lena.write("Lena ohne Server");
    max.write("Max ohne Server");
    server = await startServer({ data: folder, listen: host });
    for (const copy of [lena, max]) await copy.shows("Lena ohne Server", "Max ohne Server");
    assert.equal(lena.notes.toString(), max.notes.toString());
    const late = await open();
    await late.shows("von Lena", "von Max", "vor dem Absturz", "Lena ohne Server", "Max ohne Server");
    assert.equal(late.notes.toString(), lena.notes.toString());
  });

  it("reads without writing where it asks for reading only", async () => {
    const [lena] = copies;
    const reader = new Copy(server.url, contact, token);
    reader.provider.params = { token, mode: "read" };
    reader.provider.disconnect();
    reader.provider.connect();
    copies.push(reader);
    await reader.synced();
    reader.write("heimlich");
    lena.write("offen");
    await reader.shows("offen");
    const late = await open();
    await late.shows("offen");
    assert.ok(!late.notes.toString().includes("heimlich"));
  });
});
