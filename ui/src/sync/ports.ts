/** What the sync layer needs from the outside: a socket, a clock, chance. The page hands in the browser's; tests theirs. */

export type Socket = { send(text: string): void; close(code?: number): void };

export type SocketHandlers = {
  opened(): void;
  received(text: string): void;
  /** Called once, also when the socket never opened. */
  closed(code: number): void;
};

export type OpenSocket = (handlers: SocketHandlers) => Socket;

export type Timer = number | object;

export type Clock = {
  after(delay_ms: number, run: () => void): Timer;
  cancel(timer: Timer): void;
};

/** A number from 0 up to 1, like `Math.random`. */
export type Chance = () => number;
