/**
 * The live side of lists: which queries somebody looks at, and what the server tells of them. It keeps no rows; whoever
 * opened a list gets each frame once and in order, or is told that it must read the list afresh.
 */
import type { ServerFrame, Topic } from "@/protocol";

/** Something changed in a list: rows that match now, rows that no longer do, and how many there are. */
export type RowsFrame = Extract<ServerFrame, { type: "rows" }>;

export type ListListener = {
  /** The list is live from here on; what was read before may be out of date. */
  fresh(total: number): void;
  rows(frame: RowsFrame): void;
};

const PREFIX = "list:";
/** The server takes no longer topics; such a list is shown, but does not change by itself. */
const LONGEST_QUERY_BYTES = 2_000;

export function listTopic(query: string): Topic {
  return PREFIX + query;
}

export function isListTopic(topic: Topic): boolean {
  return topic.startsWith(PREFIX);
}

export function mayBeLive(query: string): boolean {
  return new TextEncoder().encode(query).length <= LONGEST_QUERY_BYTES;
}

type Feed = { listeners: Set<ListListener>; seq: number | null; total: number };

export class ListFeeds {
  readonly #feeds = new Map<Topic, Feed>();

  /** Adds a listener; one that comes later hears at once what the first was told. */
  add(topic: Topic, listener: ListListener): () => void {
    const feed = this.#feeds.get(topic) ?? { listeners: new Set(), seq: null, total: 0 };
    this.#feeds.set(topic, feed);
    feed.listeners.add(listener);
    if (feed.seq !== null) listener.fresh(feed.total);
    return () => {
      feed.listeners.delete(listener);
      if (feed.listeners.size === 0) this.#feeds.delete(topic);
    };
  }

  snapshot(topic: Topic, seq: number, total: number): void {
    const feed = this.#feeds.get(topic);
    if (feed === undefined) return;
    feed.seq = seq;
    feed.total = total;
    for (const listener of feed.listeners) listener.fresh(total);
  }

  /** Passes a frame on. `false`: one before it is missing, so the list must be asked for afresh. */
  rows(frame: RowsFrame): boolean {
    const feed = this.#feeds.get(frame.topic);
    // Left meanwhile, or a snapshot is on its way that holds this already.
    if (feed === undefined || feed.seq === null || frame.seq <= feed.seq) return true;
    if (frame.seq > feed.seq + 1) {
      feed.seq = null;
      return false;
    }
    feed.seq = frame.seq;
    feed.total = frame.total;
    for (const listener of feed.listeners) listener.rows(frame);
    return true;
  }

  /** The connection is gone, or the server lost count: nothing counts until the next snapshot. */
  stale(topic?: Topic): void {
    for (const [known, feed] of this.#feeds) if (topic === undefined || known === topic) feed.seq = null;
  }
}
