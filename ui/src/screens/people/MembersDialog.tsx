/** Takes colleagues into a team and out of it. Each change holds at once, as each is one about that colleague's rights. */
import { Button, Checkbox, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import type { Employee, Team } from "@/protocol";
import { problemText } from "@/state/problems";
import styles from "./People.module.css";
import { useSaveEmployee } from "./useStaff";

type MembersDialogProps = { opened: boolean; close: () => void; team: Team | null };

export function MembersDialog({ opened, close, team }: MembersDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened && team !== null}
      onClose={close}
      title={t("staff.membersOf", { name: team?.name ?? "" })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {team !== null && <Members team={team} close={close} />}
    </Modal>
  );
}

function Members({ team, close }: { team: Team; close: () => void }) {
  const { t } = useTranslation();
  const { all } = useColleagues();
  const save = useSaveEmployee();
  const [saving, setSaving] = useState<string | null>(null);
  const belongs = (employee: Employee) => employee.teams.includes(team.id);
  // Who is inactive is no one to take in, but somebody to take out. The order stays while boxes are ticked.
  const shown = all.filter((employee) => employee.active || belongs(employee));

  function change(employee: Employee) {
    setSaving(employee.id);
    const teams = belongs(employee) ? employee.teams.filter((id) => id !== team.id) : [...employee.teams, team.id];
    save.mutate({ employee, change: { teams } }, { onSettled: () => setSaving(null) });
  }

  return (
    <div className={styles.form}>
      <p className={styles.text}>{t("staff.membersText")}</p>
      <ul className={styles.choices}>
        {shown.map((employee, place) => (
          <li key={employee.id}>
            <Checkbox
              label={employee.name}
              description={employee.active ? t(`role.${employee.role}`) : t("staff.isInactive")}
              checked={belongs(employee)}
              data-autofocus={place === 0 || undefined}
              // One after the other; a box that is disabled would lose the keyboard.
              aria-disabled={saving !== null}
              onChange={() => {
                if (saving === null) change(employee);
              }}
            />
          </li>
        ))}
      </ul>
      <div aria-live="assertive">{save.isError && <p className={styles.failed}>{problemText(t, save.error)}</p>}</div>
      <div className={styles.answers}>
        <Button onClick={close}>{t("staff.done")}</Button>
      </div>
    </div>
  );
}
