import { beforeEach, describe, expect, it } from "vitest";

import type { FieldValue } from "@/protocol";
import { readBase, shownValue, type ContactState } from "@/state/contact";
import { TestClient } from "./testing/client";
import { ModelServer } from "./testing/modelServer";

const CONTACT = "alpha";

let server: ModelServer;
let lena: TestClient;
let max: TestClient;

function stateOf(client: TestClient): ContactState {
  const state = client.live.contact(CONTACT);
  if (state === null) throw new Error("the contact is not open");
  return state;
}

function settleAll(): void {
  for (let round = 0; round < 5; round += 1) for (const client of [lena, max]) client.settle();
}

function save(client: TestClient, city: FieldValue): void {
  client.live.edit(CONTACT, "city", { value: city, ...readBase(stateOf(client), "city") });
  settleAll();
}

beforeEach(() => {
  server = new ModelServer();
  server.addContact(CONTACT, "Alpha GmbH");
  lena = new TestClient(server, "lena").connect();
  max = new TestClient(server, "max").connect();
  for (const client of [lena, max]) client.live.openContact(CONTACT);
  settleAll();
});

describe("taking back the own last change", () => {
  it("brings back what stood there, for everyone", () => {
    save(lena, "Wien");
    save(lena, "Graz");
    expect(lena.live.undo(CONTACT)).toMatchObject({ field: "city", value: "Graz" });
    settleAll();
    for (const client of [lena, max]) expect(shownValue(stateOf(client), "city")).toBe("Wien");
    lena.live.undo(CONTACT);
    settleAll();
    expect(shownValue(stateOf(max), "city")).toBeNull();
    expect(lena.live.undo(CONTACT)).toBe("nothing");
  });

  it("asks when a colleague has changed the field since", () => {
    save(lena, "Graz");
    save(max, "Linz");
    lena.live.undo(CONTACT);
    settleAll();
    expect(stateOf(lena).edits.city).toMatchObject({ state: "conflict", value: null, theirs: "Linz", by: "max" });
    expect(shownValue(stateOf(max), "city")).toBe("Linz");
  });

  it("touches nothing that a colleague did", () => {
    save(max, "Linz");
    expect(lena.live.undo(CONTACT)).toBe("nothing");
  });

  it("waits while the change is still being saved", () => {
    lena.live.edit(CONTACT, "city", { value: "Graz", ...readBase(stateOf(lena), "city") });
    expect(lena.live.undo(CONTACT)).toBe("busy");
  });

  it("is still possible after a gap in which the event got lost", () => {
    lena.live.edit(CONTACT, "city", { value: "Graz", ...readBase(stateOf(lena), "city") });
    lena.toServer();
    lena.cut();
    lena.reconnect();
    settleAll();
    expect(lena.live.undo(CONTACT)).toMatchObject({ field: "city" });
    settleAll();
    expect(shownValue(stateOf(max), "city")).toBeNull();
  });
});
