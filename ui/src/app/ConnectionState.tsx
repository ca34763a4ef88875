/**
 * Whether this tab is in touch with the server, and how much is unsaved. A conflict is no lost connection: what waits
 * for a decision has a mark of its own beside the dot.
 */
import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import { needsAttention } from "@/state/contact";
import type { ConnectionStatus } from "@/sync/connection";
import styles from "./ConnectionState.module.css";
import type { Layout } from "./layout";
import { live, useConnection } from "./live";

const TONES: Record<ConnectionStatus, "good" | "warn" | "bad"> = {
  online: "good",
  idle: "warn",
  connecting: "warn",
  reconnecting: "warn",
  offline: "bad",
  signed_out: "bad",
};

export function ConnectionState({ layout }: { layout: Layout }) {
  const { t } = useTranslation();
  const { status, unsaved } = useConnection();
  const [opened, setOpened] = useState(false);
  const attention = live.attention();
  const decisions = attention.reduce((sum, state) => sum + needsAttention(state).length, 0);
  const isOnline = status === "online";
  const text = unsaved > 0 ? t("connection.unsaved", { count: unsaved }) : t("connection.allSaved");
  const spoken = [`${t("connection.label")}: ${t(`connection.${status}`)}`, text];
  if (decisions > 0) spoken.push(t("connection.decisions", { count: decisions }));
  return (
    <Popover opened={opened} onChange={setOpened} position={layout === "bar" ? "top" : "right-end"} width={300} withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={styles.state}
          data-layout={layout}
          data-tone={TONES[status]}
          data-status={status}
          data-unsaved={unsaved}
          data-decisions={decisions}
          onClick={() => setOpened((before) => !before)}
          aria-label={spoken.join(", ")}
        >
          <span className={styles.dot} data-busy={status === "connecting" || status === "reconnecting"} />
          <span className={styles.short} aria-hidden="true">
            {t(`connection.short.${status}`)}
          </span>
          {unsaved > 0 && (
            <span className={styles.count} aria-hidden="true">
              <Icon name="clock" size={12} />
              {unsaved}
            </span>
          )}
          {decisions > 0 && (
            <span className={styles.count} aria-hidden="true">
              <Icon name="warning" size={12} />
              {decisions}
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <strong>{t(`connection.${status}`)}</strong>
        <p className={styles.text}>{text}</p>
        <p className={styles.text}>{isOnline ? t("connection.explainOnline") : t("connection.explainOffline")}</p>
        {attention.length > 0 && (
          <>
            <strong>{t("connection.attention")}</strong>
            <ul className={styles.list}>
              {attention.map((state) => (
                <li key={state.id}>
                  <Link to="/contacts/$contactId" params={{ contactId: state.id }} onClick={() => setOpened(false)}>
                    {state.contact?.name ?? state.id}
                  </Link>
                  {": "}
                  {needsAttention(state)
                    .map((field) => t(`field.${field}`))
                    .join(", ")}
                </li>
              ))}
            </ul>
          </>
        )}
      </Popover.Dropdown>
      <span className="visually-hidden" role="status">
        {isOnline ? "" : t(`connection.${status}`)}
      </span>
    </Popover>
  );
}
