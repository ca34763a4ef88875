/** Assigns somebody: in which role, from and until which day, and what becomes of the account manager until now. */
import { Button, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import type { Assignment, AssignmentRole, ContactId, FormerManager } from "@/protocol";
import { isActive } from "@/state/assignments";
import { problemText } from "@/state/problems";
import { newId } from "@/sync/ids";
import styles from "./SurroundingsPanel.module.css";

export const ROLES = [
  "account_manager",
  "deputy",
  "sales_rep",
  "service",
  "technician",
] as const satisfies readonly AssignmentRole[];

const FORMER = ["sales_rep", "leaves"] as const satisfies readonly FormerManager[];

type AssignFormProps = { contact: ContactId; open: readonly Assignment[]; close: () => void };

export function AssignForm({ contact, open, close }: AssignFormProps) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const manager = open.find((assignment) => assignment.role === "account_manager" && isActive(assignment));
  const [employee, setEmployee] = useState<string | null>(null);
  const [role, setRole] = useState<AssignmentRole>(manager === undefined ? "account_manager" : "deputy");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [former, setFormer] = useState<FormerManager>("sales_rep");
  // One id for this form: pressed twice, it assigns once.
  const [id] = useState(newId);
  const assign = useMutation({
    mutationFn: (chosen: string) =>
      api.assign(contact, {
        id,
        employee: chosen,
        role,
        former,
        replaces: manager?.employee ?? null,
        ...(from === "" ? {} : { from }),
        ...(until === "" ? {} : { until }),
      }),
    // The new row arrives as an event, like everybody else's.
    onSuccess: close,
  });
  const replaces = role === "account_manager" && manager !== undefined && manager.employee !== employee;

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
        label={t("contact.from")}
        description={t("contact.fromHint")}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t("contact.until")}
        description={t("contact.untilHint")}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      {replaces && (
        <Radio.Group
          label={t("contact.formerManager", { name: colleagues.name(manager.employee, t("common.formerColleague")) })}
          value={former}
          onChange={(value) => setFormer(FORMER.find((known) => known === value) ?? former)}
        >
          <Stack gap="xs" mt="xs">
            {FORMER.map((value) => (
              <Radio key={value} value={value} label={t(`contact.former.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
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
