/** A password for somebody else: typed, or proposed and then shown, so that it can be handed over. */
import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { proposePassword, SHORTEST_PASSWORD } from "@/state/staff";
import styles from "./People.module.css";

type NewPasswordProps = { value: string; change: (password: string) => void; problem: string | undefined; withAutofocus?: boolean };

export function NewPassword({ value, change, problem, withAutofocus = false }: NewPasswordProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <div className={styles.password}>
      <PasswordInput
        label={t("staff.password")}
        description={t("staff.passwordHint", { least: SHORTEST_PASSWORD })}
        required
        maxLength={200}
        autoComplete="new-password"
        data-autofocus={withAutofocus || undefined}
        value={value}
        error={problem}
        visible={isShown}
        onVisibilityChange={setShown}
        visibilityToggleButtonProps={{ "aria-label": t("profile.showPassword") }}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          change(proposePassword((count) => crypto.getRandomValues(new Uint32Array(count))));
          setShown(true);
        }}
      >
        {t("staff.propose")}
      </Button>
    </div>
  );
}
