/** Gives an employee a new password, as when theirs is forgotten. What they have open ends. */
import { Button, Modal } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "@/components/toast";
import type { Employee } from "@/protocol";
import { problemText } from "@/state/problems";
import { SHORTEST_PASSWORD } from "@/state/staff";
import { NewPassword } from "./NewPassword";
import styles from "./People.module.css";
import { useSaveEmployee } from "./useStaff";

type PasswordDialogProps = { opened: boolean; close: () => void; employee: Employee | null };

export function PasswordDialog({ opened, close, employee }: PasswordDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened && employee !== null}
      onClose={close}
      title={t("staff.passwordTitle", { name: employee?.name ?? "" })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {employee !== null && <Form employee={employee} close={close} />}
    </Modal>
  );
}

function Form({ employee, close }: { employee: Employee; close: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const save = useSaveEmployee();
  const isComplete = password.length >= SHORTEST_PASSWORD;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isComplete) return;
    save.mutate(
      { employee, change: { password } },
      {
        onSuccess: ({ name }) => {
          toast(t("staff.passwordSaved", { name }), { tone: "good" });
          close();
        },
      },
    );
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={styles.text}>{t("staff.passwordText")}</p>
      {/* A password manager must not file it under the administrator's own name. */}
      <input type="text" autoComplete="username" value={employee.email} readOnly hidden />
      <NewPassword value={password} change={setPassword} problem={save.isError ? problemText(t, save.error) : undefined} withAutofocus />
      <div className={styles.answers}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={!isComplete} loading={save.isPending}>
          {t("staff.setPassword")}
        </Button>
      </div>
    </form>
  );
}
