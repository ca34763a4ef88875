/** Keys as they are labelled on the keyboard in front of the person. */
import { useTranslation } from "react-i18next";

import styles from "./Kbd.module.css";

const SIGNS: Partial<Record<string, string>> = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵", Escape: "Esc", Shift: "⇧", Space: "␣",
};
/** Keys with a word on them, which differs between keyboards. */
const WORDS: readonly string[] = ["Ctrl", "Home", "End", "PageUp", "PageDown"];

const IS_APPLE = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

function labelOf(key: string, word: (key: string) => string): string {
  if (key === "Mod") return IS_APPLE ? "⌘" : word("Ctrl");
  if (key.length === 1) return key.toUpperCase();
  return WORDS.includes(key) ? word(key) : (SIGNS[key] ?? key);
}

/** Spelled as in the table of shortcuts: `g c` is one key after the other, `Mod+k` both at once. */
export function Kbd({ keys }: { keys: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.keys}>
      {keys.split(/[ ]|(?<=.)\+(?=.)/).map((key, place) => (
        <kbd key={place} className={styles.key}>
          {labelOf(key, (word) => t(`key.${word}`))}
        </kbd>
      ))}
    </span>
  );
}
