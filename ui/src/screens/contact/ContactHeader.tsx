/** The top of a contact's page: which contact it is and who else is here. */
import { ActionIcon, Button, Menu, Modal, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PeopleStack } from "@/components/PersonAvatar";
import type { Contact } from "@/protocol";
import { colleagues as colleaguesHere, shownValue, type ContactState } from "@/state/contact";
import { formatWhen } from "@/state/format";
import { refusalText } from "@/state/refusals";
import styles from "./ContactHeader.module.css";

export function ContactHeader({ state, contact }: { state: ContactState; contact: Contact }) {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const roster = useColleagues();
  const navigate = useNavigate();
  const here = colleaguesHere(state, me.id);
  const names = here.map(({ employee }) => roster.name(employee, t("common.formerColleague"))).join(", ");
  const place = [contact.postal_code, contact.city].filter((part) => part !== null).join(" ");
  const when = formatWhen(contact.updated_at, new Date(), { t, language: i18n.language });
  const details = [t(`kind.${contact.kind}`), contact.customer_number, place === "" ? null : place, t("contact.updated", { when })];
  return (
    <header className={styles.header}>
      <Tooltip label={t("contact.toList")}>
        <ActionIcon variant="subtle" color="gray" aria-label={t("contact.toList")} onClick={() => void navigate({ to: "/contacts" })}>
          <Icon name="back" />
        </ActionIcon>
      </Tooltip>
      <span className={styles.kind}>
        <Icon name={contact.kind} size={20} />
      </span>
      <div className={styles.titles}>
        <h1 className={styles.name}>{shownValue(state, "name") as string}</h1>
        <p className={styles.details}>{details.filter((detail) => detail !== null).join(" · ")}</p>
      </div>
      {contact.access !== "company" && (
        <Tooltip label={t(`access.explain.${contact.access}`)}>
          <span className={styles.access}>
            <Icon name="lock" size={13} />
            {t(`access.${contact.access}`)}
          </span>
        </Tooltip>
      )}
      <span className={styles.here} data-testid="here" role="status" aria-label={names === "" ? t("contact.onlyYou") : t("contact.hereNames", { names })}>
        <PeopleStack
          people={here.map(({ employee, field }) => ({
            employee,
            ...(field === null ? {} : { note: t("contact.inField", { field: t(`field.${field}`) }) }),
          }))}
          size={28}
        />
      </span>
      <Actions contact={contact} />
    </header>
  );
}

function Actions({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteContact(contact.id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      notifications.show({ message: t("contact.deleted", { name: contact.name }), withBorder: true });
      void navigate({ to: "/contacts" });
    },
  });
  const problem = remove.error instanceof Problem ? remove.error : null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("contact.actions")}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setAsking(true)}>
            {t("contact.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("contact.deleteTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <p className={styles.question}>{t("contact.deleteText", { name: contact.name })}</p>
        {problem !== null && (
          <p className={styles.failed} role="alert">
            {problem.status === 0 ? t("error.noAnswer") : refusalText(t, problem.code, problem.detail)}
          </p>
        )}
        <div className={styles.answers}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("contact.delete")}
          </Button>
        </div>
      </Modal>
    </>
  );
}
