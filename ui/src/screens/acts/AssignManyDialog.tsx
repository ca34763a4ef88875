/** Assigns somebody to everything that is picked: in which role and on which days, and what that would change. */
import { Button, Modal, Radio, Select, Stack, TextInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { acts, type Act } from "@/api/acts";
import { useColleagues } from "@/app/roster";
import type { ActCounts, AssignmentRole, ContactId, FormerManager } from "@/protocol";
import { ROLES } from "@/state/acts";
import { formatNumber } from "@/state/format";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import { AbsentNote } from "./AbsentNote";
import styles from "./acts.module.css";

const FORMER = ["sales_rep", "leaves"] as const satisfies readonly FormerManager[];

type AssignManyDialogProps = { opened: boolean; close: () => void; contacts: readonly ContactId[]; begun: (act: Act) => void };

export function AssignManyDialog({ opened, close, contacts, begun }: AssignManyDialogProps) {
  const { t, i18n } = useTranslation();
  const formatted = formatNumber(contacts.length, i18n.language);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("act.assignTitle", { count: contacts.length, formatted })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <AssignManyForm contacts={contacts} close={close} begun={begun} />
    </Modal>
  );
}

function AssignManyForm({ contacts, close, begun }: Omit<AssignManyDialogProps, "opened">) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const [employee, setEmployee] = useState<string | null>(null);
  const [role, setRole] = useState<AssignmentRole>("account_manager");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [former, setFormer] = useState<FormerManager>("sales_rep");
  // One id for this form: pressed twice, it assigns once.
  const [id] = useState(newId);
  const days = { ...(from === "" ? {} : { from }), ...(until === "" ? {} : { until }) };
  const wish = { id, contacts, employee: employee ?? "", role, former, ...days };
  const preview = useQuery({
    queryKey: ["assign preview", wish],
    queryFn: ({ signal }) => acts.preview(wish, signal),
    enabled: employee !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const assign = useMutation({
    mutationFn: () => acts.assign(wish),
    onSuccess: (act) => {
      close();
      begun(act);
    },
  });
  const problem = assign.error ?? preview.error;
  const changes = preview.data?.changed ?? contacts.length;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (employee !== null) assign.mutate();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <Select
        label={t("contact.employee")}
        searchable
        data-autofocus
        value={employee}
        onChange={setEmployee}
        data={colleagues.all.filter((person) => person.active).map((person) => ({ value: person.id, label: person.name }))}
      />
      <Select
        label={t("contact.assignRole")}
        allowDeselect={false}
        value={role}
        onChange={(value) => setRole(ROLES.find((known) => known === value) ?? role)}
        data={ROLES.map((value) => ({ value, label: t(`assignmentRole.${value}`) }))}
      />
      <div className={styles.days}>
        <TextInput type="date" label={t("contact.from")} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label={t("contact.until")} value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      </div>
      {role === "account_manager" && (
        <Radio.Group label={t("act.former")} value={former} onChange={(value) => setFormer(FORMER.find((known) => known === value) ?? former)}>
          <Stack gap="xs" mt="xs">
            {FORMER.map((value) => (
              <Radio key={value} value={value} label={t(`contact.former.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <div aria-live="polite">
        <AbsentNote people={employee === null ? [] : [employee]} />
        {problem !== null ? (
          <p className={styles.problem} role="alert">
            {problemText(t, problem)}
          </p>
        ) : (
          preview.data !== undefined && <PreviewLine counts={preview.data} />
        )}
      </div>
      <div className={styles.actions}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={employee === null || changes === 0} loading={assign.isPending}>
          {t("act.assign", { count: changes, formatted: formatNumber(changes, i18n.language) })}
        </Button>
      </div>
    </form>
  );
}

/** "12 werden zugewiesen, 3 sind es schon, 1 wird abgelehnt." */
function PreviewLine({ counts }: { counts: ActCounts }) {
  const { t, i18n } = useTranslation();
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });
  const parts = [t("act.willChange", counted(counts.changed))];
  if (counts.unchanged > 0) parts.push(t("act.isSo", counted(counts.unchanged)));
  if (counts.refused > 0) parts.push(t("act.willRefuse", counted(counts.refused)));
  return <p className={styles.preview}>{`${parts.join(", ")}.`}</p>;
}
