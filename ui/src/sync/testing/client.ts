/** A live client of a test with its own wires, to a model server. */
import { LiveClient } from "../live";
import type { ModelServer } from "./modelServer";
import { countedIds, MovedClock, seeded, Wires, type WirePair } from "./wire";

export class TestClient {
  readonly wires = new Wires();
  readonly clock = new MovedClock();
  readonly live: LiveClient;
  #accepted: WirePair | null = null;
  /** How often a socket closed before it was greeted. */
  notGreeted = 0;

  constructor(
    private readonly server: ModelServer,
    readonly employee: string,
    chance: () => number = seeded(1),
  ) {
    this.live = new LiveClient({
      open: this.wires.open,
      clock: this.clock,
      chance,
      newId: countedIds(employee),
      notGreeted: () => (this.notGreeted += 1),
    });
  }

  /** Starts, and lets everything arrive. */
  connect(): this {
    this.live.start();
    this.settle();
    return this;
  }

  /** The server sees a new connection, if there is one. */
  accept(): void {
    if (this.wires.pairs.length === 0 || this.wires.current === this.#accepted || this.wires.current.closed) return;
    this.#accepted = this.wires.current;
    this.server.accept(this.wires.current, this.employee);
  }

  toServer(): boolean {
    this.accept();
    return this.server.handleNext(this.wires.current);
  }

  toClient(): boolean {
    return this.wires.current.deliverToClient();
  }

  /** Delivers until nothing is under way for this client. */
  settle(): void {
    while (this.toServer() || this.toClient());
  }

  cut(code?: number): void {
    this.server.disconnect(this.wires.current);
    this.wires.current.cut(code);
  }

  /** Waits out the pause and comes back, if the connection was lost. */
  reconnect(): void {
    while (this.wires.current.closed) this.clock.advance(100);
    this.settle();
  }

  /** The frames under way to the server. */
  get sent(): { type: string; [key: string]: unknown }[] {
    return this.wires.current.toServer.map((text) => JSON.parse(text) as { type: string });
  }
}
