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
let isSaving = false;

export function read(ids: readonly NotificationId[] | "all"): void {
  live.markRead(ids);
  tellOtherTabs({ type: "read", ids });
  if (ids === "all") unsaved.all = true;
  else for (const id of ids) unsaved.ids.add(id);
  void save();
}

async function save(): Promise<void> {
  if (isSaving || (!unsaved.all && unsaved.ids.size === 0)) return;
  const sent = unsaved;
  unsaved = { all: false, ids: new Set() };
  isSaving = true;
  try {
    await api.markRead(sent.all ? { all: true } : { ids: [...sent.ids] });
  } catch (error) {
    if (error instanceof Problem && error.status === 0) {
      unsaved = { all: unsaved.all || sent.all, ids: new Set([...sent.ids, ...unsaved.ids]) };
    } else {
      toast(i18next.t("inbox.failed", { reason: problemText(i18next.t, error) }), { tone: "bad" });
    }
  } finally {
    isSaving = false;
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
