/**
 * A short message at the edge: something was done, or was not. What can be taken back offers it here, and by `z` for as
 * long as the message stays. Never for what must not be missed: that stands where it happened.
 */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";
import styles from "./toast.module.css";

type Tone = "calm" | "good" | "bad";

type ToastOptions = {
  /** The same id replaces the message that is still there. */
  id?: string;
  title?: string;
  tone?: Tone;
  undo?: () => void;
  /** What a click on the message does. */
  open?: () => void;
};

const STAYS_MS = 5_000;
/** Long enough to read, notice the mistake and reach for the key. */
const UNDO_STAYS_MS = 10_000;
const ICONS: Record<Tone, IconName | null> = { calm: null, good: "check", bad: "warning" };

let lastUndo: { id: string; run: () => void } | null = null;

export function toast(message: string, { id, title, tone = "calm", undo, open }: ToastOptions = {}): void {
  const icon = ICONS[tone];
  const shownAs = id ?? crypto.randomUUID?.() ?? String(Math.random());
  const hide = () => notifications.hide(shownAs);
  const takeBack = () => {
    lastUndo = null;
    hide();
    undo?.();
  };
  if (undo !== undefined) lastUndo = { id: shownAs, run: takeBack };
  notifications.hide(shownAs);
  notifications.show({
    id: shownAs,
    title,
    message: (
      <span className={styles.message}>
        <span>{message}</span>
        {undo !== undefined && (
          <Button className={styles.undo ?? ""} size="compact-xs" variant="light" onClick={takeBack} rightSection={<Kbd keys="z" />}>
            {i18next.t("common.undo")}
          </Button>
        )}
      </span>
    ),
    ...(icon === null ? {} : { icon: <Icon name={icon} size={16} /> }),
    color: tone === "bad" ? "red" : "petrol",
    role: tone === "bad" ? "alert" : "status",
    autoClose: undo === undefined ? STAYS_MS : UNDO_STAYS_MS,
    closeButtonProps: { "aria-label": i18next.t("common.close") },
    classNames: { root: styles.toast ?? "" },
    onClose: () => {
      if (lastUndo?.id === shownAs) lastUndo = null;
    },
    ...(open === undefined
      ? {}
      : {
          style: { cursor: "pointer" },
          onClick: () => {
            hide();
            open();
          },
        }),
  });
}

/** Takes back what the newest message offers to take back. */
export function undoLast(): void {
  lastUndo?.run();
}
