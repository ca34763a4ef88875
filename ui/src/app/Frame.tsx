/** The frame around every screen: navigation, what concerns the whole page, keys that work everywhere. */
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { FailedDialog, latePart } from "@/components/latePart";
import { undoLast } from "@/components/toast";
import { Banners } from "./Banners";
import { closeCreate, openCreate, useCreating } from "./createContact";
import styles from "./Frame.module.css";
import { useLayout } from "./layout";
import { useListCommands } from "./listCommands";
import { useNotices } from "./notices";
import { useNoteRecent } from "./recent";
import { useFollowRoster } from "./roster";
import { useFollowSubstitutions } from "./substitutions";
import { useShortcuts } from "./shortcuts";
import { Sidebar } from "./Sidebar";
import { useReadAgainWhenBack } from "./useReadAgainWhenBack";

/** Nobody needs these for the first screen; they are fetched when they are opened, or a moment after the page is there. */
const AS_DIALOG = { failed: FailedDialog };
const CommandPalette = latePart(() => import("./palette/CommandPalette").then((module) => module.default), AS_DIALOG);
const HelpSheet = latePart(() => import("./HelpSheet").then((module) => module.default), AS_DIALOG);
const NewContactDialog = latePart(() => import("@/screens/contacts/NewContactDialog").then((module) => module.NewContactDialog), AS_DIALOG);

const AHEAD_AFTER_MS = 1_500;

export function Frame() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { layout, toggle } = useLayout();
  const [paletteOpened, setPaletteOpened] = useState(false);
  const [helpOpened, setHelpOpened] = useState(false);
  const creating = useCreating();
  useNotices();
  useReadAgainWhenBack();
  useNoteRecent();
  useFollowRoster();
  useListCommands();
  useFollowSubstitutions();
  usePaletteAhead();
  useShortcuts(
    {
      palette: () => setPaletteOpened(true),
      help: () => setHelpOpened(true),
      search: () => void navigate({ to: "/contacts" }),
      create: () => openCreate(),
      goContacts: () => void navigate({ to: "/contacts" }),
      goInbox: () => void navigate({ to: "/inbox" }),
      goHandovers: () => void navigate({ to: "/handovers" }),
      goProfile: () => void navigate({ to: "/profile" }),
      goEmployees: () => void navigate({ to: "/employees" }),
      goTeams: () => void navigate({ to: "/teams" }),
      undo: undoLast,
      sidebar: layout === "bar" ? undefined : toggle,
    },
    "frame",
  );
  return (
    <div className={styles.frame} data-layout={layout}>
      <a className={styles.skip} href="#content">
        {t("app.skip")}
      </a>
      <Sidebar layout={layout} toggle={toggle} openPalette={() => setPaletteOpened(true)} openHelp={() => setHelpOpened(true)} />
      <div className={styles.content} id="content" tabIndex={-1}>
        <Banners />
        <Outlet />
      </div>
      {paletteOpened && <CommandPalette close={() => setPaletteOpened(false)} />}
      {helpOpened && <HelpSheet close={() => setHelpOpened(false)} />}
      {creating !== null && <NewContactDialog opened close={closeCreate} startName={creating.startName} />}
    </div>
  );
}

/** Fetched when the first screen is done, so that the first Ctrl+K does not wait for it. A failure shows when it is opened. */
function usePaletteAhead(): void {
  useEffect(() => {
    const timer = window.setTimeout(() => void CommandPalette.preload(), AHEAD_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
}
