/** One contact: fields at the left, what happens in the middle, what surrounds it at the right. */
import { Button, Loader, Tabs } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { live, useLiveContact } from "@/app/live";
import { CONTACT_PARTS, type ContactPart } from "@/app/router";
import { useShortcuts } from "@/app/shortcuts";
import { Notice } from "@/components/Notice";
import type { Contact, Field } from "@/protocol";
import { needsAttention, type ContactState } from "@/state/contact";
import { CommentsPanel } from "./comments/CommentsPanel";
import { ConflictDialog } from "./ConflictDialog";
import { ContactHeader } from "./ContactHeader";
import styles from "./ContactScreen.module.css";
import { FieldsPanel } from "./FieldsPanel";
import { SurroundingsPanel } from "./surroundings/SurroundingsPanel";

/** The editor is the largest part of the page's code and comes when somebody looks at notes. */
const NotesPanel = lazy(() => import("./notes/NotesPanel"));

export function ContactScreen() {
  const { contactId } = useParams({ from: "/contacts/$contactId" });
  // Another contact is another page: nothing typed for one may end up in the other.
  return <ContactPage key={contactId} contactId={contactId} />;
}

function ContactPage({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useLiveContact(contactId);
  useEffect(() => live.present(contactId, null), [contactId]);
  useShortcuts({ search: () => void navigate({ to: "/contacts" }) });
  const name = state?.contact?.name;
  useEffect(() => {
    document.title = name === undefined ? t("app.name") : `${name} · ${t("app.name")}`;
    return () => {
      document.title = t("app.name");
    };
  }, [name, t]);

  switch (state?.phase) {
    case undefined:
    case "loading":
      return (
        <Notice title={t("common.loading")}>
          <Loader size="sm" />
        </Notice>
      );
    case "missing":
      return <NoWayIn title={t("contact.missingTitle")} text={t("contact.missingText")} />;
    case "revoked":
      return state.revokedReason === "deleted" ? (
        <NoWayIn title={t("contact.deletedTitle")} text={t("contact.deletedText")} />
      ) : (
        <NoWayIn title={t("contact.revokedTitle")} text={t("contact.revokedText")} />
      );
    case "live":
      return state.contact === null ? null : <LivePage state={state} contact={state.contact} />;
  }
}

function NoWayIn({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <main className={styles.closed}>
      <Notice icon="lock" title={title} text={text} level={1}>
        <Button component={Link} to="/contacts">
          {t("contact.toList")}
        </Button>
      </Notice>
    </main>
  );
}

function LivePage({ state, contact }: { state: ContactState; contact: Contact }) {
  const { deciding, decide, close } = useConflictDialog(state);
  const isWide = useMediaQuery("(min-width: 75em)", undefined, { getInitialValueInEffect: false });
  const isMedium = useMediaQuery("(min-width: 52em)", undefined, { getInitialValueInEffect: false });
  const inTabs: ContactPart[] = isWide
    ? ["comments", "notes"]
    : isMedium
      ? ["comments", "notes", "surroundings"]
      : ["fields", "comments", "notes", "surroundings"];
  return (
    <main className={styles.page}>
      <ContactHeader state={state} contact={contact} />
      <div className={styles.columns} data-columns={isWide ? 3 : isMedium ? 2 : 1}>
        {isMedium && (
          <div className={styles.left}>
            <FieldsPanel state={state} decide={decide} />
          </div>
        )}
        <Middle state={state} parts={inTabs} decide={decide} />
        {isWide && (
          <div className={styles.right}>
            <SurroundingsPanel state={state} />
          </div>
        )}
      </div>
      <ConflictDialog state={state} field={deciding} close={close} />
    </main>
  );
}

type MiddleProps = { state: ContactState; parts: ContactPart[]; decide: (field: Field) => void };

function Middle({ state, parts, decide }: MiddleProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { part } = useSearch({ from: "/contacts/$contactId" });
  const shown = part !== undefined && parts.includes(part) ? part : (parts[0] ?? "comments");
  const count = state.comments.length + state.pendingComments.length;

  function show(value: string | null) {
    const next = CONTACT_PARTS.find((known) => known === value);
    if (next === undefined) return;
    void navigate({ to: "/contacts/$contactId", params: { contactId: state.id }, search: { part: next }, replace: true });
  }

  return (
    <Tabs value={shown} onChange={show} className={styles.middle} keepMounted={false}>
      <Tabs.List className={styles.tabs}>
        {parts.map((known) => (
          <Tabs.Tab key={known} value={known}>
            {t(`contact.${known}`)}
            {known === "comments" && count > 0 && <span className={styles.count}>{count}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="fields" className={styles.scrolling}>
        <FieldsPanel state={state} decide={decide} />
      </Tabs.Panel>
      <Tabs.Panel value="comments" className={styles.panel}>
        <CommentsPanel state={state} />
      </Tabs.Panel>
      <Tabs.Panel value="notes" className={styles.panel}>
        <Suspense fallback={<Notice title={t("notes.connecting")} />}>
          <NotesPanel contact={state.id} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="surroundings" className={styles.scrolling}>
        <SurroundingsPanel state={state} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** A conflict opens its dialog by itself, once; later it can be opened from its field. */
function useConflictDialog(state: ContactState) {
  const [opened, setOpened] = useState<Field | null>(null);
  const [later, setLater] = useState<ReadonlySet<Field>>(new Set());
  const conflicts = needsAttention(state).filter((field) => state.edits[field]?.state === "conflict");
  const deciding = opened ?? conflicts.find((field) => !later.has(field)) ?? null;
  useEffect(() => {
    // What was put off and settled since is news again the next time.
    setLater((before) => {
      const still = [...before].filter((field) => conflicts.includes(field));
      return still.length === before.size ? before : new Set(still);
    });
  }, [conflicts.join()]);
  return {
    deciding,
    decide: (field: Field) => setOpened(field),
    close: () => {
      if (deciding !== null) setLater((before) => new Set([...before, deciding]));
      setOpened(null);
    },
  };
}
