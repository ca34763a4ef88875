/**
 * One live socket that comes back by itself. It knows frames, not contacts: it dials, waits for `welcome`, notices
 * silence, and after a loss tries again with growing, jittered pauses.
 */
import { CLOSED_SIGNED_OUT, readServerFrame, type ClientFrame, type ServerFrame } from "@/protocol";
import type { Chance, Clock, OpenSocket, Socket, Timer } from "./ports";

/**
 * `connecting` is the first attempt; `reconnecting` follows a loss; `offline` means that the device has no network or
 * several attempts failed, while further ones go on; `signed_out` ends it until somebody signs in.
 */
export type ConnectionStatus = "idle" | "connecting" | "online" | "reconnecting" | "offline" | "signed_out";

export type ConnectionEvents = {
  status(status: ConnectionStatus): void;
  frame(frame: ServerFrame): void;
  /** The socket closed before the greeting: perhaps the session ended, which a browser cannot see from the socket. */
  notGreeted(): void;
};

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_HIDDEN_MS = 60_000;
const GREETING_WITHIN_MS = 10_000;
const PING_EVERY_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;
/** The device says that it has no network: then an answer comes at once or not at all. */
const ANSWER_WITHIN_OFFLINE_MS = 2_000;
/** From this many failures in a row on, the page says offline. */
const OFFLINE_AFTER_FAILURES = 3;

export class Connection {
  #status: ConnectionStatus = "idle";
  #socket: Socket | null = null;
  #greeted = false;
  #failures = 0;
  #visible = true;
  #deviceOnline = true;
  #retry: Timer | null = null;
  /** Runs out when the server should have said something. */
  #watchdog: Timer | null = null;

  constructor(
    private readonly open: OpenSocket,
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly events: ConnectionEvents,
  ) {}

  get status(): ConnectionStatus {
    return this.#status;
  }

  start(): void {
    if (this.#status !== "idle" && this.#status !== "signed_out") return;
    this.#failures = 0;
    this.#setStatus("connecting");
    this.#dial();
  }

  stop(status: "idle" | "signed_out" = "idle"): void {
    this.#cancelTimers();
    this.#dropSocket();
    this.#setStatus(status);
  }

  /** Sends if the server has greeted; says whether it did. */
  send(frame: ClientFrame): boolean {
    if (this.#socket === null || !this.#greeted) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The device gained or lost its network. */
  setDeviceOnline(online: boolean): void {
    this.#deviceOnline = online;
    if (online || this.#greeted) this.wake();
    else if (this.#status === "reconnecting") this.#setStatus("offline");
  }

  /** A hidden page retries less often and checks at once when it is shown again. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.wake();
  }

  /** Tries now instead of at the end of the pause; on an open socket, asks for a sign of life. */
  wake(): void {
    if (this.#retry !== null) {
      this.#cancelTimers();
      this.#dial();
    } else if (this.#greeted) {
      this.#ping();
    }
  }

  #dial(): void {
    this.#greeted = false;
    let current: Socket | null = null;
    const isCurrent = () => this.#socket !== null && this.#socket === current;
    const socket = this.open({
      opened: () => {},
      received: (text) => {
        if (isCurrent()) this.#received(text);
      },
      closed: (code) => {
        if (isCurrent()) this.#closed(code);
      },
    });
    current = socket;
    this.#socket = socket;
    this.#expectWithin(GREETING_WITHIN_MS, () => this.#lost());
  }

  #received(text: string): void {
    const frame = readServerFrame(text);
    if (frame === null) return;
    if (frame.type === "welcome") {
      this.#greeted = true;
      this.#failures = 0;
      this.#setStatus("online");
    }
    this.#expectWithin(PING_EVERY_MS, () => this.#ping());
    this.events.frame(frame);
  }

  #ping(): void {
    this.send({ type: "ping" });
    this.#expectWithin(this.#deviceOnline ? ANSWER_WITHIN_MS : ANSWER_WITHIN_OFFLINE_MS, () => this.#lost());
  }

  #closed(code: number): void {
    if (code === CLOSED_SIGNED_OUT) {
      this.stop("signed_out");
      return;
    }
    this.#lost();
  }

  #lost(): void {
    const greeted = this.#greeted;
    this.#cancelTimers();
    this.#dropSocket();
    this.#failures += 1;
    const offline = !this.#deviceOnline || this.#failures >= OFFLINE_AFTER_FAILURES;
    this.#setStatus(offline ? "offline" : "reconnecting");
    this.#retry = this.clock.after(this.#pause_ms(), () => {
      this.#retry = null;
      this.#dial();
    });
    if (!greeted) this.events.notGreeted();
  }

  /** Doubles with each failure; the jitter keeps a thousand pages from coming back in the same instant. */
  #pause_ms(): number {
    const longest = this.#visible ? LONGEST_PAUSE_MS : LONGEST_PAUSE_HIDDEN_MS;
    const pause = Math.min(longest, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    return pause * (0.5 + 0.5 * this.chance());
  }

  #expectWithin(delay_ms: number, otherwise: () => void): void {
    if (this.#watchdog !== null) this.clock.cancel(this.#watchdog);
    this.#watchdog = this.clock.after(delay_ms, () => {
      this.#watchdog = null;
      otherwise();
    });
  }

  #cancelTimers(): void {
    for (const timer of [this.#retry, this.#watchdog]) if (timer !== null) this.clock.cancel(timer);
    this.#retry = null;
    this.#watchdog = null;
  }

  #dropSocket(): void {
    const socket = this.#socket;
    // Cleared first, so that the close that follows is nobody's news.
    this.#socket = null;
    this.#greeted = false;
    socket?.close();
  }

  #setStatus(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.events.status(status);
  }
}
