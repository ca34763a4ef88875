/** One thing that one was told: who did what, what they wrote, why it came here. */
import { Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { read } from "@/app/inbox";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { Notification, NotificationId } from "@/protocol";
import { partsOf } from "@/state/comments";
import { placeOf } from "@/state/inbox";
import styles from "./InboxEntry.module.css";

export const rowId = (id: NotificationId) => `told-${id}`;

type InboxEntryProps = { item: Notification; isAt: boolean; point: (id: NotificationId) => void; open: (item: Notification) => void };

export function InboxEntry({ item, isAt, point, open }: InboxEntryProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = colleagues.name(item.by, t("common.formerColleague"));
  return (
    <li className={styles.entry} data-read={item.read} data-at={isAt}>
      <span className={styles.dot} {...(item.read ? { "aria-hidden": true } : { role: "img", "aria-label": t("inbox.unread") })} />
      <PersonAvatar id={item.by} size={26} withTooltip={false} />
      <Link
        id={rowId(item.id)}
        className={styles.link}
        {...placeOf(item)}
        data-list-row
        onFocus={() => point(item.id)}
        onClick={(event) => {
          // With Ctrl it opens in another tab, and this one stays; read it is all the same.
          if (event.ctrlKey || event.metaKey) {
            if (!item.read) read([item.id]);
            return;
          }
          event.preventDefault();
          open(item);
        }}
      >
        <span className={styles.line}>
          <strong>{t(`inbox.${item.event}`, { name, count: item.count ?? 1 })}</strong>
          <span className={styles.why}>
            {item.substituting === undefined
              ? t(`inbox.why.${item.event}`)
              : t("inbox.substituting", { name: colleagues.name(item.substituting, t("common.formerColleague")) })}
          </span>
        </span>
        {item.excerpt !== undefined && <span className={styles.excerpt}>{plain(item.excerpt)}</span>}
      </Link>
      <span className={styles.side}>
        <When at={item.at} className={styles.when} />
        {!item.read && (
          <Tooltip label={t("inbox.markRead")}>
            <UnstyledButton className={styles.check} aria-label={t("inbox.markRead")} onClick={() => read([item.id])}>
              <Icon name="check" size={15} />
            </UnstyledButton>
          </Tooltip>
        )}
      </span>
    </li>
  );
}

/** An excerpt may end within a mention; then the rest of its markup is cut off, too. */
function plain(excerpt: string): string {
  return partsOf(excerpt)
    .map((part) => (part.kind === "text" ? part.text : `@${part.name}`))
    .join("")
    .replace(/@\[([^\]]*)(\]\([^)]*)?$/, "@$1");
}
