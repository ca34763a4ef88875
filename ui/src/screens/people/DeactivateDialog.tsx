/** Asks before an employee is shut out. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { toast } from "@/components/toast";
import type { Employee } from "@/protocol";
import { problemText } from "@/state/problems";
import { useSaveEmployee } from "./useStaff";

type DeactivateDialogProps = { opened: boolean; close: () => void; employee: Employee | null };

export function DeactivateDialog({ opened, close, employee }: DeactivateDialogProps) {
  const { t } = useTranslation();
  const save = useSaveEmployee();
  const name = employee?.name ?? "";
  const hangs = save.error instanceof Problem && save.error.code === "still_has";
  return (
    <ConfirmDialog
      opened={opened && employee !== null}
      close={close}
      title={t("staff.deactivateTitle", { name })}
      action={t("staff.deactivate")}
      danger
      busy={save.isPending}
      problem={hangs ? t("staff.stillHas", { name }) : save.isError ? problemText(t, save.error) : null}
      confirm={() => {
        if (employee === null) return;
        save.mutate(
          { employee, change: { active: false } },
          {
            onSuccess: () => {
              toast(t("staff.deactivated", { name }), { tone: "good" });
              close();
            },
          },
        );
      }}
    >
      <p>{t("staff.deactivateText", { name })}</p>
      {hangs && employee !== null && (
        <p>
          <Link to="/employees/$employeeId/leave" params={{ employeeId: employee.id }}>
            {t("staff.prepareLeaving")}
          </Link>
        </p>
      )}
    </ConfirmDialog>
  );
}
