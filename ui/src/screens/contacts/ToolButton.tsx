/** A quiet button in the line above the table. */
import type { ComponentProps } from "react";

import styles from "./ToolButton.module.css";

export function ToolButton(props: ComponentProps<"button">) {
  return <button type="button" {...props} className={styles.tool} />;
}

/** Its words; on a phone the icon stands for them. */
export function ToolText({ children }: { children: string }) {
  return <span className={styles.text}>{children}</span>;
}
