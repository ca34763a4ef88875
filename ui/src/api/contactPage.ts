/** The HTTP routes of a contact's page beyond the contact itself. `docs/protocol.md` describes them. */
import type { Comment, Contact, ContactId } from "@/protocol";
import { request } from "./http";

const contactPath = (id: ContactId) => `/api/contacts/${encodeURIComponent(id)}`;

/** The contact at an instant, and the seq of its last change until then. */
export type ContactThen = { contact: Contact; seq: number };

export const contactPage = {
  /** Comments before a seq, oldest first; `next` is where the page before them begins. */
  comments: (id: ContactId, before: string) =>
    request<{ items: Comment[]; next: string | null }>("GET", `${contactPath(id)}/comments?${new URLSearchParams({ before, limit: "200" })}`),
  at: (id: ContactId, time: string) => request<ContactThen>("GET", `${contactPath(id)}/at?${new URLSearchParams({ time })}`),
};
