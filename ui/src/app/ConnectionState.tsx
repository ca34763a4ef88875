/**
 * Whether this tab is in touch with the server, and how much is unsaved. A conflict is no lost connection: what waits
 * for a decision has a mark of its own beside the dot.
 */
import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/Icon";
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
  const { status, unsaved, decisions } = useConnection();
  const [opened, setOpened] = useState(false);
  const attention = live.attention();
  const isOnline = status === "online";
  const waiting = unsaved - decisions;
  const text = waiting > 0 ? t("connection.unsaved", { count: waiting }) : t("connection.allSaved");
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
        >
          <span className={styles.dot} data-busy={status === "connecting" || status === "reconnecting"} />
          <span className="visually-hidden">{t("connection.label")}: </span>
          <span className={styles.short}>{t(`connection.short.${status}`)}</span>
          <Count icon="clock" count={waiting} text={text} />
          <Count icon="warning" count={decisions} text={t("connection.decisions", { count: decisions })} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <strong>{t(`connection.${status}`)}</strong>
        {(waiting > 0 || decisions === 0) && <p className={styles.text}>{text}</p>}
        {decisions > 0 && <p className={styles.text}>{t("connection.decisions", { count: decisions })}</p>}
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

/** A number with its meaning: seen as a number, read out as a sentence. */
function Count({ icon, count, text }: { icon: IconName; count: number; text: string }) {
  if (count === 0) return null;
  return (
    <span className={styles.count}>
      <Icon name={icon} size={12} />
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">, {text}</span>
    </span>
  );
}
