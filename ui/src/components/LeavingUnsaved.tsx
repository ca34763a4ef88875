/** Asks before a screen is left on which something was typed and not saved; the browser asks before the tab is closed. */
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "./ConfirmDialog";

export function LeavingUnsaved({ isUnsaved }: { isUnsaved: boolean }) {
  const { t } = useTranslation();
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved && current.pathname !== next.pathname,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={leaving.status === "blocked"}
      close={() => leaving.reset?.()}
      title={t("common.leaveTitle")}
      action={t("common.discard")}
      danger
      confirm={() => leaving.proceed?.()}
    >
      <p>{t("common.leaveText")}</p>
    </ConfirmDialog>
  );
}
