/** What a screen shows instead of its content: nothing there yet, something went wrong, or no way in. */
import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon";
import styles from "./Notice.module.css";

type NoticeProps = { icon?: IconName; title: string; text?: string; children?: ReactNode; tone?: "calm" | "bad"; level?: 1 | 2 };

export function Notice({ icon, title, text, children, tone = "calm", level = 2 }: NoticeProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      {icon !== undefined && <Icon name={icon} size={28} />}
      <Heading className={styles.title}>{title}</Heading>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
