/** The top of a screen: its name, what belongs beside it, what can be done. Names the browser's tab as well. */
import type { ReactNode } from "react";

import { usePageTitle } from "@/app/pageTitle";
import styles from "./PageHeader.module.css";

type PageHeaderProps = {
  title: string;
  /** Beside the title, quiet: a count. */
  note?: ReactNode;
  /** At the right: buttons, the main one last. */
  actions?: ReactNode;
  /** In the middle: a search box, tabs. */
  children?: ReactNode;
};

export function PageHeader({ title, note, actions, children }: PageHeaderProps) {
  usePageTitle(title);
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{title}</h1>
      {note !== undefined && <span className={styles.note}>{note}</span>}
      <div className={styles.middle}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
