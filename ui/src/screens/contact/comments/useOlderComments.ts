/** Comments beyond those that come with the contact, a page at a time. */
import { useCallback, useState } from "react";

import { contactPage } from "@/api/contactPage";
import { live } from "@/app/live";
import type { ContactId } from "@/protocol";
import { useContactPart } from "../contactPart";

export type OlderComments = {
  exist: boolean;
  isLoading: boolean;
  failed: boolean;
  /** Loads the page before; says whether that worked. */
  load(): Promise<boolean>;
};

export function useOlderComments(contact: ContactId): OlderComments {
  const before = useContactPart(contact, (state) => state.commentsBefore);
  const [isLoading, setLoading] = useState(false);
  const [failed, setFailed] = useState(false);
  const load = useCallback(async () => {
    const from = live.contact(contact)?.commentsBefore ?? null;
    if (from === null) return false;
    setLoading(true);
    setFailed(false);
    try {
      const page = await contactPage.comments(contact, from);
      live.discussion.addOlder(contact, page.items, page.next);
      return true;
    } catch {
      setFailed(true);
      return false;
    } finally {
      setLoading(false);
    }
  }, [contact]);
  return { exist: before !== null, isLoading, failed, load };
}
