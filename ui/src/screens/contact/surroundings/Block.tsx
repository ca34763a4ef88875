/** One titled part of the surroundings. */
import type { ReactNode } from "react";

import { SectionTitle } from "@/components/SectionTitle";
import styles from "./SurroundingsPanel.module.css";

export function Block({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.block}>
      <header className={styles.blockHead}>
        <SectionTitle>{title}</SectionTitle>
        {action}
      </header>
      {children}
    </section>
  );
}
