import { beforeEach, describe, expect, it } from "vitest";

import type { Comment } from "@/protocol";
import { unsavedCount, type ContactState } from "@/state/contact";
import { withPendingChanges } from "@/state/discussion";
import { TestClient } from "./testing/client";
import { ModelServer } from "./testing/modelServer";

const CONTACT = "alpha";

let server: ModelServer;
let lena: TestClient;
let max: TestClient;
let comment: string;

function stateOf(client: TestClient): ContactState {
  const state = client.live.contact(CONTACT);
  if (state === null) throw new Error("the contact is not open");
  return state;
}

/** The comment as its reader sees it. */
function shown(client: TestClient): Comment | undefined {
  const { comments, pendingChanges } = stateOf(client);
  return withPendingChanges(comments, pendingChanges, client.employee).find(({ id }) => id === comment);
}

function settleAll(): void {
  for (let round = 0; round < 5; round += 1) for (const client of [lena, max]) client.settle();
}

beforeEach(() => {
  server = new ModelServer();
  server.addContact(CONTACT, "Alpha GmbH");
  lena = new TestClient(server, "lena").connect();
  max = new TestClient(server, "max").connect();
  for (const client of [lena, max]) client.live.openContact(CONTACT);
  settleAll();
  comment = lena.live.discussion.write(CONTACT, "Angebot bis Freitag", "internal", null);
  settleAll();
});

describe("a change of a comment", () => {
  it("shows at once, and at the others once the server has it", () => {
    max.live.discussion.change(CONTACT, comment, { kind: "react", emoji: "👍", on: true });
    expect(shown(max)?.reactions).toEqual([{ emoji: "👍", by: ["max"] }]);
    expect(shown(lena)?.reactions).toEqual([]);
    expect(unsavedCount(stateOf(max))).toBe(1);
    settleAll();
    for (const client of [lena, max]) expect(shown(client)?.reactions).toEqual([{ emoji: "👍", by: ["max"] }]);
    expect(stateOf(max).pendingChanges).toEqual([]);
  });

  it("is done once although it was sent twice", () => {
    lena.live.discussion.change(CONTACT, comment, { kind: "resolve", on: true });
    lena.toServer();
    lena.cut();
    lena.reconnect();
    settleAll();
    expect(shown(max)?.resolved).toMatchObject({ by: "lena" });
    expect(stateOf(lena).pendingChanges).toEqual([]);
    expect([...server.applied.values()].every((times) => times === 1)).toBe(true);
  });

  it("that is refused stays with its reason until its author gives it up", () => {
    max.live.discussion.change(CONTACT, comment, { kind: "edit", text: "von Max" });
    settleAll();
    expect(shown(max)?.text).toBe("Angebot bis Freitag");
    const [pending] = stateOf(max).pendingChanges;
    expect(pending).toMatchObject({ change: { text: "von Max" }, refusal: { code: "may_not" } });
    if (pending !== undefined) max.live.discussion.dropChange(CONTACT, pending.id);
    expect(unsavedCount(stateOf(max))).toBe(0);
  });

  it("waits while the connection is down", () => {
    lena.cut();
    lena.live.discussion.change(CONTACT, comment, { kind: "pin", on: true });
    expect(shown(lena)?.pinned).toMatchObject({ by: "lena" });
    lena.reconnect();
    settleAll();
    expect(shown(max)?.pinned).toMatchObject({ by: "lena" });
  });
});
