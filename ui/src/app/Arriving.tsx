/**
 * In place of what the live connection brings, while it has not come: its outline (`children`); without a connection the
 * reason, and another try.
 */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { live, useConnection } from "./live";

type ArrivingProps = { failed: string; level?: 1 | 2; children: ReactNode };

export function Arriving({ failed, level = 2, children }: ArrivingProps) {
  const { t } = useTranslation();
  const { status } = useConnection();
  if (status !== "offline") return children;
  return (
    <Notice icon="warning" tone="bad" title={failed} level={level} text={t("problem.noAnswer")}>
      <Button onClick={() => live.tryNow()}>{t("common.retry")}</Button>
    </Notice>
  );
}
