/** The way through Kontor: where to go, what is new there, the connection, the own account. */
import { Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Icon, type IconName } from "@/components/Icon";
import { Kbd } from "@/components/Kbd";
import { latePart } from "@/components/latePart";
import { Logo } from "@/components/Logo";
import { AccountButton } from "./AccountButton";
import { ConnectionState } from "./ConnectionState";
import type { Layout } from "./layout";
import { useInbox } from "./live";
import { useUnreadInTitle } from "./pageTitle";
import { shortcut, type ShortcutId } from "./shortcutTable";
import styles from "./Sidebar.module.css";

type AccountProps = { layout: Layout; defaultOpened: boolean; want: () => void };

/** Its button is there from the beginning; pressed before the menu came, or after it did not come, it asks for it. */
const AccountMenu = latePart<AccountProps>(() => import("./AccountMenu").then((module) => module.default), {
  waiting: ({ layout, want }) => <AccountButton layout={layout} onClick={want} />,
  failed: ({ retry, of: { layout, want } }) => (
    <AccountButton
      layout={layout}
      onClick={() => {
        want();
        retry();
      }}
    />
  ),
});

type Destination = { to: "/contacts" | "/inbox"; icon: IconName; text: "nav.contacts" | "nav.inbox"; shortcut: ShortcutId };

/** The screens in the order of how often one goes there. */
const DESTINATIONS: readonly Destination[] = [
  { to: "/contacts", icon: "contacts", text: "nav.contacts", shortcut: "goContacts" },
  { to: "/inbox", icon: "inbox", text: "nav.inbox", shortcut: "goInbox" },
];

type SidebarProps = { layout: Layout; toggle: () => void; openPalette: () => void; openHelp: () => void };

export function Sidebar({ layout, toggle, openPalette, openHelp }: SidebarProps) {
  const { t } = useTranslation();
  const { unread } = useInbox();
  useUnreadInTitle(unread);
  return (
    <nav className={styles.nav} aria-label={t("nav.label")} data-layout={layout} data-keep-clear={layout === "bar" || undefined}>
      {layout !== "bar" && (
        <div className={styles.top}>
          <Link to="/contacts" className={styles.brand} aria-label={t("app.name")}>
            <Logo size={26} />
            {layout === "wide" && <span aria-hidden="true">{t("app.name")}</span>}
          </Link>
        </div>
      )}
      <Row layout={layout} label={t("shortcut.palette")} keys="Mod+k">
        <UnstyledButton className={styles.find} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" size={layout === "bar" ? 20 : 16} />
          <span className={styles.text}>{t("nav.findShort")}</span>
          {layout === "wide" && (
            <span aria-hidden="true">
              <Kbd keys="Mod+k" />
            </span>
          )}
        </UnstyledButton>
      </Row>
      <div className={styles.screens}>
        {DESTINATIONS.map((destination) => (
          <ScreenLink key={destination.to} destination={destination} layout={layout} count={destination.to === "/inbox" ? unread : 0} />
        ))}
      </div>
      <div className={styles.spring} />
      <ConnectionState layout={layout} />
      {layout !== "bar" && (
        <div className={styles.tools}>
          <Tool icon="help" label={t("nav.help")} keys="?" onClick={openHelp} />
          <Tool icon="sidebar" label={t(layout === "wide" ? "nav.fold" : "nav.unfold")} keys="[" onClick={toggle} hiddenWhenNarrow />
        </div>
      )}
      <Account layout={layout} />
    </nav>
  );
}

/** Whoever is quicker than the menu finds it open as soon as it is there. */
function Account({ layout }: { layout: Layout }) {
  const [wanted, setWanted] = useState(false);
  return <AccountMenu layout={layout} defaultOpened={wanted} want={() => setWanted(true)} />;
}

function ScreenLink({ destination, layout, count }: { destination: Destination; layout: Layout; count: number }) {
  const { t } = useTranslation();
  return (
    <Row layout={layout} label={t(destination.text)} keys={shortcut(destination.shortcut).keys[0] ?? ""}>
      <Link to={destination.to} className={styles.link} activeProps={{ "data-active": true }}>
        <Icon name={destination.icon} size={layout === "wide" ? 18 : 20} />
        <span className={styles.text}>{t(destination.text)}</span>
        {count > 0 && (
          <span className={styles.count}>
            {count > 99 ? "99+" : count}
            <span className="visually-hidden"> {t("nav.unreadShort")}</span>
          </span>
        )}
      </Link>
    </Row>
  );
}

/** In the rail the name of an icon stands beside it, with its key, as soon as one points at it. */
function Row({ layout, label, keys, children }: { layout: Layout; label: string; keys: string; children: ReactNode }) {
  if (layout !== "rail") return children;
  return (
    <Tooltip
      position="right"
      label={
        <span className={styles.tip}>
          {label} <Kbd keys={keys} />
        </span>
      }
    >
      {children}
    </Tooltip>
  );
}

type ToolProps = { icon: IconName; label: string; keys: string; onClick: () => void; hiddenWhenNarrow?: boolean };

function Tool({ icon, label, keys, onClick, hiddenWhenNarrow = false }: ToolProps) {
  return (
    <Tooltip
      label={
        <span className={styles.tip}>
          {label} <Kbd keys={keys} />
        </span>
      }
      position="top"
    >
      <UnstyledButton className={styles.tool} data-wide-only={hiddenWhenNarrow} aria-label={label} onClick={onClick}>
        <Icon name={icon} size={17} />
      </UnstyledButton>
    </Tooltip>
  );
}
