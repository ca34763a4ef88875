/** The frame around every screen: navigation, own account, state of the connection, help. */
import { ActionIcon, Button, Indicator, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/Icon";
import { Logo } from "@/components/Logo";
import { AccountMenu } from "./AccountMenu";
import { ConnectionState } from "./ConnectionState";
import styles from "./Frame.module.css";
import { HelpSheet } from "./HelpSheet";
import { live, useConnection, useInbox } from "./live";
import { useColleagues } from "./roster";
import { useShortcuts } from "./shortcuts";

export function Frame() {
  const { t } = useTranslation();
  const [helpOpened, setHelpOpened] = useState(false);
  const navigate = useNavigate();
  useNotices();
  useShortcuts({
    "?": () => setHelpOpened(true),
    "g c": () => void navigate({ to: "/contacts" }),
    "g i": () => void navigate({ to: "/inbox" }),
  });
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {t("app.skip")}
      </a>
      <nav className={styles.nav} aria-label={t("nav.label")}>
        <Link to="/contacts" className={styles.brand} aria-label={t("app.name")}>
          <Logo size={28} />
        </Link>
        <NavigationLink to="/contacts" icon="contacts" label={t("nav.contacts")} />
        <InboxLink />
        <div className={styles.spring} />
        <ConnectionState />
        <Tooltip label={t("nav.help")} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            className={styles.help}
            aria-label={t("nav.help")}
            onClick={() => setHelpOpened(true)}
          >
            <Icon name="help" />
          </ActionIcon>
        </Tooltip>
        <AccountMenu />
      </nav>
      <div className={styles.content} id="content" tabIndex={-1}>
        <NewVersion />
        <Outlet />
      </div>
      <HelpSheet opened={helpOpened} close={() => setHelpOpened(false)} />
    </div>
  );
}

function NavigationLink({ to, icon, label, count = 0 }: { to: "/contacts" | "/inbox"; icon: IconName; label: string; count?: number }) {
  const { t } = useTranslation();
  const spoken = count > 0 ? `${label}, ${t("nav.unread", { count })}` : label;
  return (
    <Link to={to} className={styles.link} activeProps={{ "data-active": true }} aria-label={spoken}>
      <Indicator label={count > 99 ? "99+" : count} disabled={count === 0} size={16} offset={2} color="red.8">
        <Icon name={icon} size={20} />
      </Indicator>
      <span aria-hidden="true">{label}</span>
    </Link>
  );
}

function InboxLink() {
  const { t } = useTranslation();
  const { unread } = useInbox();
  return <NavigationLink to="/inbox" icon="inbox" label={t("nav.inbox")} count={unread} />;
}

function NewVersion() {
  const { t } = useTranslation();
  const { newVersion } = useConnection();
  if (!newVersion) return null;
  return (
    <div className={styles.newVersion} role="status">
      {t("connection.newVersion")}
      <Button size="compact-xs" onClick={() => window.location.reload()}>
        {t("connection.reload")}
      </Button>
    </div>
  );
}

/** A notification that arrives is shown once, for a moment, wherever the person is. */
function useNotices(): void {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const navigate = useNavigate();
  useEffect(
    () =>
      live.onNotification((notification) => {
        if (notification.read) return;
        const name = colleagues.name(notification.by, t("common.formerColleague"));
        const id = notification.id;
        notifications.show({
          id,
          title: t(`inbox.${notification.event}`, { name }),
          message: notification.contact_name,
          withBorder: true,
          style: { cursor: "pointer" },
          closeButtonProps: { "aria-label": t("common.close") },
          onClick: () => {
            notifications.hide(id);
            void navigate({ to: "/contacts/$contactId", params: { contactId: notification.contact } });
          },
        });
      }),
    [t, colleagues, navigate],
  );
}
