/** The heading of a part within a panel or a list, quieter than that of a screen's section. */
import type { ReactNode } from "react";

import styles from "./SectionTitle.module.css";

export function SectionTitle({ children }: { children: ReactNode }) {
  return <h2 className={styles.title}>{children}</h2>;
}
