/** Socket pairs that deliver only when the test says so, a clock that the test moves, and chance from a seed. */
import type { Clock, OpenSocket, SocketHandlers, Timer } from "../ports";

/** One connection between a client and a server. Nothing arrives before it is delivered. */
export class WirePair {
  readonly toServer: string[] = [];
  readonly toClient: string[] = [];
  closed = false;

  constructor(private readonly client: SocketHandlers) {}

  /** The server's frame reaches the client. */
  deliverToClient(): boolean {
    const text = this.toClient.shift();
    if (text === undefined || this.closed) return false;
    this.client.received(text);
    return true;
  }

  /** Cuts the connection; what was under way in either direction is lost. */
  cut(code = 1006): void {
    if (this.closed) return;
    this.closed = true;
    this.toServer.length = 0;
    this.toClient.length = 0;
    this.client.closed(code);
  }
}

/** Opens pairs for a client and remembers the newest. */
export class Wires {
  readonly pairs: WirePair[] = [];
  accepts = true;

  readonly open: OpenSocket = (handlers) => {
    const pair = new WirePair(handlers);
    this.pairs.push(pair);
    pair.closed = !this.accepts;
    if (this.accepts) handlers.opened();
    return {
      send: (text) => {
        if (!pair.closed) pair.toServer.push(text);
      },
      close: () => {
        pair.closed = true;
      },
    };
  };

  get current(): WirePair {
    const pair = this.pairs[this.pairs.length - 1];
    if (pair === undefined) throw new Error("nobody has dialled yet");
    return pair;
  }
}

export class MovedClock implements Clock {
  #now_ms = 0;
  #timers: { at_ms: number; run: () => void }[] = [];

  after(delay_ms: number, run: () => void): Timer {
    const timer = { at_ms: this.#now_ms + delay_ms, run };
    this.#timers.push(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    this.#timers = this.#timers.filter((known) => known !== timer);
  }

  /** Moves time on and runs what becomes due, in order. */
  advance(by_ms: number): void {
    const until_ms = this.#now_ms + by_ms;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at_ms <= until_ms).sort((left, right) => left.at_ms - right.at_ms)[0];
      if (due === undefined) break;
      this.cancel(due);
      this.#now_ms = due.at_ms;
      due.run();
    }
    this.#now_ms = until_ms;
  }
}

/** Numbers from 0 up to 1 that a seed determines (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ids that are told apart and read well in a failure. */
export function countedIds(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}-${++count}`;
}
