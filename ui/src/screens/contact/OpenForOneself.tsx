/** For administrators and the leads of a contact's teams: opening a contact that one does not see, with a reason. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { access } from "@/api/access";
import type { ContactId } from "@/protocol";
import { dayOf } from "@/state/days";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import styles from "./NoWayIn.module.css";

const LONGEST_REASON = 300;
const LONGEST_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether one may; false until that is known. */
export function useMayOpen(contact: ContactId): boolean {
  const { data } = useQuery({
    queryKey: ["override", contact],
    queryFn: () => access.mayOverride(contact),
    // What is no id names nothing; an address may hold anything.
    enabled: IS_ID.test(contact),
    retry: false,
    staleTime: 0,
  });
  return data?.may === true;
}

export function OpenForOneself({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  // One id for this form: pressed twice, it opens the contact once.
  const [id] = useState(newId);
  const [reason, setReason] = useState("");
  const today = dayOf(new Date());
  const [until, setUntil] = useState(today);
  const open = useMutation({
    mutationFn: () => access.override(contact, id, reason.trim(), until),
    // The page begins anew with a contact that it may follow now.
    onSuccess: () => window.location.reload(),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (reason.trim() !== "") open.mutate();
  }

  return (
    <form className={styles.override} onSubmit={submit}>
      <TextInput label={t("override.reason")} required maxLength={LONGEST_REASON} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <TextInput
        type="date"
        label={t("override.until")}
        min={today}
        max={dayOf(new Date(Date.now() + LONGEST_DAYS * DAY_MS))}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <div aria-live="assertive">{open.isError && <p className={styles.problem}>{problemText(t, open.error)}</p>}</div>
      <Button type="submit" variant="default" disabled={reason.trim() === "" || until === ""} loading={open.isPending}>
        {t("override.open")}
      </Button>
    </form>
  );
}
