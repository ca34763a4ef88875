/** A moment: short in the text, in full for those who point at it. "Just now" does not stay on the page for an hour. */
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { formatInstant, formatWhen } from "@/state/format";

const EVERY_MS = 30_000;

let now = new Date();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const each of listeners) each();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The present, to half a minute: one clock for the whole page. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

export function When({ at, className }: { at: string; className?: string | undefined }) {
  const { t, i18n } = useTranslation();
  const present = useNow();
  // The shared clock may lag behind what has just happened.
  const reference = new Date(Math.max(present.getTime(), new Date(at).getTime()));
  return (
    <time dateTime={at} title={formatInstant(at, i18n.language)} className={className}>
      {formatWhen(at, reference, { t, language: i18n.language })}
    </time>
  );
}
