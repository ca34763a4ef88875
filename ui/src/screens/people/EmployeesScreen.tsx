/** All colleagues: everybody finds how to reach them and in which teams they are; administrators add and change them. */
import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { usePageCommands, useShortcuts } from "@/app/shortcuts";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { RowList } from "@/components/RowList";
import { Screen, ScreenColumn } from "@/components/Screen";
import { SectionTitle } from "@/components/SectionTitle";
import { EmptyState, SkeletonRows } from "@/components/states";
import type { Employee } from "@/protocol";
import { DeactivateDialog } from "./DeactivateDialog";
import { EmployeeDialog } from "./EmployeeDialog";
import { EmployeeRow, type EmployeeActions } from "./EmployeeRow";
import { findEmployees } from "./findEmployees";
import { PasswordDialog } from "./PasswordDialog";
import styles from "./People.module.css";
import { PeopleTabs } from "./PeopleTabs";

/** What a dialog is open for; the employee stays known while it closes. */
type Doing = { what: "add" | "edit" | "password" | "deactivate"; employee: Employee | null };

export function EmployeesScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { me } = useSession();
  const colleagues = useColleagues();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [doing, setDoing] = useState<Doing | null>(null);
  const [opened, setOpened] = useState(false);
  const begin = (what: Doing["what"], employee: Employee | null) => {
    setDoing({ what, employee });
    setOpened(true);
  };
  const isAdmin = me.role === "admin";
  const actions: EmployeeActions | null = isAdmin
    ? {
        edit: (employee) => begin("edit", employee),
        setPassword: (employee) => begin("password", employee),
        deactivate: (employee) => begin("deactivate", employee),
      }
    : null;
  const found = findEmployees(typed, colleagues.all, colleagues.teams, (role) => t(`role.${role}`));
  const active = found.filter((employee) => employee.active);
  const inactive = found.filter((employee) => !employee.active);
  const isLoading = colleagues.all.length === 0;
  useShortcuts({ search: () => input.current?.focus(), create: isAdmin ? () => begin("add", null) : undefined });
  usePageCommands([{ id: "teams", label: t("staff.toTeams"), icon: "contacts", run: () => void navigate({ to: "/teams" }) }]);
  const dialog = (what: Doing["what"]) => ({ opened: opened && doing?.what === what, close: () => setOpened(false) });
  const key = doing?.employee?.id ?? "new";

  return (
    <Screen
      header={
        <PageHeader
          title={t("staff.employees")}
          {...(isLoading ? {} : { note: colleagues.all.filter((employee) => employee.active).length })}
          actions={
            isAdmin && (
              <Button leftSection={<Icon name="plus" size={15} />} onClick={() => begin("add", null)}>
                {t("staff.newEmployee")}
              </Button>
            )
          }
        >
          <PeopleTabs />
        </PageHeader>
      }
    >
      <ScreenColumn>
        <TextInput
          ref={input}
          className={styles.search}
          type="search"
          role="searchbox"
          aria-label={t("staff.search")}
          placeholder={t("staff.search")}
          value={typed}
          maxLength={100}
          leftSection={<Icon name="search" size={16} />}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setTyped("");
          }}
        />
        {isLoading && <SkeletonRows rows={6} />}
        {!isLoading && found.length === 0 && (
          <EmptyState icon="search" title={t("staff.noneFound")} text={t("staff.noneFoundText", { search: typed.trim() })}>
            <Button variant="default" onClick={() => setTyped("")}>
              {t("staff.showAll")}
            </Button>
          </EmptyState>
        )}
        <EmployeeList title={null} employees={active} actions={actions} />
        <EmployeeList title={t("staff.inactive")} employees={inactive} actions={actions} />
      </ScreenColumn>
      {isAdmin && (
        <>
          <EmployeeDialog key={`edit-${key}`} {...(doing?.what === "add" ? dialog("add") : dialog("edit"))} employee={doing?.employee ?? null} />
          <PasswordDialog key={`password-${key}`} {...dialog("password")} employee={doing?.employee ?? null} />
          <DeactivateDialog key={`deactivate-${key}`} {...dialog("deactivate")} employee={doing?.employee ?? null} />
        </>
      )}
    </Screen>
  );
}

type EmployeeListProps = { title: string | null; employees: readonly Employee[]; actions: EmployeeActions | null };

function EmployeeList({ title, employees, actions }: EmployeeListProps) {
  if (employees.length === 0) return null;
  return (
    <section className={styles.section}>
      {title !== null && <SectionTitle>{title}</SectionTitle>}
      <RowList>
        {employees.map((employee) => (
          <EmployeeRow key={employee.id} employee={employee} actions={actions} />
        ))}
      </RowList>
    </section>
  );
}
