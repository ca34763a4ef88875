/** What can be done with a contact as a whole. */
import { ActionIcon, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Act } from "@/api/acts";
import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { usePageCommands } from "@/app/shortcuts";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { toast } from "@/components/toast";
import type { Assignment, ContactId, EmployeeId } from "@/protocol";
import { HandoverDialog } from "@/screens/acts/HandoverForm";
import { giversFor } from "@/state/acts";
import { problemText } from "@/state/problems";
import { useContactPart } from "./contactPart";
import { useShowPart } from "./ContactTabs";

const NONE: readonly Assignment[] = [];

/** Whoever has the contact and whose contacts the person in front of the page may hand over, themselves first. */
function useGivers(contact: ContactId): EmployeeId[] {
  const { me } = useSession();
  const colleagues = useColleagues();
  const assignments = useContactPart(contact, (state) => state.contact?.assignments ?? NONE);
  const having = new Set(assignments.filter(({ ended }) => ended === null).map(({ employee }) => employee));
  return giversFor(me.id, colleagues.all).flatMap(({ id }) => (having.has(id) ? [id] : []));
}

export function ContactActions({ contact, name }: { contact: ContactId; name: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const show = useShowPart(contact);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteContact(contact),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      toast(t("contact.deleted", { name }));
      void navigate({ to: "/contacts" });
    },
  });
  const [handing, setHanding] = useState(false);
  const givers = useGivers(contact);
  const begun = ([first]: readonly Act[]) => {
    if (first !== undefined) void navigate({ to: "/acts/$actId", params: { actId: first.id } });
  };
  const merge = () => void navigate({ to: "/merge", search: { one: contact } });
  usePageCommands([
    { id: "contact-history", label: t("history.open"), icon: "history", run: () => show("history") },
    ...(givers.length > 0 ? [{ id: "contact-hand-over", label: t("act.handOverOne"), icon: "send" as const, run: () => setHanding(true) }] : []),
    { id: "contact-merge", label: t("merge.open"), icon: "merge", run: merge },
    { id: "contact-delete", label: t("contact.delete"), icon: "trash", run: () => setAsking(true) },
  ]);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("contact.actions")}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="history" size={16} />} onClick={() => show("history")}>
            {t("history.open")}
          </Menu.Item>
          {givers.length > 0 && (
            <Menu.Item leftSection={<Icon name="send" size={16} />} onClick={() => setHanding(true)}>
              {t("act.handOverOne")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="merge" size={16} />} onClick={merge}>
            {t("merge.open")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setAsking(true)}>
            {t("contact.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {handing && <HandoverDialog opened close={() => setHanding(false)} givers={givers} contacts={[contact]} begun={begun} />}
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t("contact.deleteTitle")}
        action={t("contact.delete")}
        danger
        busy={remove.isPending}
        problem={remove.isError ? problemText(t, remove.error) : null}
        confirm={() => remove.mutate()}
      >
        {t("contact.deleteText", { name })}
      </ConfirmDialog>
    </>
  );
}
