import { beforeEach, describe, expect, it } from "vitest";

import { listTopic, type ListListener, type RowsFrame } from "./lists";
import { TestClient } from "./testing/client";
import { contactNamed, ModelServer } from "./testing/modelServer";

const QUERY = "search=alpha";
const TOPIC = listTopic(QUERY);
const ALPHA = contactNamed("alpha", "Alpha GmbH");

class Recording implements ListListener {
  readonly heard: (number | RowsFrame)[] = [];
  fresh(total: number): void {
    this.heard.push(total);
  }
  rows(frame: RowsFrame): void {
    this.heard.push(frame);
  }
}

let server: ModelServer;
let lena: TestClient;
let listener: Recording;

beforeEach(() => {
  server = new ModelServer();
  server.listTotals.set(TOPIC, 7);
  lena = new TestClient(server, "lena").connect();
  listener = new Recording();
});

describe("a list that is followed", () => {
  it("begins with its count and hears every frame once, in order", () => {
    lena.live.openList(QUERY, listener);
    lena.settle();
    server.changeRows(TOPIC, { changed: [ALPHA], total: 8 });
    server.changeRows(TOPIC, { left: ["beta"], total: 7 });
    lena.settle();
    expect(listener.heard).toMatchObject([
      7,
      { seq: 1, changed: [{ id: "alpha" }], left: [], total: 8 },
      { seq: 2, changed: [], left: ["beta"], total: 7 },
    ]);
  });

  it("is one subscription for several listeners, and the later one hears the count at once", () => {
    const leaveFirst = lena.live.openList(QUERY, listener);
    lena.settle();
    const second = new Recording();
    const leaveSecond = lena.live.openList(QUERY, second);
    expect(lena.sent).toEqual([]);
    expect(second.heard).toEqual([7]);
    leaveFirst();
    expect(lena.sent).toEqual([]);
    leaveSecond();
    expect(lena.sent).toEqual([{ type: "unsubscribe", topic: TOPIC }]);
  });

  it("is silent after it was left, also for what was under way", () => {
    const leave = lena.live.openList(QUERY, listener);
    lena.settle();
    server.changeRows(TOPIC, { total: 8 });
    leave();
    lena.settle();
    expect(listener.heard).toEqual([7]);
  });

  it("is asked for afresh when a frame is missing, and takes nothing until the count is known again", () => {
    lena.live.openList(QUERY, listener);
    lena.settle();
    server.changeRows(TOPIC, { total: 8 });
    server.changeRows(TOPIC, { total: 9 });
    server.changeRows(TOPIC, { total: 10 });
    lena.wires.current.toClient.shift();
    lena.toClient();
    lena.toClient();
    expect(lena.sent).toEqual([{ type: "subscribe", topic: TOPIC }]);
    expect(listener.heard).toEqual([7]);
    lena.settle();
    server.changeRows(TOPIC, { total: 11 });
    lena.settle();
    expect(listener.heard).toMatchObject([7, 10, { seq: 1, total: 11 }]);
  });

  it("is asked for afresh when the server lost count", () => {
    lena.live.openList(QUERY, listener);
    lena.settle();
    lena.wires.current.toClient.push(JSON.stringify({ type: "resync", topic: TOPIC }));
    lena.settle();
    expect(listener.heard).toEqual([7, 7]);
  });

  it("begins anew after the connection was lost", () => {
    lena.live.openList(QUERY, listener);
    lena.settle();
    lena.cut();
    server.listTotals.set(TOPIC, 12);
    lena.reconnect();
    server.changeRows(TOPIC, { total: 13 });
    lena.settle();
    expect(listener.heard).toMatchObject([7, 12, { seq: 1, total: 13 }]);
  });

  it("drops a frame of before that arrives after the new count", () => {
    lena.live.openList(QUERY, listener);
    lena.settle();
    server.changeRows(TOPIC, { total: 8 });
    lena.settle();
    lena.wires.current.toClient.push(JSON.stringify({ type: "rows", topic: TOPIC, seq: 1, changed: [], left: [], total: 8 }));
    lena.settle();
    expect(listener.heard).toHaveLength(2);
  });

  it("is asked for again when the store does not answer, and not when it is refused for good", () => {
    lena.live.openList(QUERY, listener);
    const refuse = (code: string) => {
      lena.wires.current.toServer.length = 0;
      lena.wires.current.toClient.push(JSON.stringify({ type: "refused", id: null, code, message: "", topic: TOPIC }));
      lena.toClient();
      lena.clock.advance(3_000);
    };
    refuse("unavailable");
    expect(lena.sent).toEqual([{ type: "subscribe", topic: TOPIC }]);
    refuse("invalid");
    expect(lena.sent).toEqual([]);
  });

  it("is not followed at all when its query is longer than a topic may be", () => {
    lena.live.openList(`search=${"ä".repeat(1_000)}`, listener);
    expect(lena.sent).toEqual([]);
  });

  it("leaves the contacts of the same socket alone", () => {
    server.addContact("alpha", "Alpha GmbH");
    lena.live.openContact("alpha");
    lena.live.openList(QUERY, listener);
    lena.settle();
    server.changeRows(TOPIC, { left: ["alpha"], total: 6 });
    lena.settle();
    expect(lena.live.contact("alpha")?.phase).toBe("live");
  });
});
