/** Hands contacts over: whose, to whom, with which note, and what that moves. */
import { Button, Modal, MultiSelect, Select, Textarea } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { handovers, type Act, type HandoverPreview } from "@/api/acts";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import type { ContactId, EmployeeId } from "@/protocol";
import { giversFor, rolesOf } from "@/state/acts";
import { formatNumber } from "@/state/format";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import { AbsentNote } from "./AbsentNote";
import styles from "./acts.module.css";

const LONGEST_NOTE = 2_000;

type HandoverFormProps = {
  /** Those whose contacts they may be; the first is meant unless somebody picks another. */
  givers?: readonly EmployeeId[];
  /** Without them it is everything that the giver has. */
  contacts?: readonly ContactId[];
  cancel?: () => void;
  begun: (acts: readonly Act[]) => void;
};

export function HandoverDialog({ opened, close, ...form }: Omit<HandoverFormProps, "cancel"> & { opened: boolean; close: () => void }) {
  const { t, i18n } = useTranslation();
  const count = form.contacts?.length;
  const title = count === undefined ? t("act.handOverAll") : t("act.handOverTitle", { count, formatted: formatNumber(count, i18n.language) });
  const begun = (done: readonly Act[]) => {
    close();
    form.begun(done);
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <HandoverForm {...form} begun={begun} cancel={close} />
    </Modal>
  );
}

export function HandoverForm({ givers, contacts, cancel, begun }: HandoverFormProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const queries = useQueryClient();
  const possible = givers ?? giversFor(me.id, colleagues.all).map(({ id }) => id);
  const [picked, setGiver] = useState<EmployeeId | null>(null);
  const giver = picked ?? possible[0] ?? me.id;
  const [receivers, setReceivers] = useState<EmployeeId[]>([]);
  const [note, setNote] = useState("");
  // One id for this form: pressed twice, it hands over once.
  const [id] = useState(newId);
  const name = (employee: EmployeeId) => colleagues.name(employee, t("common.formerColleague"));
  const asked = { giver, receivers, ...(contacts === undefined ? {} : { contacts }) };
  const preview = useQuery({
    queryKey: ["handover preview", asked],
    queryFn: ({ signal }) => handovers.preview(asked, signal),
    enabled: receivers.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const handOver = useMutation({
    mutationFn: () => handovers.handOver({ ...asked, id, note }),
    onSuccess: ({ items }) => {
      void queries.invalidateQueries({ queryKey: ["handovers"] });
      begun(items);
    },
  });
  const problem = handOver.error ?? (receivers.length > 0 ? preview.error : null);
  const isReady = receivers.length > 0 && preview.data !== undefined && preview.error === null;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) handOver.mutate();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      {possible.length > 1 && (
        <Select
          label={t("act.giver")}
          searchable
          allowDeselect={false}
          value={giver}
          onChange={(value) => {
            setGiver(value);
            setReceivers([]);
          }}
          data={possible.map((value) => ({ value, label: name(value) }))}
        />
      )}
      <MultiSelect
        label={t("act.receivers")}
        description={t("act.receiversHint")}
        searchable
        data-autofocus
        value={receivers}
        onChange={setReceivers}
        data={colleagues.all.filter((person) => person.active && person.id !== giver).map((person) => ({ value: person.id, label: person.name }))}
      />
      <Textarea label={t("act.note")} autosize minRows={2} maxRows={8} maxLength={LONGEST_NOTE} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <div aria-live="polite">
        <AbsentNote people={receivers} />
        {problem !== null ? (
          <p className={styles.problem} role="alert">
            {problemText(t, problem)}
          </p>
        ) : (
          isReady && <WhatMoves preview={preview.data} />
        )}
      </div>
      <div className={styles.actions}>
        {cancel !== undefined && (
          <Button variant="default" onClick={cancel}>
            {t("common.cancel")}
          </Button>
        )}
        <Button type="submit" disabled={!isReady} loading={handOver.isPending}>
          {t(giver === me.id ? "act.offer" : "act.handOverNow")}
        </Button>
      </div>
    </form>
  );
}

function WhatMoves({ preview }: { preview: HandoverPreview }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });
  return (
    <div className={styles.preview}>
      <strong>{t("act.moves", counted(preview.contacts))}</strong>
      <ul>
        {rolesOf(preview.roles).map(({ role, count }) => (
          <li key={role}>{`${formatNumber(count, i18n.language)} × ${t(`assignmentRole.${role}`)}`}</li>
        ))}
        {preview.planned > 0 && <li>{t("act.planned", counted(preview.planned))}</li>}
        {preview.unseen > 0 && <li>{t("act.unseen", counted(preview.unseen))}</li>}
        {preview.shares.length > 1 &&
          preview.shares.map(({ receiver, contacts }) => (
            <li key={receiver}>{t("act.share", { ...counted(contacts), name: colleagues.name(receiver, t("common.formerColleague")) })}</li>
          ))}
      </ul>
      <p className={styles.aside}>{t(preview.at_once ? "act.atOnce" : "act.waits")}</p>
    </div>
  );
}
