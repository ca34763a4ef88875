/** Who looks after the contact, in which role, and until when. */
import { ActionIcon, Button, Modal, Select, TextInput, Tooltip } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { toast } from "@/components/toast";
import type { Assignment, AssignmentRole, ContactId } from "@/protocol";
import { formatDate } from "@/state/format";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import { useContactPart } from "../contactPart";
import { Block } from "./Block";
import styles from "./SurroundingsPanel.module.css";

const ROLES = ["account_manager", "deputy", "sales_rep", "service", "technician"] as const satisfies readonly AssignmentRole[];

const NONE: readonly Assignment[] = [];

export function Responsible({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [assigning, setAssigning] = useState(false);
  const assignments = useContactPart(contact, (state) => state.contact?.assignments ?? NONE);
  const active = assignments
    .filter((assignment) => assignment.ended === null)
    .sort((left, right) => ROLES.indexOf(left.role) - ROLES.indexOf(right.role));
  return (
    <Block
      title={t("contact.responsible")}
      action={
        <Tooltip label={t("contact.assignTitle")}>
          <ActionIcon variant="subtle" color="gray" data-assign aria-label={t("contact.assignTitle")} onClick={() => setAssigning(true)}>
            <Icon name="plus" size={16} />
          </ActionIcon>
        </Tooltip>
      }
    >
      {active.length === 0 ? (
        <p className={styles.none}>{t("contact.noResponsible")}</p>
      ) : (
        <ul className={styles.rows}>
          {active.map((assignment) => (
            <AssignmentRow key={assignment.id} contact={contact} assignment={assignment} />
          ))}
        </ul>
      )}
      <Modal
        opened={assigning}
        onClose={() => setAssigning(false)}
        title={t("contact.assignTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <AssignForm contact={contact} active={active} close={() => setAssigning(false)} />
      </Modal>
    </Block>
  );
}

function AssignmentRow({ contact, assignment }: { contact: ContactId; assignment: Assignment }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const name = colleagues.name(assignment.employee, t("common.formerColleague"));
  const end = useMutation({
    mutationFn: () => api.endAssignment(contact, assignment.id),
    onError: (error) => toast(t("contact.endFailed", { reason: problemText(t, error) }), { tone: "bad" }),
  });
  return (
    <li className={styles.row}>
      <PersonAvatar id={assignment.employee} size={24} withTooltip={false} />
      <span className={styles.stack}>
        <span>{name}</span>
        <span className={styles.aside}>
          {t(`assignmentRole.${assignment.role}`)}
          {assignment.until !== null && `, ${t("contact.untilDate", { date: formatDate(assignment.until, i18n.language) })}`}
        </span>
      </span>
      <Tooltip label={t("contact.endAssignment", { name })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          loading={end.isPending}
          aria-label={t("contact.endAssignment", { name })}
          onClick={() => end.mutate()}
        >
          <Icon name="close" size={14} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

type AssignFormProps = { contact: ContactId; active: readonly Assignment[]; close: () => void };

function AssignForm({ contact, active, close }: AssignFormProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const manager = active.find((assignment) => assignment.role === "account_manager");
  const [employee, setEmployee] = useState<string | null>(null);
  const [role, setRole] = useState<AssignmentRole>(manager === undefined ? "account_manager" : "deputy");
  const [until, setUntil] = useState("");
  // One id for this form: pressed twice, it assigns once.
  const [id] = useState(newId);
  const assign = useMutation({
    mutationFn: (chosen: string) =>
      api.assign(contact, { id, employee: chosen, role, ...(until === "" ? {} : { until }) }),
    // The new row arrives as an event, like everybody else's.
    onSuccess: close,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (employee !== null) assign.mutate(employee);
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
      <TextInput
        type="date"
        label={t("contact.until")}
        description={t("contact.untilHint")}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {role === "account_manager" && manager !== undefined && manager.employee !== employee && (
        <p className={styles.note}>
          {t("contact.managerMoves", { name: colleagues.name(manager.employee, t("common.formerColleague")) })}
        </p>
      )}
      <div aria-live="assertive">
        {assign.isError && (
          <p className={styles.failed}>{t("contact.assignFailed", { reason: problemText(t, assign.error) })}</p>
        )}
      </div>
      <div className={styles.actions}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={employee === null} loading={assign.isPending}>
          {t("contact.assign")}
        </Button>
      </div>
    </form>
  );
}
