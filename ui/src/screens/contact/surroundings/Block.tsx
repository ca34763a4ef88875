/** One titled part of the surroundings, and what it shows instead of its content. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { SectionTitle } from "@/components/SectionTitle";
import { problemText } from "@/state/problems";
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

/** A part's request failed: why, and another try. */
export function BlockFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <p className={styles.failed} role="alert">
      {problemText(t, error)}{" "}
      <Button size="compact-xs" variant="default" onClick={retry}>
        {t("common.retry")}
      </Button>
    </p>
  );
}
