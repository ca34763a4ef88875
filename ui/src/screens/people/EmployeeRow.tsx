/** A colleague in the directory: who, how to reach them, what they are, in which teams; and what an administrator does. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { Employee } from "@/protocol";
import styles from "./People.module.css";
import { useActivate } from "./useStaff";

export type EmployeeActions = {
  edit: (employee: Employee) => void;
  setPassword: (employee: Employee) => void;
  deactivate: (employee: Employee) => void;
};

type EmployeeRowProps = { employee: Employee; actions: EmployeeActions | null };

export function EmployeeRow({ employee, actions }: EmployeeRowProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const { teams } = useColleagues();
  const own = teams.filter((team) => employee.teams.includes(team.id));
  return (
    <li className={styles.row} data-employee={employee.email} data-inactive={!employee.active || undefined}>
      <span aria-hidden="true" className={styles.avatar}>
        <PersonAvatar id={employee.id} size={32} withTooltip={false} />
      </span>
      <div className={styles.who}>
        <span className={styles.name}>
          {employee.name}
          {employee.id === me.id && <span className={styles.note}> {t("staff.you")}</span>}
        </span>
        <a className={styles.address} href={`mailto:${employee.email}`}>
          {employee.email}
        </a>
      </div>
      <span className={styles.role}>{t(`role.${employee.role}`)}</span>
      <span className={styles.teams}>
        {own.map((team) => (
          <span key={team.id} className={styles.team} data-archived={team.archived || undefined}>
            {team.name}
          </span>
        ))}
        {own.length === 0 && <span className={styles.note}>{t("staff.noTeam")}</span>}
      </span>
      {actions !== null && <RowActions employee={employee} isSelf={employee.id === me.id} actions={actions} />}
    </li>
  );
}

function RowActions({ employee, isSelf, actions }: { employee: Employee; isSelf: boolean; actions: EmployeeActions }) {
  const { t } = useTranslation();
  const activate = useActivate();
  const navigate = useNavigate();
  const { name } = employee;
  return (
    <span className={styles.actions}>
      {!employee.active && (
        <Button size="compact-sm" variant="default" loading={activate.isPending} onClick={() => activate.mutate(employee)}>
          {t("staff.activate")}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t("staff.edit", { name })} onClick={() => actions.edit(employee)}>
        <Icon name="edit" size={16} />
      </ActionIcon>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("staff.more", { name })}>
            <Icon name="dots" size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="key" size={16} />} onClick={() => actions.setPassword(employee)}>
            {t("staff.setPassword")}
          </Menu.Item>
          {employee.active && (
            <Menu.Item leftSection={<Icon name="send" size={16} />} onClick={() => void navigate({ to: "/employees/$employeeId/leave", params: { employeeId: employee.id } })}>
              {t("staff.prepareLeaving")}
            </Menu.Item>
          )}
          {employee.active && (
            <Menu.Item leftSection={<Icon name="signOut" size={16} />} disabled={isSelf} onClick={() => actions.deactivate(employee)}>
              {t("staff.deactivate")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
