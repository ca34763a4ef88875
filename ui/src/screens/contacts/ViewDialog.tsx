/** Keeps what is shown as a view, changes a view's name, team or contents, or deletes it. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { lists, type View, type ViewContents } from "@/api/lists";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { toast } from "@/components/toast";
import { problemText } from "@/state/problems";
import { teamsInUse } from "@/state/staff";
import styles from "./Dialogs.module.css";
import type { Columns } from "./useColumns";
import type { ListAddress } from "./useListAddress";
import { VIEWS_KEY } from "./useViews";

type ViewDialogProps = {
  opened: boolean;
  close: () => void;
  /** The view to change; null makes a new one. */
  view: View | null;
  mayChange: boolean;
  address: ListAddress;
  columns: Columns;
};

const LONGEST_NAME = 60;

export function ViewDialog({ opened, close, view, mayChange, address, columns }: ViewDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { me } = useSession();
  const colleagues = useColleagues();
  const [name, setName] = useState(view?.name ?? "");
  const [team, setTeam] = useState(view?.team ?? "");
  const refresh = () => queries.invalidateQueries({ queryKey: VIEWS_KEY });

  useEffect(() => {
    if (!opened) return;
    setName(view?.name ?? "");
    setTeam(view?.team ?? "");
    // Only the moment of opening counts: what is typed then stays.
  }, [opened]);

  const contents = (): ViewContents => {
    const { search, filter, sort } = address.query;
    return { name: name.trim(), team: team === "" ? null : team, search, filter, sort, columns: [...columns.columns] };
  };
  const save = useMutation({
    mutationFn: (asNew: boolean) => (view === null || asNew ? lists.createView(contents()) : lists.changeView(view.id, contents())),
    onSuccess: async (saved) => {
      await refresh();
      close();
      toast(t("views.saved", { name: saved.name }), { tone: "good" });
      address.go(address.query, saved.id);
    },
  });
  const remove = useMutation({
    mutationFn: (gone: View) => lists.deleteView(gone.id),
    onSuccess: async (_, gone) => {
      await refresh();
      close();
      address.go(address.query, null);
      const { name: goneName, team: goneTeam, search, filter, sort, columns: goneColumns } = gone;
      toast(t("views.deleted", { name: goneName }), {
        undo: () => {
          const again = { name: goneName, team: goneTeam, search, filter, sort, columns: goneColumns };
          lists.createView(again).then(refresh, (error: unknown) => toast(problemText(t, error), { tone: "bad" }));
        },
      });
    },
  });

  const self = colleagues.employee(me.id);
  const teams = teamsInUse(colleagues.teams, [team]).filter(({ id }) => self?.teams.includes(id) === true || self?.role === "admin" || id === team);
  const isBusy = save.isPending || remove.isPending;
  const error = save.error ?? remove.error;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== "") save.mutate(!mayChange);
  }

  return (
    <Modal opened={opened} onClose={close} title={t(view === null ? "views.new" : "views.editTitle")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput label={t("views.name")} value={name} maxLength={LONGEST_NAME} required data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect
          label={t("views.for")}
          value={team}
          onChange={(event) => setTeam(event.currentTarget.value)}
          data={[{ value: "", label: t("views.onlyMe") }, ...teams.map(({ id, name: label }) => ({ value: id, label: t("views.teamOption", { team: label }) }))]}
        />
        <p className={styles.hint}>{t(mayChange ? "views.holds" : "views.notYours")}</p>
        {error !== null && (
          <p className={styles.problem} role="alert">
            {problemText(t, error)}
          </p>
        )}
        <div className={styles.actions}>
          {view !== null && mayChange && (
            <Button variant="subtle" color="red.8" className={styles.first} loading={remove.isPending} disabled={isBusy} onClick={() => remove.mutate(view)}>
              {t("views.delete")}
            </Button>
          )}
          {view !== null && mayChange && (
            <Button variant="default" disabled={isBusy || name.trim() === "" || name.trim() === view.name} onClick={() => save.mutate(true)}>
              {t("views.saveAsNew")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={isBusy || name.trim() === ""}>
            {t(view === null || !mayChange ? "views.create" : "common.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
