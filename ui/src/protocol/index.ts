/**
 * The words of the wire. `generated.ts` comes from the server's Rust types; this file adds what types alone cannot say:
 * how a topic is spelled and how an incoming frame is read.
 */
import type { ContactId, ServerFrame, Topic } from "./generated";

export type * from "./generated";

export const SUBPROTOCOL = "kontor.v1";

/** Close code of a session that ended: signing in again is the only way on. */
export const CLOSED_SIGNED_OUT = 4401;

/** Close code of `/yjs` when the contact may no longer be seen. */
export const CLOSED_ACCESS_LOST = 4403;

export const INBOX: Topic = "inbox";

export function contactTopic(contact: ContactId): Topic {
  return `contact:${contact}`;
}

/** The contact that a topic is about; `null` for other topics. */
export function topicContact(topic: Topic): ContactId | null {
  return topic.startsWith("contact:") ? topic.slice("contact:".length) : null;
}

/** Reads a frame; `null` for what is no frame, such as one of a later server that this page does not know. */
export function readServerFrame(text: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(text);
    const named = typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
    return named ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
