import { beforeEach, describe, expect, it } from "vitest";

import { readBase, shownValue, type ContactState } from "@/state/contact";
import type { Field, FieldValue } from "@/protocol";
import { TestClient } from "./testing/client";
import { ModelServer } from "./testing/modelServer";

const CONTACT = "alpha";

function stateOf(client: TestClient, contact = CONTACT): ContactState {
  const state = client.live.contact(contact);
  if (state === null) throw new Error(`${contact} is not open`);
  return state;
}

function edit(client: TestClient, field: Field, value: FieldValue): void {
  client.live.edit(CONTACT, field, { value, ...readBase(stateOf(client), field) });
}

let server: ModelServer;
let lena: TestClient;
let max: TestClient;

function settleAll(): void {
  for (let round = 0; round < 5; round += 1) for (const client of [lena, max]) client.settle();
}

beforeEach(() => {
  server = new ModelServer();
  server.addContact(CONTACT, "Alpha GmbH");
  server.addContact("beta", "Beta AG");
  lena = new TestClient(server, "lena").connect();
  max = new TestClient(server, "max").connect();
  lena.live.openContact(CONTACT);
  max.live.openContact(CONTACT);
  settleAll();
});

describe("colleagues", () => {
  it("are asked for again when the server says that they changed, and after each interruption", () => {
    let asked = 0;
    const stop = lena.live.onRoster(() => (asked += 1));
    const changed = () => {
      lena.wires.current.toClient.push(JSON.stringify({ type: "roster" }));
      lena.settle();
    };
    changed();
    expect(asked).toBe(1);
    lena.cut();
    lena.reconnect();
    expect(asked).toBe(2);
    stop();
    changed();
    expect(asked).toBe(2);
  });
});

describe("subscriptions", () => {
  it("show the contact of the snapshot", () => {
    expect(stateOf(lena)).toMatchObject({ phase: "live", seq: 1, contact: { name: "Alpha GmbH" } });
  });

  it("are made once on the wire for several users, and end with the last", () => {
    const first = lena.live.openContact("beta");
    const second = lena.live.openContact("beta");
    expect(lena.sent.filter((frame) => frame.type === "subscribe")).toHaveLength(1);
    lena.settle();
    first();
    first();
    expect(lena.sent).toEqual([]);
    expect(stateOf(lena, "beta").phase).toBe("live");
    second();
    expect(lena.sent).toEqual([{ type: "unsubscribe", topic: "contact:beta" }]);
    expect(lena.live.contact("beta")).toBeNull();
  });

  it("resume after the last event seen", () => {
    server.changeField(CONTACT, "max", "other-1", "city", "Wien");
    lena.settle();
    lena.cut();
    server.changeField(CONTACT, "max", "other-2", "city", "Graz");
    lena.clock.advance(20_000);
    lena.accept();
    lena.toClient();
    expect(lena.sent[0]).toEqual({ type: "subscribe", topic: "contact:alpha", since: 2 });
    lena.settle();
    expect(stateOf(lena)).toMatchObject({ seq: 3, contact: { city: "Graz" } });
  });

  it("say so when a contact does not exist", () => {
    lena.live.openContact("nothing");
    lena.settle();
    expect(stateOf(lena, "nothing").phase).toBe("missing");
    expect(stateOf(lena).phase).toBe("live");
  });

  it("say so when the name alone of a contact may be seen", () => {
    server.nameOnly.add("beta");
    lena.live.openContact("beta");
    lena.settle();
    expect(stateOf(lena, "beta")).toMatchObject({ phase: "name_only", contact: null });
  });

  it("are asked for again when the store does not answer", () => {
    lena.live.openContact("beta");
    lena.wires.current.toServer.length = 0;
    lena.wires.current.toClient.push(JSON.stringify({ type: "refused", id: "beta", code: "unavailable", message: "" }));
    lena.settle();
    expect(stateOf(lena, "beta").phase).toBe("loading");
    lena.clock.advance(3_000);
    lena.settle();
    expect(stateOf(lena, "beta").phase).toBe("live");
  });

  it("notice access that was lost while the connection was down", () => {
    lena.cut();
    server.contacts.delete(CONTACT);
    lena.reconnect();
    expect(stateOf(lena)).toMatchObject({ phase: "revoked", revokedReason: "access_lost", contact: null });
  });

  it("take a new snapshot after resync", () => {
    lena.wires.current.toClient.push(JSON.stringify({ type: "resync", topic: "contact:alpha" }));
    lena.toClient();
    expect(lena.sent).toEqual([{ type: "subscribe", topic: "contact:alpha" }]);
  });

  it("take a new snapshot when an event is missing", () => {
    server.changeField(CONTACT, "max", "other-1", "city", "Wien");
    server.changeField(CONTACT, "max", "other-2", "city", "Graz");
    lena.wires.current.toClient.shift();
    lena.settle();
    expect(stateOf(lena)).toMatchObject({ seq: 3, stale: false, contact: { city: "Graz" } });
  });

  it("forget a contact when it is revoked", () => {
    server.revoke(CONTACT, "max");
    settleAll();
    expect(stateOf(max)).toMatchObject({ phase: "revoked", contact: null, comments: [] });
    expect(stateOf(lena).phase).toBe("live");
  });

  it("keep the name of a contact of which only that may be seen any more", () => {
    server.nameOnly.add(CONTACT);
    server.revoke(CONTACT, "max");
    settleAll();
    expect(stateOf(max)).toMatchObject({ phase: "name_only", contact: null });
  });

  it("come back to a contact that was given back before the answer", () => {
    server.revoke(CONTACT, "max");
    max.toClient();
    server.shut.clear();
    settleAll();
    expect(stateOf(max)).toMatchObject({ phase: "live", contact: { name: "Alpha GmbH" } });
  });

  it("know where a contact went that another one took over", () => {
    const moved = { type: "revoked", topic: "contact:alpha", reason: "merged", merged_into: "beta" };
    max.wires.current.toClient.push(JSON.stringify(moved));
    max.toClient();
    expect(stateOf(max)).toMatchObject({ phase: "revoked", revokedReason: "merged", mergedInto: "beta", contact: null });
  });

  it("send nothing more to a contact that was revoked", () => {
    edit(max, "city", "Graz");
    max.wires.current.toServer.length = 0;
    server.revoke(CONTACT, "max");
    max.settle();
    expect(max.live.unsaved).toBe(0);
    max.cut();
    server.shut.clear();
    max.reconnect();
    expect(server.applied.size).toBe(0);
    expect(stateOf(max).phase).toBe("live");
  });
});

