/** A question before something that is hard to take back. The safe answer has the focus. */
import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./ConfirmDialog.module.css";

type ConfirmDialogProps = {
  opened: boolean;
  close: () => void;
  title: string;
  children: ReactNode;
  /** The verb of what happens, not "yes". */
  action: string;
  danger?: boolean;
  busy?: boolean;
  /** Why it failed, if it did. */
  problem?: string | null;
  confirm: () => void;
};

export function ConfirmDialog({ opened, close, title, children, action, danger = false, busy = false, problem = null, confirm }: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <div className={styles.text}>{children}</div>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.answers}>
        <Button variant="default" onClick={close} data-autofocus>
          {t("common.cancel")}
        </Button>
        <Button {...(danger ? { color: "red.8" } : {})} loading={busy} onClick={confirm}>
          {action}
        </Button>
      </div>
    </Modal>
  );
}
