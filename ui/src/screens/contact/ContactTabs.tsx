/** The parts of a contact's page that share one place: which one is shown stands in the address. */
import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { CONTACT_PARTS, type ContactPart } from "@/app/router";
import { useShortcuts } from "@/app/shortcuts";
import { latePart } from "@/components/latePart";
import { SkeletonLines } from "@/components/states";
import type { ContactId } from "@/protocol";
import { CommentsPanel } from "./comments/CommentsPanel";
import { useContactPart } from "./contactPart";
import styles from "./ContactScreen.module.css";
import type { Decide } from "./FieldFrame";
import { FieldsPanel } from "./FieldsPanel";
import { HistoryPanel } from "./history/HistoryPanel";
import { SurroundingsPanel } from "./surroundings/SurroundingsPanel";

/** The editor is the largest part of the page's code and comes when somebody looks at notes. */
const NotesPanel = latePart(() => import("./notes/NotesPanel").then((module) => module.default), { waiting: () => <SkeletonLines lines={5} /> });

type ContactTabsProps = { contact: ContactId; parts: ContactPart[]; decide: Decide };

export const ContactTabs = memo(function ContactTabs({ contact, parts, decide }: ContactTabsProps) {
  const { t } = useTranslation();
  const { part } = useSearch({ from: "/contacts/$contactId" });
  const show = useShowPart(contact);
  const shown = part !== undefined && parts.includes(part) ? part : (parts[0] ?? "comments");
  const key = (wanted: ContactPart) => (parts.includes(wanted) ? () => show(wanted) : undefined);
  useShortcuts({
    partFields: key("fields"),
    partComments: key("comments"),
    partNotes: key("notes"),
    partHistory: key("history"),
    partSurroundings: key("surroundings"),
  });
  return (
    <Tabs
      value={shown}
      onChange={(value) => show(CONTACT_PARTS.find((known) => known === value) ?? shown)}
      className={styles.middle}
      keepMounted={false}
    >
      <Tabs.List className={styles.tabs}>
        {parts.map((known) => (
          <Tabs.Tab key={known} value={known}>
            {t(`contact.${known}`)}
            {known === "comments" && <CommentCount contact={contact} />}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="fields" className={styles.scrolling}>
        <FieldsPanel contact={contact} decide={decide} />
      </Tabs.Panel>
      <Tabs.Panel value="comments" className={styles.panel}>
        <CommentsPanel contact={contact} />
      </Tabs.Panel>
      <Tabs.Panel value="notes" className={styles.panel}>
        <NotesPanel contact={contact} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className={styles.panel}>
        <HistoryPanel contact={contact} />
      </Tabs.Panel>
      <Tabs.Panel value="surroundings" className={styles.scrolling}>
        <SurroundingsPanel contact={contact} />
      </Tabs.Panel>
    </Tabs>
  );
}, sameTabs);

function sameTabs(left: ContactTabsProps, right: ContactTabsProps): boolean {
  return left.contact === right.contact && left.decide === right.decide && left.parts.join() === right.parts.join();
}

function CommentCount({ contact }: { contact: ContactId }) {
  const count = useContactPart(contact, (state) => state.comments.length + state.pendingComments.length);
  return count === 0 ? null : <span className={styles.count}>{count}</span>;
}

/** Goes to a part of the page; the way back leads out of the page, not through its parts. */
export function useShowPart(contact: ContactId): (part: ContactPart) => void {
  const navigate = useNavigate();
  return (part) =>
    void navigate({ to: "/contacts/$contactId", params: { contactId: contact }, search: { part }, replace: true });
}
