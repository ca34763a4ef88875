/** One contact: fields at the left, what happens in the middle, what surrounds it at the right. */
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Arriving } from "@/app/Arriving";
import { live, useLiveContact } from "@/app/live";
import { usePageTitle } from "@/app/pageTitle";
import type { ContactPart } from "@/app/router";
import { useShortcuts } from "@/app/shortcuts";
import { SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import type { ContactId, Field } from "@/protocol";
import { needsAttention } from "@/state/contact";
import { isId } from "@/sync/ids";
import { ConflictDialog } from "./ConflictDialog";
import { ContactHeader } from "./ContactHeader";
import { useContactPart } from "./contactPart";
import styles from "./ContactScreen.module.css";
import { ContactTabs } from "./ContactTabs";
import { FieldsPanel } from "./FieldsPanel";
import { AsItWas } from "./history/AsItWas";
import { NoWayIn } from "./NoWayIn";
import { SurroundingsPanel } from "./surroundings/SurroundingsPanel";
import { useContactKeys } from "./useContactKeys";
import { useOwnChanges } from "./useOwnChanges";

export function ContactScreen() {
  const { contactId } = useParams({ from: "/contacts/$contactId" });
  if (!isId(contactId)) return <NoWayIn contact={contactId} reason={null} mayHaveName={false} />;
  // Another contact is another page: nothing typed for one may end up in the other.
  return <ContactPage key={contactId} contact={contactId} />;
}

function ContactPage({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useLiveContact(contact);
  useEffect(() => live.present(contact, null), [contact]);
  useShortcuts({ search: () => void navigate({ to: "/contacts" }), contactBack: () => void navigate({ to: "/contacts" }) });
  const { phase, reason, mergedInto, name } = useContactPart(contact, (state) => ({
    phase: state.phase,
    reason: state.revokedReason,
    mergedInto: state.mergedInto,
    name: state.contact?.name,
  }));
  usePageTitle(name);
  useMoveOver(mergedInto);

  switch (phase) {
    case "loading":
      return (
        <main className={styles.loading}>
          <Arriving failed={t("contact.errorTitle")} level={1}>
            <SkeletonLines lines={8} />
          </Arriving>
        </main>
      );
    case "missing":
      return <NoWayIn contact={contact} reason={null} mayHaveName={false} />;
    case "name_only":
      return <NoWayIn contact={contact} reason={null} mayHaveName />;
    case "revoked":
      if (mergedInto !== null) return <main className={styles.loading} />;
      return <NoWayIn contact={contact} reason={reason} mayHaveName={false} />;
    case "live":
      return <LivePage contact={contact} />;
  }
}

/** Another contact took this one over: whoever looks at it goes on there. */
function useMoveOver(survivor: ContactId | null) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useEffect(() => {
    if (survivor === null) return;
    // One message, however often the page is drawn.
    toast(t("merge.movedOver"), { id: `moved-${survivor}` });
    void navigate({ to: "/contacts/$contactId", params: { contactId: survivor }, replace: true });
  }, [survivor, navigate, t]);
}

function LivePage({ contact }: { contact: ContactId }) {
  const { at } = useSearch({ from: "/contacts/$contactId" });
  const { deciding, decide, close } = useConflictDialog(contact);
  const isWide = useMediaQuery("(min-width: 75em)", undefined, { getInitialValueInEffect: false });
  const isMedium = useMediaQuery("(min-width: 52em)", undefined, { getInitialValueInEffect: false });
  const parts: ContactPart[] = isWide
    ? ["comments", "notes", "history"]
    : isMedium
      ? ["comments", "notes", "history", "surroundings"]
      : ["fields", "comments", "notes", "history", "surroundings"];
  useOwnChanges(contact);
  useContactKeys(contact);
  if (at !== undefined) return <AsItWas contact={contact} at={at} />;
  return (
    <main className={styles.page}>
      <ContactHeader contact={contact} />
      <div className={styles.columns} data-columns={isWide ? 3 : isMedium ? 2 : 1}>
        {isMedium && (
          <div className={styles.left}>
            <FieldsPanel contact={contact} decide={decide} />
          </div>
        )}
        <ContactTabs contact={contact} parts={parts} decide={decide} />
        {isWide && (
          <div className={styles.right}>
            <SurroundingsPanel contact={contact} />
          </div>
        )}
      </div>
      <ConflictDialog contact={contact} field={deciding} close={close} />
    </main>
  );
}

/** A conflict opens its dialog by itself, once; later it can be opened from its field. */
function useConflictDialog(contact: ContactId) {
  const [opened, setOpened] = useState<Field | null>(null);
  const [later, setLater] = useState<ReadonlySet<Field>>(new Set());
  const conflicts = useContactPart(contact, (state) =>
    needsAttention(state).filter((field) => state.edits[field]?.state === "conflict"),
  );
  const deciding = opened ?? conflicts.find((field) => !later.has(field)) ?? null;
  useEffect(() => {
    // What was put off and settled since is news again the next time.
    setLater((before) => {
      const still = [...before].filter((field) => conflicts.includes(field));
      return still.length === before.size ? before : new Set(still);
    });
  }, [conflicts]);
  // Every field's row gets it: a new function would draw them all again.
  const decide = useCallback((field: Field) => setOpened(field), []);
  return {
    deciding,
    decide,
    close: () => {
      if (deciding !== null) setLater((before) => new Set([...before, deciding]));
      setOpened(null);
    },
  };
}
