/**
 * What a screen or panel shows instead of its content: nothing there yet, something went wrong, no way in, still on
 * its way. Each says what to do next.
 */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { problemText } from "@/state/problems";
import type { IconName } from "./Icon";
import { Notice } from "./Notice";
import styles from "./states.module.css";

type EmptyStateProps = { icon?: IconName; title: string; text?: string; level?: 1 | 2; children?: ReactNode };

/** Nothing there: say what would be here, and offer the first step as a button in `children`. */
export function EmptyState(props: EmptyStateProps) {
  return <Notice {...props} />;
}

type ErrorStateProps = { title: string; error: unknown; retry?: () => void; level?: 1 | 2; children?: ReactNode };

/** A request failed: what did not work, why as far as it is known, and another try. */
export function ErrorState({ title, error, retry, level, children }: ErrorStateProps) {
  const { t } = useTranslation();
  return (
    <Notice icon="warning" tone="bad" title={title} text={problemText(t, error)} {...(level === undefined ? {} : { level })}>
      {retry !== undefined && <Button onClick={retry}>{t("common.retry")}</Button>}
      {children}
    </Notice>
  );
}

/** The person may not be here; whom to ask stands in `text`. */
export function NoAccessState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Notice icon="lock" title={title} text={text} level={1}>
      {children}
    </Notice>
  );
}

/** Rows on their way. Nothing shows for the first moment, so that a quick answer does not flicker. */
export function SkeletonRows({ rows = 12 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.skeleton} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={styles.row}>
          <span className={styles.dot} />
          <span className={styles.bar} style={{ width: `${24 + ((row * 37) % 30)}%` }} />
          <span className={styles.bar} style={{ width: `${10 + ((row * 23) % 16)}%` }} />
        </span>
      ))}
    </div>
  );
}

/** A paragraph or a panel on its way. */
export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.lines} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.bar} style={{ width: `${45 + ((line * 41) % 50)}%` }} />
      ))}
    </div>
  );
}
