/** One titled part of the surroundings. */
import type { ReactNode } from "react";

import styles from "./SurroundingsPanel.module.css";

export function Block({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.block}>
      <header className={styles.blockHead}>
        <h2 className={styles.blockTitle}>{title}</h2>
        {action}
      </header>
      {children}
    </section>
  );
}
