/** What can be done with a contact as a whole. */
import { ActionIcon, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { usePageCommands } from "@/app/shortcuts";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Icon } from "@/components/Icon";
import { toast } from "@/components/toast";
import type { ContactId } from "@/protocol";
import { problemText } from "@/state/problems";
import { useShowPart } from "./ContactTabs";

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
  const merge = () => void navigate({ to: "/merge", search: { one: contact } });
  usePageCommands([
    { id: "contact-history", label: t("history.open"), icon: "history", run: () => show("history") },
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
          <Menu.Item leftSection={<Icon name="merge" size={16} />} onClick={merge}>
            {t("merge.open")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setAsking(true)}>
            {t("contact.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
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
