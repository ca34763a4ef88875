/** The inbox as a tab knows it: the newest notifications, and how many are unread in all. */
import type { ContactId, Notification, NotificationId } from "@/protocol";

export type InboxState = { loaded: boolean; items: readonly Notification[]; unread: number };

export const EMPTY_INBOX: InboxState = { loaded: false, items: [], unread: 0 };

export function applyInboxSnapshot(snapshot: { notifications: readonly Notification[]; unread: number }): InboxState {
  return { loaded: true, items: snapshot.notifications, unread: snapshot.unread };
}

/** The same notification told twice counts once; one that comes again as read was read elsewhere. */
export function applyNotification(state: InboxState, notification: Notification): InboxState {
  const known = state.items.find((item) => item.id === notification.id);
  if (known === undefined) {
    const unread = state.unread + (notification.read ? 0 : 1);
    return { ...state, items: [notification, ...state.items], unread };
  }
  if (known.read === notification.read) return state;
  const unread = Math.max(0, state.unread + (notification.read ? -1 : 1));
  return { ...state, items: state.items.map((item) => (item === known ? notification : item)), unread };
}

/** Read by the person in front of this tab; `"all"` empties the unread count whatever is loaded. */
export function markRead(state: InboxState, ids: readonly NotificationId[] | "all"): InboxState {
  const isMeant = (item: Notification) => !item.read && (ids === "all" || ids.includes(item.id));
  const count = state.items.filter(isMeant).length;
  if (count === 0 && ids !== "all") return state;
  const items = state.items.map((item) => (isMeant(item) ? { ...item, read: true } : item));
  return { ...state, items, unread: ids === "all" ? 0 : Math.max(0, state.unread - count) };
}

/** Null: what is about no single contact. */
export type InboxGroup = { contact: ContactId | null; name: string; items: readonly Notification[]; unread: number };

/** By contact, the one with the newest news first; within each from the newest back. What sums up several stands together. */
export function groupByContact(items: readonly Notification[]): InboxGroup[] {
  const groups = new Map<ContactId | null, Notification[]>();
  for (const item of items) {
    const contact = item.contact ?? null;
    const group = groups.get(contact);
    if (group === undefined) groups.set(contact, [item]);
    else group.push(item);
  }
  return [...groups].map(([contact, own]) => ({
    contact,
    // The name as it was last, should it have changed in between.
    name: own[0]?.contact_name ?? "",
    items: own,
    unread: own.filter((item) => !item.read).length,
  }));
}

/** Where the news is. */
export function placeOf(item: Notification) {
  if (item.substitution !== undefined) return { to: "/substitutions" } as const;
  if (item.act !== undefined) return { to: "/acts/$actId", params: { actId: item.act } } as const;
  if (item.contact === undefined) return { to: "/inbox" } as const;
  const search: { part?: "comments" } = item.event === "assigned" ? {} : { part: "comments" };
  return { to: "/contacts/$contactId", params: { contactId: item.contact }, search } as const;
}
