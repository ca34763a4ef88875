/** The one live client of the page, on the browser's WebSocket, clock and network. React reads it through the hooks. */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

import { api } from "@/api/routes";
import { SUBPROTOCOL, type ContactId } from "@/protocol";
import { needsAttention, type ContactState } from "@/state/contact";
import type { InboxState } from "@/state/inbox";
import type { ConnectionStatus } from "@/sync/connection";
import { newId } from "@/sync/ids";
import type { ListListener } from "@/sync/lists";
import { LiveClient } from "@/sync/live";
import type { OpenSocket } from "@/sync/ports";
import { onUnsavedChange, unsavedElsewhere } from "./unsaved";

/** The WebSocket address of a path on the server that the page came from. */
export function socketAddress(path: string): string {
  const address = new URL(path, window.location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

const openSocket: OpenSocket = (handlers) => {
  const socket = new WebSocket(socketAddress("/live"), SUBPROTOCOL);
  socket.onopen = () => handlers.opened();
  socket.onmessage = (message: MessageEvent<unknown>) => {
    if (typeof message.data === "string") handlers.received(message.data);
  };
  socket.onclose = (closed) => handlers.closed(closed.code);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => socket.close(code),
  };
};

export const live = new LiveClient({
  open: openSocket,
  clock: {
    after: (delay_ms, run) => window.setTimeout(run, delay_ms),
    cancel: (timer) => window.clearTimeout(timer as number),
  },
  chance: Math.random,
  newId,
  // A browser hides why a handshake failed; a plain request finds out, and reports the end of the session by itself.
  notGreeted: () => void api.me().catch(() => {}),
});

/** Passes on what the browser knows of network and visibility, and guards unsaved work against closing the tab. */
export function watchBrowser(): void {
  window.addEventListener("online", () => live.setDeviceOnline(true));
  window.addEventListener("offline", () => live.setDeviceOnline(false));
  document.addEventListener("visibilitychange", () => live.setVisible(document.visibilityState === "visible"));
  window.addEventListener("beforeunload", (event) => {
    if (live.unsaved + unsavedElsewhere() > 0) event.preventDefault();
  });
}

const subscribe = (listener: () => void) => live.onChange(listener);

/** The contact, kept live while the component is mounted. `null` for the instant before the first render is done. */
export function useLiveContact(id: ContactId): ContactState | null {
  useEffect(() => live.openContact(id), [id]);
  return useSyncExternalStore(subscribe, () => live.contact(id));
}

/** Follows the list that a query string describes; `null` follows none. */
export function useLiveList(query: string | null, listener: ListListener): void {
  const fresh = useEffectEvent(listener.fresh);
  const rows = useEffectEvent(listener.rows);
  useEffect(() => {
    if (query === null) return undefined;
    return live.openList(query, { fresh: (total) => fresh(total), rows: (frame) => rows(frame) });
  }, [query]);
}

export function useInbox(): InboxState {
  useEffect(() => live.openInbox(), []);
  return useSyncExternalStore(subscribe, () => live.inbox);
}

/** Fields that wait for a decision of their author, over all contacts. */
const decisionsDue = () => live.attention().reduce((sum, state) => sum + needsAttention(state).length, 0);

export type ConnectionView = { status: ConnectionStatus; unsaved: number; decisions: number; newVersion: boolean };

export function useConnection(): ConnectionView {
  const status = useSyncExternalStore(subscribe, () => live.status);
  const unsavedLive = useSyncExternalStore(subscribe, () => live.unsaved);
  const elsewhere = useSyncExternalStore(onUnsavedChange, unsavedElsewhere);
  const decisions = useSyncExternalStore(subscribe, decisionsDue);
  const newVersion = useSyncExternalStore(subscribe, () => live.newVersion);
  return { status, unsaved: unsavedLive + elsewhere, decisions, newVersion };
}
