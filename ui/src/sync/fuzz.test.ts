import { describe, expect, it } from "vitest";

import type { Field, FieldValue } from "@/protocol";
import { readBase } from "@/state/contact";
import { fieldOf } from "@/state/values";
import { TestClient } from "./testing/client";
import { ModelServer } from "./testing/modelServer";
import { seeded } from "./testing/wire";

const CONTACTS = ["alpha", "beta"];
const FIELDS: Field[] = ["city", "street", "industry", "tags"];
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const STEPS = 400;

/** Several clients edit, comment, lose their connection and come back, with frames delivered one by one in any order. */
class Storm {
  readonly server = new ModelServer();
  readonly clients: TestClient[];
  readonly #chance: () => number;
  readonly #given = new Set<string>();

  constructor(seed: number, count: number) {
    this.#chance = seeded(seed);
    for (const id of CONTACTS) this.server.addContact(id, id);
    this.clients = Array.from({ length: count }, (_, index) => new TestClient(this.server, `person${index}`, seeded(seed + index)));
    for (const client of this.clients) {
      client.live.start();
      for (const id of CONTACTS) client.live.openContact(id);
    }
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#chance() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  step(): void {
    const client = this.#pick(this.clients);
    const contact = this.#pick(CONTACTS);
    const state = client.live.contact(contact);
    const dice = this.#chance();
    if (dice < 0.35) client.toServer();
    else if (dice < 0.7) client.toClient();
    else if (dice < 0.85 && state?.phase === "live") this.#edit(client, contact);
    else if (dice < 0.9 && state?.phase === "live") this.#given.add(client.live.discussion.write(contact, `text ${dice}`, "internal", null));
    else if (dice < 0.93) client.cut();
    else if (dice < 0.97) client.clock.advance(5_000);
    else this.#resolve(client, contact);
  }

  #edit(client: TestClient, contact: string): void {
    const state = client.live.contact(contact);
    if (state === null) return;
    const field = this.#pick(FIELDS);
    const word = `${client.employee} ${Math.floor(this.#chance() * 5)}`;
    const value: FieldValue = field === "tags" ? [word] : this.#chance() < 0.05 ? "!" : word;
    client.live.edit(contact, field, { value, ...readBase(state, field) });
  }

  #resolve(client: TestClient, contact: string): void {
    const edits = Object.entries(client.live.contact(contact)?.edits ?? {}) as [Field, { state: string; value: FieldValue }][];
    for (const [field, edit] of edits) {
      if (edit.state === "conflict" && this.#chance() < 0.5) client.live.resolveWith(contact, field, edit.value);
      else if (edit.state === "conflict" || edit.state === "refused") client.live.drop(contact, field);
    }
  }

  /** Everybody comes back, decides their conflicts and waits until nothing is under way. */
  calm(): void {
    for (let round = 0; round < 40; round += 1) {
      for (const client of this.clients) {
        client.reconnect();
        for (const contact of CONTACTS) this.#resolve(client, contact);
        client.settle();
      }
    }
  }

  check(): void {
    for (const [command, times] of this.server.applied) expect(times, command).toBe(1);
    for (const client of this.clients) {
      expect(client.live.status).toBe("online");
      expect(client.live.unsaved, client.employee).toBe(0);
      for (const id of CONTACTS) this.#checkContact(client, id);
    }
    const written = new Set(CONTACTS.flatMap((id) => this.server.contacts.get(id)?.comments.map((comment) => comment.id) ?? []));
    expect(written).toEqual(this.#given);
  }

  #checkContact(client: TestClient, id: string): void {
    const state = client.live.contact(id);
    const journal = this.server.contacts.get(id);
    if (state?.contact === null || state === null || journal === undefined) throw new Error(`${client.employee} lost ${id}`);
    expect(state.seq).toBe(journal.contact.version);
    for (const field of FIELDS) expect(fieldOf(state.contact, field)).toEqual(fieldOf(journal.contact, field));
    expect(state.comments.map((comment) => comment.id).sort()).toEqual(journal.comments.map((comment) => comment.id).sort());
    expect(state.pendingComments).toEqual([]);
  }
}

describe("several clients with random disconnects", () => {
  it.each(SEEDS)("converge, nothing missing, nothing twice (seed %i)", (seed) => {
    const storm = new Storm(seed, 2 + (seed % 4));
    for (let step = 0; step < STEPS; step += 1) storm.step();
    storm.calm();
    storm.check();
  });
});
