/** Picks the day at whose end the contact is shown. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { ContactId } from "@/protocol";
import { dayOf, endOfDay } from "@/state/days";
import styles from "./History.module.css";

export function AtDate({ contact, at }: { contact: ContactId; at: string | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const today = dayOf(new Date());
  return (
    <label className={styles.at}>
      <span>{t("history.asOn")}</span>
      <input
        type="date"
        max={today}
        value={at === null ? "" : dayOf(new Date(at))}
        onChange={(event) => {
          const picked = endOfDay(event.currentTarget.value, new Date());
          if (picked === null) return;
          void navigate({
            to: "/contacts/$contactId",
            params: { contactId: contact },
            search: { part: "history", at: picked },
            replace: at !== null,
          });
        }}
      />
    </label>
  );
}
