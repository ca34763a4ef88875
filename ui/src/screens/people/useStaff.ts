/** Changes of employees and teams. Other pages learn of them from the server; this one asks at once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { staff, type EmployeeChange, type NewEmployee } from "@/api/staff";
import { ROSTER_KEY } from "@/app/roster";
import { toast } from "@/components/toast";
import type { Employee, Team } from "@/protocol";
import { problemText } from "@/state/problems";

function useRosterChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ROSTER_KEY }) });
}

/** Adds who is new, or changes an employee. */
export function useSaveEmployee() {
  return useRosterChange((given: { employee: Employee; change: EmployeeChange } | { add: NewEmployee }) =>
    "add" in given ? staff.addEmployee(given.add) : staff.changeEmployee(given.employee.id, given.change),
  );
}

/** Lets somebody sign in again. */
export function useActivate() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (employee: Employee) => staff.changeEmployee(employee.id, { active: true }),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ROSTER_KEY });
      toast(t("staff.activated", { name }), { tone: "good" });
    },
    onError: (error) => toast(problemText(t, error), { tone: "bad" }),
  });
}

export function useSaveTeam() {
  return useRosterChange((given: { team: Team | null; name: string }) =>
    given.team === null ? staff.addTeam(given.name) : staff.changeTeam(given.team.id, { name: given.name }),
  );
}

/** Puts a team into the archive or brings it back; the message offers the way back. */
export function useArchiveTeam() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const archive = useMutation({
    mutationFn: ({ team, archived }: { team: Team; archived: boolean }) => staff.changeTeam(team.id, { archived }),
    onSuccess: async (team) => {
      await queries.invalidateQueries({ queryKey: ROSTER_KEY });
      toast(t(team.archived ? "staff.teamArchived" : "staff.teamIsBack", { name: team.name }), {
        undo: () => archive.mutate({ team, archived: !team.archived }),
      });
    },
    onError: (error) => toast(problemText(t, error), { tone: "bad" }),
  });
  return archive;
}
