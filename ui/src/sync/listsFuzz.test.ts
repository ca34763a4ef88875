import { describe, expect, it } from "vitest";

import type { SeenContact } from "@/api/routes";
import { applyRows, countRows, type ListPage } from "@/state/listPages";
import { listTopic, type ListListener, type RowsFrame } from "./lists";
import { TestClient } from "./testing/client";
import { contactNamed, ModelServer } from "./testing/modelServer";
import { seeded } from "./testing/wire";

const QUERY = "search=alpha";
const TOPIC = listTopic(QUERY);
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const STEPS = 300;

/** Somebody who looks at the list: reads it when told that it is fresh, and applies what follows. */
class Reader implements ListListener {
  page: ListPage = { items: [], total: 0 };
  live = 0;
  readonly #arrived = new Set<string>();

  constructor(private readonly read: () => SeenContact[]) {}

  fresh(total: number): void {
    const items = this.read();
    this.page = { items, total: items.length };
    this.live = total;
    this.#arrived.clear();
  }

  rows(frame: RowsFrame): void {
    const { pages, touched } = applyRows(new Map([[0, this.page]]), frame, this.#arrived);
    this.page = pages.get(0) ?? this.page;
    this.live = frame.total;
    for (const { id } of frame.changed) if (!touched.includes(id)) this.#arrived.add(id);
    for (const id of frame.left) this.#arrived.delete(id);
  }
}

/** A list that changes while its frames are delivered late, lost with the connection, or dropped on the way. */
class Storm {
  readonly server = new ModelServer();
  readonly lena: TestClient;
  readonly reader: Reader;
  #list: SeenContact[] = Array.from({ length: 20 }, (_, index) => contactNamed(`row-${index}`, `row ${index}`));
  #made = 20;
  readonly #chance: () => number;

  constructor(seed: number) {
    this.#chance = seeded(seed);
    this.server.listTotals.set(TOPIC, this.#list.length);
    this.lena = new TestClient(this.server, "lena", seeded(seed + 1_000));
    this.reader = new Reader(() => [...this.#list]);
    this.lena.live.start();
    this.lena.live.openList(QUERY, this.reader);
  }

  get list(): readonly SeenContact[] {
    return this.#list;
  }

  step(): void {
    const dice = this.#chance();
    if (dice < 0.3) this.lena.toServer();
    else if (dice < 0.65) this.lena.toClient();
    else if (dice < 0.75) this.#rename();
    else if (dice < 0.82) this.#add();
    else if (dice < 0.9) this.#remove();
    else if (dice < 0.93) this.lena.cut();
    else if (dice < 0.96) this.#resync();
    else this.lena.clock.advance(5_000);
  }

  #place(): number {
    return Math.floor(this.#chance() * this.#list.length);
  }

  #rename(): void {
    const place = this.#place();
    const before = this.#list[place];
    if (before === undefined) return;
    const after = contactNamed(before.id, `${before.name}+`);
    this.#list = this.#list.with(place, after);
    this.server.changeRows(TOPIC, { changed: [after], total: this.#list.length });
  }

  #add(): void {
    const added = contactNamed(`row-${++this.#made}`, "new");
    this.#list = this.#list.toSpliced(this.#place(), 0, added);
    this.server.changeRows(TOPIC, { changed: [added], total: this.#list.length });
  }

  #remove(): void {
    const gone = this.#list[this.#place()];
    if (gone === undefined) return;
    this.#list = this.#list.filter((contact) => contact !== gone);
    this.server.changeRows(TOPIC, { left: [gone.id], total: this.#list.length });
  }

  /** The server drops frames of who does not keep up, and says so. */
  #resync(): void {
    if (this.lena.wires.pairs.length === 0 || this.lena.wires.current.closed) return;
    const { toClient } = this.lena.wires.current;
    const kept = toClient.filter((text) => !text.includes('"rows"'));
    toClient.splice(0, toClient.length, ...kept, JSON.stringify({ type: "resync", topic: TOPIC }));
  }

  settle(): void {
    this.lena.settle();
    this.lena.reconnect();
  }
}

describe("a list in a storm", () => {
  it.each(SEEDS)("shows what is, but for newcomers that it counts, seed %i", (seed) => {
    const storm = new Storm(seed);
    for (let step = 0; step < STEPS; step += 1) storm.step();
    storm.settle();
    const { page, live } = storm.reader;
    const shown = new Set(page.items.map(({ id }) => id));
    expect(page.items).toEqual(storm.list.filter(({ id }) => shown.has(id)));
    expect(countRows(page.total, live)).toEqual({ shown: shown.size, arrived: storm.list.length - shown.size });
  });
});
