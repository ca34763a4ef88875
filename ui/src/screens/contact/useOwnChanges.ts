/** Each own change can be taken back: by the message that follows it, and by Ctrl+Z or `z` outside of texts. */
import { notifications } from "@mantine/notifications";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import { useShortcuts } from "@/app/shortcuts";
import { toast } from "@/components/toast";
import type { ContactId } from "@/protocol";
import { lastChange } from "@/state/undo";
import { useContactPart } from "./contactPart";
import { useFieldLabel } from "./useFieldLabel";

/** One message for all changes: the newest replaces the one before it. */
const MESSAGE = "own-change";

export function useOwnChanges(contact: ContactId): void {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const newest = useContactPart(contact, (state) => {
    const change = lastChange(state.own);
    return change?.done == null ? { command: null, field: null } : { command: change.command, field: change.field };
  });
  const told = useRef(new Set<string>());
  const isFirst = useRef(true);

  function takeBack() {
    const change = live.undo(contact);
    if (change === "nothing") toast(t("undo.nothing"), { id: MESSAGE });
    else if (change === "busy") toast(t("undo.busy"), { id: MESSAGE });
    else toast(t("undo.done", { field: label(change.field) }), { id: MESSAGE });
  }

  useShortcuts({ undo: takeBack });
  useEffect(() => {
    const { command, field } = newest;
    const isNews = command !== null && !told.current.has(command) && !isFirst.current;
    isFirst.current = false;
    if (command === null) return;
    // What comes up again because a later change was taken back was told when it was made.
    told.current.add(command);
    if (isNews && field !== null) toast(t("undo.saved", { field: label(field) }), { id: MESSAGE, undo: takeBack });
  }, [newest]);
  useEffect(() => () => void notifications.hide(MESSAGE), []);
}
