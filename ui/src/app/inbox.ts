/** Reading what is in the inbox: shown at once, told to the other tabs, saved as soon as there is a connection. */
import { api } from "@/api/routes";
import { Problem } from "@/api/http";
import { toast } from "@/components/toast";
import i18next from "i18next";
import type { NotificationId } from "@/protocol";
import { problemText } from "@/state/problems";
import { live } from "./live";
import { onOtherTab, tellOtherTabs } from "./tabs";

/** Read here, not yet known to the server. */
let unsaved: { all: boolean; ids: Set<NotificationId> } = { all: false, ids: new Set() };

export function read(ids: readonly NotificationId[] | "all"): void {
  live.markRead(ids);
  tellOtherTabs({ type: "read", ids });
  if (ids === "all") unsaved.all = true;
  else for (const id of ids) unsaved.ids.add(id);
  void save();
}

async function save(): Promise<void> {
  if (!unsaved.all && unsaved.ids.size === 0) return;
  // Nothing waits for what is under way: the page may be left before that is answered.
  const sent = unsaved;
  unsaved = { all: false, ids: new Set() };
  try {
    await api.markRead(sent.all ? { all: true } : { ids: [...sent.ids] });
  } catch (error) {
    if (error instanceof Problem && error.status === 0) {
      unsaved = { all: unsaved.all || sent.all, ids: new Set([...sent.ids, ...unsaved.ids]) };
    } else {
      toast(i18next.t("inbox.failed", { reason: problemText(i18next.t, error) }), { tone: "bad" });
    }
  }
}

/** Listens to the other tabs and to the connection's return. */
export function watchInbox(): void {
  onOtherTab((message) => {
    if (message.type === "read") live.markRead(message.ids);
  });
  let status = live.status;
  live.onChange(() => {
    if (live.status === status) return;
    status = live.status;
    if (status === "online") void save();
  });
}
