/** A new password: the present one, the new one twice. All other sessions end with it. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { account } from "@/api/account";
import { Problem } from "@/api/http";
import { useSession } from "@/app/session";
import { toast } from "@/components/toast";
import { problemText } from "@/state/problems";
import styles from "./ProfileScreen.module.css";

/** As the server has it; it alone decides. */
const SHORTEST = 10;
const EMPTY = { current: "", changed: "", repeated: "" };

export function PasswordForm() {
  const { t } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => account.changePassword(typed.current, typed.changed),
    onSuccess: () => {
      setTyped(EMPTY);
      setTried(false);
      void queries.invalidateQueries({ queryKey: ["sessions"] });
      toast(t("profile.passwordSaved"), { tone: "good" });
    },
  });
  const problem = change.error instanceof Problem ? change.error : null;
  const isWrong = problem?.code === "wrong_password" || problem?.field === "current";
  const errors = {
    current: typed.current === "" ? t("signIn.missing") : isWrong ? t("profile.wrongPassword") : undefined,
    changed:
      typed.changed.length < SHORTEST
        ? t("profile.passwordShort", { count: SHORTEST })
        : problem?.field === "new"
          ? problemText(t, problem)
          : undefined,
    repeated: typed.repeated !== typed.changed ? t("profile.passwordDiffers") : undefined,
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    const isComplete = typed.current !== "" && errors.changed === undefined && errors.repeated === undefined;
    if (isComplete) change.mutate();
  }

  const input = (part: keyof typeof EMPTY, label: string, autoComplete: string) => (
    <PasswordInput
      label={label}
      autoComplete={autoComplete}
      value={typed[part]}
      maxLength={200}
      error={tried ? errors[part] : undefined}
      visibilityToggleButtonProps={{ "aria-label": t("profile.showPassword") }}
      onChange={(event) => {
        setTyped({ ...typed, [part]: event.currentTarget.value });
        change.reset();
      }}
    />
  );
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {/* A password manager files the new password under this name. */}
      <input type="text" autoComplete="username" value={me.email} readOnly hidden />
      {input("current", t("profile.currentPassword"), "current-password")}
      {input("changed", t("profile.newPassword"), "new-password")}
      {input("repeated", t("profile.repeatPassword"), "new-password")}
      <div aria-live="assertive">
        {change.isError && !isWrong && problem?.field !== "new" && <p className={styles.problem}>{problemText(t, change.error)}</p>}
      </div>
      <div>
        <Button type="submit" variant="default" loading={change.isPending}>
          {t("profile.changePassword")}
        </Button>
      </div>
    </form>
  );
}
