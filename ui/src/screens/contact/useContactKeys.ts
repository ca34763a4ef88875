/** The keys of a contact's page that lead to a place on it. */
import { useRef } from "react";

import { useShortcuts } from "@/app/shortcuts";
import type { ContactId } from "@/protocol";
import { useShowPart } from "./ContactTabs";

export function useContactKeys(contact: ContactId): void {
  const show = useShowPart(contact);
  const lastField = useRef<string | null>(null);
  useShortcuts({
    contactEdit: () => {
      const focused = document.activeElement?.closest("[data-field]")?.getAttribute("data-field");
      lastField.current = focused ?? lastField.current ?? "name";
      document.querySelector<HTMLElement>(`[data-field="${CSS.escape(lastField.current)}"] [data-edits]`)?.click();
    },
    contactComment: () => {
      show("comments");
      whenThere("[data-composer=thread] textarea", (input) => input.focus());
    },
    contactAssign: () => {
      if (document.querySelector("[data-assign]") === null) show("surroundings");
      whenThere("[data-assign]", (button) => button.click());
    },
  });
}

const FRAMES = 30;

/** The part may have to be drawn first. */
function whenThere(selector: string, act: (element: HTMLElement) => void, frames = FRAMES): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element !== null) act(element);
  else if (frames > 0) requestAnimationFrame(() => whenThere(selector, act, frames - 1));
}
