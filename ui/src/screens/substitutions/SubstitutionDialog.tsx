/** Sets a substitution, and says before it is set who comes to see what along the chain. */
import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { substitutions, type NewSubstitution } from "@/api/substitutions";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { SUBSTITUTIONS_KEY } from "@/app/substitutions";
import { toast } from "@/components/toast";
import type { EmployeeId } from "@/protocol";
import { maySet, substitutionProblem } from "@/state/substitutions";
import { dayOf } from "@/state/days";
import { newId } from "@/sync/ids";
import styles from "./SubstitutionsScreen.module.css";

const LONGEST_REASON = 200;
const PRIORITIES = [1, 2, 3, 4, 5] as const;

export function SubstitutionDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={close} title={t("substitutions.new")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Form close={close} />
    </Modal>
  );
}

function Form({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const colleagues = useColleagues();
  const queries = useQueryClient();
  // One id for this form: pressed twice, it sets one substitution.
  const [id] = useState(newId);
  const today = dayOf(new Date());
  const [absent, setAbsent] = useState<EmployeeId>(me.id);
  const [substitute, setSubstitute] = useState<EmployeeId | null>(null);
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [priority, setPriority] = useState(3);
  const [carries, setCarries] = useState({ contacts: true, notifications: true });
  const people = colleagues.all.filter((person) => person.active);
  const self = colleagues.employee(me.id);
  const mine = people.filter((person) => self !== undefined && maySet(self, person));
  const option = ({ id: value, name: label }: { id: EmployeeId; name: string }) => ({ value, label });
  const wish: NewSubstitution | null =
    substitute === null || from === "" || until === "" ? null : { absent, substitute, from, until, reason: reason.trim(), priority, carries };
  const set = useMutation({
    mutationFn: (wanted: NewSubstitution) => substitutions.set({ ...wanted, id }),
    onSuccess: async ({ state }) => {
      await queries.invalidateQueries({ queryKey: SUBSTITUTIONS_KEY });
      toast(t(state === "active" ? "substitutions.nowActive" : "substitutions.nowPlanned"), { tone: "good" });
      close();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wish !== null) set.mutate(wish);
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      {mine.length > 1 && (
        <Select
          label={t("substitutions.absent")}
          searchable
          allowDeselect={false}
          value={absent}
          onChange={(value) => setAbsent(value ?? absent)}
          data={mine.map(option)}
        />
      )}
      <Select
        label={t("substitutions.substitute")}
        searchable
        data-autofocus
        required
        value={substitute}
        onChange={setSubstitute}
        data={people.filter((person) => person.id !== absent).map(option)}
      />
      <div className={styles.pair}>
        <TextInput type="date" label={t("substitutions.from")} required min={today} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label={t("substitutions.until")} required min={from} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      </div>
      <p className={styles.hint}>{t("substitutions.daysHint")}</p>
      <TextInput
        label={t("substitutions.reason")}
        description={t("substitutions.reasonHint")}
        maxLength={LONGEST_REASON}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Checkbox
        label={t("substitutions.carriesContacts")}
        checked={carries.contacts}
        onChange={(event) => setCarries({ ...carries, contacts: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("substitutions.carriesNotifications")}
        checked={carries.notifications}
        onChange={(event) => setCarries({ ...carries, notifications: event.currentTarget.checked })}
      />
      <Select
        label={t("substitutions.priority")}
        description={t("substitutions.priorityHint")}
        allowDeselect={false}
        value={String(priority)}
        onChange={(value) => setPriority(Number(value ?? priority))}
        data={PRIORITIES.map((value) => ({ value: String(value), label: t(`substitutions.priorityName.${value}`) }))}
      />
      {wish !== null && <Preview wish={wish} />}
      <div aria-live="assertive">{set.isError && <p className={styles.problem}>{substitutionProblem(t, set.error)}</p>}</div>
      <div className={styles.answers}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={wish === null} loading={set.isPending}>
          {t("substitutions.set")}
        </Button>
      </div>
    </form>
  );
}

/** Who would be in a row with it; a refusal shows before one has saved. */
function Preview({ wish }: { wish: NewSubstitution }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { absent, substitute, from, until, carries } = wish;
  const asked = { ...wish, reason: "" };
  const preview = useQuery({
    queryKey: [...SUBSTITUTIONS_KEY, "preview", absent, substitute, from, until, carries],
    queryFn: ({ signal }) => substitutions.preview(asked, signal),
    retry: false,
    staleTime: 0,
  });
  const names = (ids: readonly EmployeeId[]) => ids.map((id) => colleagues.name(id, t("common.formerColleague"))).join(", ");
  if (preview.isError) return <p className={styles.problem}>{substitutionProblem(t, preview.error)}</p>;
  if (preview.data === undefined) return null;
  const { lenders, onward, others } = preview.data;
  const name = names([substitute]);
  return (
    <ul className={styles.preview} aria-label={t("substitutions.previewTitle")}>
      {carries.contacts && <li>{t("substitutions.sees", { name, absent: names([absent]) })}</li>}
      {carries.contacts && lenders.length > 0 && <li>{t("substitutions.seesToo", { name, names: names(lenders) })}</li>}
      {onward.length > 0 && <li>{t("substitutions.onward", { name, names: names(onward) })}</li>}
      {others.length > 0 && <li>{t("substitutions.others", { count: others.length })}</li>}
    </ul>
  );
}
