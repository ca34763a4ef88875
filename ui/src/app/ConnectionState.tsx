/** Whether this tab is in touch with the server, how much is unsaved, and what waits for a decision. */
import { Popover, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { needsAttention } from "@/state/contact";
import styles from "./ConnectionState.module.css";
import { live, useConnection } from "./live";

export function ConnectionState() {
  const { t } = useTranslation();
  const { status, unsaved } = useConnection();
  const [opened, setOpened] = useState(false);
  const attention = live.attention();
  const isOnline = status === "online";
  const tone = attention.length > 0 || status === "offline" ? "bad" : isOnline ? "good" : "warn";
  const text = unsaved > 0 ? t("connection.unsaved", { count: unsaved }) : t("connection.allSaved");
  return (
    <Popover opened={opened} onChange={setOpened} position="right-end" width={280} withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={styles.state}
          data-tone={tone}
          data-status={status}
          data-unsaved={unsaved}
          onClick={() => setOpened((before) => !before)}
          aria-label={`${t("connection.label")}: ${t(`connection.${status}`)}, ${text}`}
        >
          <span className={styles.dot} />
          <span className={styles.short} aria-hidden="true">
            {t(`connection.short.${status}`)}
          </span>
          {unsaved > 0 && <span className={styles.count}>{unsaved}</span>}
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
