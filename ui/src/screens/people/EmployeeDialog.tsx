/** Adds an employee or changes one: name, address, role, teams; who is new gets a password too. */
import { Button, Modal, MultiSelect, Select, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { toast } from "@/components/toast";
import type { Employee } from "@/protocol";
import { problemText } from "@/state/problems";
import { changeOf, ROLES, SHORTEST_PASSWORD, teamsInUse, type EmployeeForm } from "@/state/staff";
import { NewPassword } from "./NewPassword";
import styles from "./People.module.css";
import { useSaveEmployee } from "./useStaff";

type EmployeeDialogProps = { opened: boolean; close: () => void; employee: Employee | null };

export function EmployeeDialog({ opened, close, employee }: EmployeeDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={employee === null ? t("staff.newEmployee") : t("staff.edit", { name: employee.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Form employee={employee} close={close} />
    </Modal>
  );
}

const EMPTY: EmployeeForm = { name: "", email: "", role: "member", teams: [] };

function Form({ employee, close }: { employee: Employee | null; close: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { teams } = useColleagues();
  const [form, setForm] = useState<EmployeeForm>(employee ?? EMPTY);
  const [password, setPassword] = useState("");
  const save = useSaveEmployee();
  const problem = save.error instanceof Problem ? save.error : null;
  const at = (field: string) => (problem?.field === field ? problemText(t, problem) : undefined);
  const put = (part: Partial<EmployeeForm>) => {
    setForm({ ...form, ...part });
    save.reset();
  };
  const isComplete = form.name.trim() !== "" && form.email.trim() !== "" && (employee !== null || password.length >= SHORTEST_PASSWORD);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isComplete) return;
    const saved = ({ name }: Employee) => {
      toast(t("staff.saved", { name }), { tone: "good" });
      close();
    };
    if (employee === null) {
      save.mutate({ add: { ...form, name: form.name.trim(), email: form.email.trim(), teams: [...form.teams], password } }, { onSuccess: saved });
      return;
    }
    const change = changeOf(employee, form);
    if (change === null) close();
    else save.mutate({ employee, change }, { onSuccess: saved });
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextInput label={t("staff.name")} data-autofocus required maxLength={100} autoComplete="off" value={form.name} error={at("name")} onChange={(event) => put({ name: event.currentTarget.value })} />
      <TextInput
        label={t("staff.email")}
        description={t("staff.emailHint")}
        type="email"
        required
        maxLength={200}
        autoComplete="off"
        value={form.email}
        error={at("email")}
        onChange={(event) => put({ email: event.currentTarget.value })}
      />
      <Select
        label={t("staff.role")}
        description={t(employee?.id === me.id ? "staff.ownRoleHint" : `staff.explain.${form.role}`)}
        disabled={employee?.id === me.id}
        allowDeselect={false}
        value={form.role}
        onChange={(picked) => put({ role: ROLES.find((role) => role === picked) ?? form.role })}
        data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
      <MultiSelect
        label={t("staff.teams")}
        searchable
        nothingFoundMessage={t("filter.none")}
        value={[...form.teams]}
        error={at("teams")}
        onChange={(picked) => put({ teams: picked })}
        data={teamsInUse(teams, employee?.teams).map((team) => ({ value: team.id, label: team.name }))}
      />
      {employee === null && <NewPassword value={password} change={setPassword} problem={at("password")} />}
      <div aria-live="assertive">
        {save.isError && (problem === null || problem.field === null) && <p className={styles.failed}>{problemText(t, save.error)}</p>}
      </div>
      <div className={styles.answers}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={!isComplete} loading={save.isPending}>
          {t(employee === null ? "staff.add" : "common.save")}
        </Button>
      </div>
    </form>
  );
}
