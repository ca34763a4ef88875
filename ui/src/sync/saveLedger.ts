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
  #claimed: ReadonlyMap<number, number> = new Map();

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

  /** A connection begins: the server said how far it has everybody's insertions (sync step 1), if not yet on disk. */
  serverClaims(stateVector: Uint8Array): void {
    this.#claimed = Y.decodeStateVector(stateVector);
  }

  /** The server's answer (sync step 2) comes when all that it had claimed is on disk, and lists every deletion. */
  serverAnswered(update: Uint8Array): void {
    if (!this.saved) this.#strike(this.#claimed, contentsOf(update).deleted);
  }

  #strike(inserted: ReadonlyMap<number, number>, deleted: ReadonlyMap<number, readonly Range[]>): void {
    const before = this.#pending.length;
    for (const pending of this.#pending) {
      for (const [client, clock] of pending.inserted) {
        if ((inserted.get(client) ?? 0) >= clock) pending.inserted.delete(client);
      }
      for (const [client, ranges] of pending.deleted) {
        const open = (deleted.get(client) ?? []).reduce(without, ranges);
        if (open.length === 0) pending.deleted.delete(client);
        else pending.deleted.set(client, open);
      }
    }
    this.#pending = this.#pending.filter(({ inserted: open, deleted: ranges }) => open.size > 0 || ranges.size > 0);
    if (this.#pending.length !== before) this.changed();
  }
}

/** The parts of the ranges outside of another. */
function without(ranges: Range[], { clock, length }: Range): Range[] {
  const end = clock + length;
  return ranges.flatMap((range) => {
    const rangeEnd = range.clock + range.length;
    const before = { clock: range.clock, length: Math.min(rangeEnd, clock) - range.clock };
    const after = { clock: Math.max(range.clock, end), length: rangeEnd - Math.max(range.clock, end) };
    return [before, after].filter((part) => part.length > 0);
  });
}
