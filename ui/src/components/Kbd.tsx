/** Keys as they are labelled on the keyboard in front of the person. */
import styles from "./Kbd.module.css";

const LABELS: Partial<Record<string, string>> = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵", Escape: "Esc", Shift: "⇧", Space: "␣",
};

const IS_APPLE = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

function labelOf(key: string): string {
  if (key === "Mod") return IS_APPLE ? "⌘" : "Ctrl";
  if (key.length === 1) return key.toUpperCase();
  return LABELS[key] ?? key;
}

/** Spelled as in the table of shortcuts: `g c` is one key after the other, `Mod+k` both at once. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keys.split(/[ ]|(?<=.)\+(?=.)/).map((key, place) => (
        <kbd key={place} className={styles.key}>
          {labelOf(key)}
        </kbd>
      ))}
    </span>
  );
}
