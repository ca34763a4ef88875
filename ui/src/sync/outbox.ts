/**
 * Commands that have no answer yet, in the order they were given. They wait here while the connection is down and go
 * out again under the same id afterwards; the server applies an id once, so sending again is always safe.
 */
import type { ClientFrame, CommandId } from "@/protocol";

export type Command = Extract<ClientFrame, { type: "edit" | "comment" | "change_comment" }>;

type Entry = { command: Command; inFlight: boolean; everSent: boolean };

export class Outbox {
  #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(command: Command): void {
    this.#entries.push({ command, inFlight: false, everSent: false });
  }

  find(id: CommandId): Command | null {
    return this.#entries.find((entry) => entry.command.id === id)?.command ?? null;
  }

  /** Whether the server may know the command: then it must not be changed any more. */
  mayBeKnown(id: CommandId): boolean {
    return this.#entries.some((entry) => entry.command.id === id && entry.everSent);
  }

  /** Replaces a command that was never sent, in its place. */
  replace(id: CommandId, command: Command): void {
    this.#entries = this.#entries.map((entry) => (entry.command.id === id ? { ...entry, command } : entry));
  }

  /** The server answered; or its author gave it up. */
  remove(id: CommandId): void {
    this.#entries = this.#entries.filter((entry) => entry.command.id !== id);
  }

  removeWhere(isGone: (command: Command) => boolean): void {
    this.#entries = this.#entries.filter((entry) => !isGone(entry.command));
  }

  /** The server could not say whether it saved it: it goes out again. */
  again(id: CommandId): void {
    for (const entry of this.#entries) if (entry.command.id === id) entry.inFlight = false;
  }

  /** The socket is gone, and with it what was under way. */
  connectionLost(): void {
    for (const entry of this.#entries) entry.inFlight = false;
  }

  /** Hands over what waits, at most `limit` at a time under way, until `send` says that it cannot. */
  flush(limit: number, send: (command: Command) => boolean): void {
    let inFlight = this.#entries.filter((entry) => entry.inFlight).length;
    for (const entry of this.#entries) {
      if (inFlight >= limit) return;
      if (entry.inFlight) continue;
      if (!send(entry.command)) return;
      entry.inFlight = true;
      entry.everSent = true;
      inFlight += 1;
    }
  }
}
