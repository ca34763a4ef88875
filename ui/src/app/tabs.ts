/**
 * The tabs of one browser, which share the session. What one does that concerns the others it says here: signing out
 * signs all of them out, what was read in one is read in all, a notification is announced in one of them.
 */
import type { NotificationId } from "@/protocol";

export type TabMessage =
  | { type: "signed_in" }
  | { type: "signed_out" }
  | { type: "read"; ids: readonly NotificationId[] | "all" }
  /** The own name was changed. */
  | { type: "renamed" };

const CHANNEL = "kontor";

const listeners = new Set<(message: TabMessage) => void>();

// Old browsers have no channel: their tabs learn the same from the server, a moment later.
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);

export function isTabMessage(data: unknown): data is TabMessage {
  if (typeof data !== "object" || data === null || !("type" in data)) return false;
  if (data.type === "read") return "ids" in data && (data.ids === "all" || Array.isArray(data.ids));
  return data.type === "signed_in" || data.type === "signed_out" || data.type === "renamed";
}

if (channel !== null) {
  channel.onmessage = (event: MessageEvent<unknown>) => {
    // A tab may run another version of the page.
    if (!isTabMessage(event.data)) return;
    for (const listener of listeners) listener(event.data);
  };
}

export function tellOtherTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

export function onOtherTab(listener: (message: TabMessage) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How long the one tab that announces a notification keeps the others from doing so. */
const ANNOUNCED_FOR_MS = 10_000;

/** Runs in the first of the tabs that asks under this name. Where locks are missing (plain HTTP), in each. */
export function inOneTab(name: string, run: () => void): void {
  if (navigator.locks === undefined) {
    run();
    return;
  }
  void navigator.locks.request(`kontor.${name}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    run();
    await new Promise((resolve) => setTimeout(resolve, ANNOUNCED_FOR_MS));
  });
}
