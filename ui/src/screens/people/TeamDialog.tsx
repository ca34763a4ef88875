/** Names a team that is new, or gives one another name. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "@/components/toast";
import type { Team } from "@/protocol";
import { problemText } from "@/state/problems";
import styles from "./People.module.css";
import { useSaveTeam } from "./useStaff";

type TeamDialogProps = { opened: boolean; close: () => void; team: Team | null };

export function TeamDialog({ opened, close, team }: TeamDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={team === null ? t("staff.newTeam") : t("staff.rename", { name: team.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Form team={team} close={close} />
    </Modal>
  );
}

function Form({ team, close }: { team: Team | null; close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(team?.name ?? "");
  const save = useSaveTeam();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    save.mutate(
      { team, name: name.trim() },
      {
        onSuccess: (saved) => {
          toast(t("staff.saved", { name: saved.name }), { tone: "good" });
          close();
        },
      },
    );
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextInput
        label={t("staff.teamName")}
        data-autofocus
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        error={save.isError ? problemText(t, save.error) : undefined}
        onChange={(event) => {
          setName(event.currentTarget.value);
          save.reset();
        }}
      />
      <div className={styles.answers}>
        <Button variant="default" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={name.trim() === ""} loading={save.isPending}>
          {t(team === null ? "staff.add" : "common.save")}
        </Button>
      </div>
    </form>
  );
}
