/** A screen: its head, and beneath it what scrolls. */
import type { ReactNode } from "react";

import styles from "./Screen.module.css";

export function Screen({ header, children }: { header: ReactNode; children: ReactNode }) {
  return (
    <main className={styles.screen}>
      {header}
      <div className={styles.scroll}>{children}</div>
    </main>
  );
}

/** What is read and filled in from top to bottom, in a column that is no wider than reads well. */
export function ScreenColumn({ children }: { children: ReactNode }) {
  return <div className={styles.column}>{children}</div>;
}
