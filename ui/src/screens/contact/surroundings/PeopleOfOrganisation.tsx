/** The persons of an organisation; those who left come last. */
import { ActionIcon, Loader, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { Icon } from "@/components/Icon";
import type { ContactId, Employment } from "@/protocol";
import { NewContactDialog } from "@/screens/contacts/NewContactDialog";
import { Block, BlockFailed } from "./Block";
import styles from "./SurroundingsPanel.module.css";

export function PeopleOfOrganisation({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const people = useQuery({ queryKey: ["people", contact], queryFn: () => api.people(contact) });
  const items = [...(people.data?.items ?? [])].sort(
    (left, right) => Number(left.employment.left !== undefined) - Number(right.employment.left !== undefined),
  );
  return (
    <Block
      title={t("contact.people")}
      action={
        <Tooltip label={t("contact.addPerson")}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("contact.addPerson")} onClick={() => setCreating(true)}>
            <Icon name="plus" size={16} />
          </ActionIcon>
        </Tooltip>
      }
    >
      {people.isPending && <Loader size="xs" />}
      {people.isError && items.length === 0 && <BlockFailed error={people.error} retry={() => void people.refetch()} />}
      {people.isSuccess && items.length === 0 && <p className={styles.none}>{t("contact.noPeople")}</p>}
      <ul className={styles.rows}>
        {items.map(({ contact: person, employment }) => (
          <li key={person.id} className={styles.row}>
            <Icon name="person" size={18} />
            <span className={styles.stack}>
              <Link to="/contacts/$contactId" params={{ contactId: person.id }}>
                {person.name}
              </Link>
              <EmploymentLine employment={employment} />
            </span>
          </li>
        ))}
      </ul>
      <NewContactDialog
        opened={creating}
        close={() => setCreating(false)}
        worksFor={{ organisation: contact, primary: true }}
      />
    </Block>
  );
}

export function EmploymentLine({ employment }: { employment: Employment }) {
  const { t } = useTranslation();
  const parts = [
    employment.position,
    employment.department === undefined ? undefined : t(`department.${employment.department}`),
    employment.left === undefined ? undefined : t("contact.left"),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? null : <span className={styles.aside}>{parts.join(" · ")}</span>;
}
