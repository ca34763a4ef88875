/** The lists that everybody has, in the palette of every page. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { builtInViews } from "@/state/builtInViews";
import { addressOf } from "@/state/listQuery";
import { useColleagues } from "./roster";
import { useSession } from "./session";
import { usePageCommands } from "./shortcuts";

export function useListCommands(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const self = useColleagues().employee(useSession().me.id);
  usePageCommands(
    builtInViews(self).map(({ name, query }) => ({
      id: `list-${name}`,
      label: t(`views.command.${name}`),
      icon: "contacts",
      run: () => void navigate({ to: "/contacts", search: addressOf(query, null) }),
    })),
    "frame",
  );
}
