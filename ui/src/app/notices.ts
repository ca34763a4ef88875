/** What arrives in the inbox is announced once, for a moment, in the tab that the person looks at. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "@/components/toast";
import { placeOf } from "@/state/inbox";
import { live } from "./live";
import { useColleagues } from "./roster";
import { inOneTab } from "./tabs";

export function useNotices(): void {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const navigate = useNavigate();
  useEffect(
    () =>
      live.onNotification((notification) => {
        // A tab in the background has its count in the title; a message there would be gone before anybody sees it.
        if (notification.read || document.visibilityState === "hidden") return;
        const name = colleagues.name(notification.by, t("common.formerColleague"));
        inOneTab(`notification.${notification.id}`, () =>
          toast(notification.contact === undefined ? t("inbox.several") : notification.contact_name, {
            id: notification.id,
            title: t(`inbox.${notification.event}`, { name, count: notification.count ?? 1 }),
            open: () => void navigate(placeOf(notification)),
          }),
        );
      }),
    [t, colleagues, navigate],
  );
}
