/**
 * Which of the own changes to a Yjs document are on the server's disk. The server sends an update back to its author
 * once it is there, perhaps merged with others, so the ledger compares what updates contain and not their bytes.
 */
import * as Y from "yjs";

type Range = { clock: number; length: number };

/** What an update holds: per client the clock after its last insertion, and the ranges that it deletes. */
type Contents = { inserted: Map<number, number>; deleted: Map<number, Range[]> };

function contentsOf(update: Uint8Array): Contents {
  const { structs, ds } = Y.decodeUpdate(update);
  const inserted = new Map<number, number>();
  for (const struct of structs) {
    // A gap in an update is nothing that the update brings.
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    inserted.set(client, Math.max(inserted.get(client) ?? 0, clock + struct.length));
  }
  const deleted = new Map<number, Range[]>();
  for (const [client, items] of ds.clients) {
    deleted.set(
      client,
      items.map((item) => ({ clock: item.clock, length: item.len })),
    );
  }
  return { inserted, deleted };
}

export class SaveLedger {
  #pending: Contents[] = [];

  constructor(private readonly changed: () => void = () => {}) {}

  /** Everything that was made here is on disk. */
  get saved(): boolean {
    return this.#pending.length === 0;
  }

  /** The own editor changed the document. */
  made(update: Uint8Array): void {
    this.#pending.push(contentsOf(update));
    this.changed();
  }

  /** An update came from the server: what it holds is on disk. */
  received(update: Uint8Array): void {
    if (this.saved) return;
    const { inserted, deleted } = contentsOf(update);
    this.#strike(inserted, deleted);
  }

  /** The server said how far it has every client's insertions (the state vector of sync step 1). */
  serverHas(stateVector: Uint8Array): void {
    if (this.saved) return;
    this.#strike(Y.decodeStateVector(stateVector), new Map());
  }

  #strike(inserted: ReadonlyMap<number, number>, deleted: ReadonlyMap<number, readonly Range[]>): void {
    const before = this.#pending.length;
    for (const pending of this.#pending) {
      for (const [client, clock] of pending.inserted) {
        if ((inserted.get(client) ?? 0) >= clock) pending.inserted.delete(client);
      }
      for (const [client, ranges] of pending.deleted) {
        const known = deleted.get(client) ?? [];
        const open = ranges.filter((range) => !known.some((other) => covers(other, range)));
        if (open.length === 0) pending.deleted.delete(client);
        else pending.deleted.set(client, open);
      }
    }
    this.#pending = this.#pending.filter(({ inserted: open, deleted: ranges }) => open.size > 0 || ranges.size > 0);
    if (this.#pending.length !== before) this.changed();
  }
}

function covers(outer: Range, inner: Range): boolean {
  return outer.clock <= inner.clock && inner.clock + inner.length <= outer.clock + outer.length;
}
