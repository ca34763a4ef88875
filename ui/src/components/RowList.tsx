/** Rows one below the other in one frame, parted by lines. */
import type { ReactNode } from "react";

import styles from "./RowList.module.css";

/** `ordered`: their order means something. */
export function RowList({ ordered = false, children }: { ordered?: boolean; children: ReactNode }) {
  const List = ordered ? "ol" : "ul";
  return <List className={styles.list}>{children}</List>;
}