describe("edits", () => {
  it("show at once, and reach the others when they are on disk", () => {
    edit(lena, "city", "Wien");
    expect(shownValue(stateOf(lena), "city")).toBe("Wien");
    expect(stateOf(max).contact?.city).toBeNull();
    settleAll();
    expect(stateOf(max).contact?.city).toBe("Wien");
    expect(stateOf(lena).edits).toEqual({});
    expect(lena.live.unsaved).toBe(0);
  });

  it("stay shown between the ack and the event, whichever comes first", () => {
    edit(lena, "city", "Wien");
    lena.toServer();
    // The model publishes the event before it answers; here they are turned round.
    lena.wires.current.toClient.reverse();
    lena.toClient();
    expect(stateOf(lena).edits.city).toMatchObject({ state: "saved", seq: 2 });
    expect(shownValue(stateOf(lena), "city")).toBe("Wien");
    lena.toClient();
    expect(stateOf(lena).edits).toEqual({});
  });

  it("do not collide with the own last change whose event is still on its way", () => {
    edit(lena, "city", "Wien");
    lena.toServer();
    lena.wires.current.toClient.reverse();
    lena.toClient();
    edit(lena, "city", "Linz");
    settleAll();
    expect(stateOf(lena).edits).toEqual({});
    expect(stateOf(max).contact?.city).toBe("Linz");
  });

  it("do not collide with the own change that was acknowledged while one went on typing", () => {
    edit(lena, "city", "Wien");
    const read = readBase(stateOf(lena), "city");
    settleAll();
    lena.live.edit(CONTACT, "city", { value: "Linz", ...read });
    settleAll();
    expect(stateOf(lena).edits).toEqual({});
    expect(stateOf(max).contact?.city).toBe("Linz");
  });

  it("of different fields both stand", () => {
    edit(lena, "city", "Wien");
    edit(max, "street", "Ring 1");
    settleAll();
    for (const client of [lena, max]) expect(stateOf(client).contact).toMatchObject({ city: "Wien", street: "Ring 1" });
  });

  it("of one field make a conflict for the later author, with both values and the original", () => {
    edit(lena, "city", "Wien");
    edit(max, "city", "Graz");
    settleAll();
    expect(stateOf(max).edits.city).toEqual({ state: "conflict", value: "Graz", original: null, theirs: "Wien", by: "lena", seq: 2 });
    expect(shownValue(stateOf(max), "city")).toBe("Wien");
  });

  it("saved over a conflict go out under a new id with the colleague's seq as base", () => {
    edit(lena, "city", "Wien");
    edit(max, "city", "Graz");
    settleAll();
    max.live.resolveWith(CONTACT, "city", "Graz");
    expect(max.sent).toEqual([{ type: "edit", id: "max-2", contact: CONTACT, field: "city", value: "Graz", base: 2 }]);
    settleAll();
    expect(stateOf(lena).contact?.city).toBe("Graz");
    expect(max.live.attention()).toEqual([]);
  });

  it("in conflict follow a third value", () => {
    edit(lena, "city", "Wien");
    edit(max, "city", "Graz");
    settleAll();
    edit(lena, "city", "Linz");
    settleAll();
    expect(stateOf(max).edits.city).toMatchObject({ theirs: "Linz", seq: 3 });
    max.live.resolveWith(CONTACT, "city", "Graz");
    settleAll();
    expect(stateOf(lena).contact?.city).toBe("Graz");
  });

  it("keep the typed text when they are refused", () => {
    edit(lena, "name", "!");
    settleAll();
    expect(stateOf(lena).edits.name).toMatchObject({ state: "refused", value: "!", code: "invalid" });
    expect(shownValue(stateOf(lena), "name")).toBe("Alpha GmbH");
    lena.live.drop(CONTACT, "name");
    expect(stateOf(lena).edits).toEqual({});
  });

  it("of one field go out one after the other", () => {
    edit(lena, "city", "Wien");
    edit(lena, "city", "Graz");
    edit(lena, "city", "Linz");
    expect(lena.sent).toHaveLength(1);
    settleAll();
    expect(stateOf(max).contact?.city).toBe("Linz");
    expect(server.contacts.get(CONTACT)?.events.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it("replace an earlier one that was never sent", () => {
    lena.cut();
    edit(lena, "city", "Wien");
    edit(lena, "city", "Graz");
    expect(lena.live.unsaved).toBe(1);
    lena.reconnect();
    expect(server.contacts.get(CONTACT)?.events).toHaveLength(1);
    expect(stateOf(lena).contact?.city).toBe("Graz");
  });

  it("wait while offline and are sent again under the same id, applied once", () => {
    edit(lena, "city", "Wien");
    lena.toServer();
    lena.cut();
    edit(lena, "street", "Ring 1");
    expect(lena.live.unsaved).toBe(2);
    lena.reconnect();
    settleAll();
    expect(Object.fromEntries(server.applied)).toEqual({ "lena-1": 1, "lena-2": 1 });
    expect(lena.live.unsaved).toBe(0);
    expect(stateOf(max).contact).toMatchObject({ city: "Wien", street: "Ring 1" });
  });

  it("are tried again when the store does not take them", () => {
    edit(lena, "city", "Wien");
    lena.wires.current.toServer.length = 0;
    lena.wires.current.toClient.push(JSON.stringify({ type: "refused", id: "lena-1", code: "unavailable", message: "" }));
    lena.settle();
    expect(stateOf(lena).edits.city?.state).toBe("saving");
    lena.clock.advance(3_000);
    lena.settle();
    expect(stateOf(lena).contact?.city).toBe("Wien");
  });

  it("that change nothing are not sent", () => {
    edit(lena, "name", "Alpha GmbH");
    expect(lena.sent).toEqual([]);
  });

  it("left in conflict stay known after the page was left", () => {
    const leave = max.live.openContact(CONTACT);
    edit(lena, "city", "Wien");
    edit(max, "city", "Graz");
    settleAll();
    leave();
    expect(max.live.attention().map(({ id }) => id)).toEqual([CONTACT]);
  });

  it("of another person who sat down at the page are forgotten", () => {
    lena.cut();
    edit(lena, "city", "Wien");
    lena.clock.advance(20_000);
    server.accept(lena.wires.current, "anna");
    while (server.handleNext(lena.wires.current) || lena.toClient());
    expect(lena.live.unsaved).toBe(0);
    expect(server.applied.size).toBe(0);
    expect(stateOf(lena).phase).toBe("live");
  });
});

describe("comments", () => {
  it("are shown as pending until they are on disk, then once", () => {
    lena.live.discussion.write(CONTACT, "Hallo", "internal", null);
    expect(stateOf(lena).pendingComments).toHaveLength(1);
    settleAll();
    expect(stateOf(lena).pendingComments).toEqual([]);
    for (const client of [lena, max]) expect(stateOf(client).comments.map(({ text }) => text)).toEqual(["Hallo"]);
  });

  it("survive a cut before their answer without being written twice", () => {
    lena.live.discussion.write(CONTACT, "Hallo", "customer", null);
    lena.toServer();
    lena.cut();
    lena.reconnect();
    settleAll();
    expect(stateOf(lena).comments).toHaveLength(1);
    expect(stateOf(lena).pendingComments).toEqual([]);
  });
});

describe("a contact that was left while the connection was down", () => {
  it("keeps nothing that the server has", () => {
    const leave = lena.live.openContact("beta");
    lena.settle();
    server.changeField("beta", "max", "other-1", "city", "Wien");
    lena.settle();
    lena.cut();
    lena.live.edit("beta", "street", { value: "Ring 1", ...readBase(stateOf(lena, "beta"), "street") });
    lena.live.discussion.write("beta", "Hallo", "internal", null);
    leave();
    expect(lena.live.unsaved).toBe(2);
    lena.reconnect();
    expect(lena.live.unsaved).toBe(0);
    expect(lena.live.contact("beta")).toBeNull();
    expect(server.contacts.get("beta")?.comments.map(({ text }) => text)).toEqual(["Hallo"]);
  });
});

describe("presence", () => {
  it("shows colleagues and their field, and is told again after a reconnect", () => {
    max.live.present(CONTACT, "city");
    settleAll();
    expect(stateOf(lena).people.find(({ employee }) => employee === "max")?.field).toBe("city");
    max.cut();
    settleAll();
    expect(stateOf(lena).people.filter(({ employee }) => employee === "max")).toEqual([]);
    max.reconnect();
    settleAll();
    expect(stateOf(lena).people.filter(({ employee }) => employee === "max")).toHaveLength(1);
    expect(stateOf(lena).people.find(({ employee }) => employee === "max")?.field).toBe("city");
  });
});

describe("the connection", () => {
  it("asks for a sign of life and gives a silent server up", () => {
    lena.clock.advance(20_000);
    expect(lena.sent).toEqual([{ type: "ping" }]);
    lena.clock.advance(10_000);
    expect(lena.live.status).toBe("reconnecting");
  });

  it("asks for a sign of life at once when the device says it has no network, and does not wait long", () => {
    lena.live.setDeviceOnline(false);
    expect(lena.sent).toEqual([{ type: "ping" }]);
    lena.clock.advance(2_000);
    expect(lena.live.status).toBe("offline");
  });

  it("pauses longer after each failure and says offline", () => {
    lena.wires.accepts = false;
    lena.cut();
    const pauses: number[] = [];
    for (let failure = 0; failure < 4; failure += 1) {
      const before = lena.wires.pairs.length;
      let waited = 0;
      while (lena.wires.pairs.length === before) {
        lena.clock.advance(50);
        waited += 50;
      }
      pauses.push(waited);
      lena.clock.advance(10_000);
    }
    expect(lena.live.status).toBe("offline");
    expect(pauses[3]).toBeGreaterThan(pauses[0] ?? Infinity);
  });

  it("comes back at once when the device has a network again", () => {
    lena.cut();
    const before = lena.wires.pairs.length;
    lena.live.setDeviceOnline(true);
    expect(lena.wires.pairs.length).toBe(before + 1);
  });

  it("ends with the session, and keeps what waits for the same person", () => {
    lena.cut(4401);
    expect(lena.live.status).toBe("signed_out");
    edit(lena, "city", "Wien");
    lena.clock.advance(60_000);
    expect(server.applied.size).toBe(0);
    lena.live.start();
    lena.settle();
    expect(server.applied.get("lena-1")).toBe(1);
  });

  it("notices a new version of the server", () => {
    lena.cut();
    server.version = "1.1.0";
    lena.reconnect();
    expect(lena.live.newVersion).toBe(true);
  });

  it("reports a socket that closed without a greeting", () => {
    const client = new TestClient(server, "anna");
    client.live.start();
    client.wires.current.cut();
    expect(client.notGreeted).toBe(1);
  });
});
