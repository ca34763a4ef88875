/** The own name, as colleagues read it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { account } from "@/api/account";
import { useSession } from "@/app/session";
import { tellOtherTabs } from "@/app/tabs";
import { toast } from "@/components/toast";
import { problemText } from "@/state/problems";
import styles from "./ProfileScreen.module.css";

const LONGEST_NAME = 200;

export function NameForm() {
  const { t } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  const [name, setName] = useState(me.name);
  const rename = useMutation({
    mutationFn: (wanted: string) => account.rename(wanted),
    onSuccess: async (answer) => {
      // The server may have tidied spaces.
      setName(answer.name);
      tellOtherTabs({ type: "renamed" });
      await Promise.all([queries.invalidateQueries({ queryKey: ["me"] }), queries.invalidateQueries({ queryKey: ["employees"] })]);
      toast(t("profile.nameSaved"), { tone: "good" });
    },
  });
  const wanted = name.trim();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (wanted !== "" && wanted !== me.name) rename.mutate(wanted);
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label={t("profile.name")}
        autoComplete="name"
        value={name}
        maxLength={LONGEST_NAME}
        error={wanted === "" ? t("refusal.empty") : rename.isError ? problemText(t, rename.error) : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={rename.isPending} disabled={wanted === "" || wanted === me.name}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
