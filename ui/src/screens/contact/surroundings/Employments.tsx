/** The organisations that a person works for. Linking and unlinking are edits of the field `works_for`. */
import { ActionIcon, Loader, Popover, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, isStub } from "@/api/routes";
import { live } from "@/app/live";
import { Icon } from "@/components/Icon";
import type { Contact, ContactId, Employment } from "@/protocol";
import { readBase, shownValue } from "@/state/contact";
import { refusalText } from "@/state/refusals";
import { useContactPart } from "../contactPart";
import { ContactName } from "../ValueText";
import { EmploymentLine } from "./PeopleOfOrganisation";
import { Block, BlockFailed } from "./Block";
import styles from "./SurroundingsPanel.module.css";

export function Employments({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  const { value, edit } = useContactPart(contact, (state) => ({ value: shownValue(state, "works_for"), edit: state.edits.works_for }));
  const employments = (value ?? []) as Employment[];

  function save(wanted: Employment[]) {
    const state = live.contact(contact);
    if (state !== null) live.edit(contact, "works_for", { value: wanted, ...readBase(state, "works_for") });
  }

  function link(organisation: ContactId) {
    setLinking(false);
    if (employments.some((known) => known.organisation === organisation)) return;
    save([...employments, { organisation, primary: !employments.some((known) => known.primary) }]);
  }

  return (
    <Block
      title={t("contact.worksFor")}
      action={
        <Popover opened={linking} onChange={setLinking} width={280} position="bottom-end" trapFocus>
          <Popover.Target>
            <Tooltip label={t("contact.linkOrganisation")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("contact.linkOrganisation")}
                onClick={() => setLinking((before) => !before)}
              >
                <Icon name="plus" size={16} />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown>
            <OrganisationSearch pick={link} />
          </Popover.Dropdown>
        </Popover>
      }
    >
      {employments.length === 0 && <p className={styles.none}>{t("contact.noWorksFor")}</p>}
      <ul className={styles.rows}>
        {employments.map((employment) => (
          <li key={employment.organisation} className={styles.row}>
            <Icon name="organisation" size={18} />
            <span className={styles.stack}>
              <Link to="/contacts/$contactId" params={{ contactId: employment.organisation }}>
                <ContactName id={employment.organisation} />
              </Link>
              <EmploymentLine employment={employment} />
            </span>
            <Tooltip label={t("common.remove")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t("common.remove")}
                onClick={() => save(employments.filter((known) => known !== employment))}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
      {edit?.state === "refused" && (
        <p className={styles.failed} role="alert">
          {refusalText(t, edit.code, edit.message)}{" "}
          <UnstyledButton fz="inherit" td="underline" onClick={() => live.drop(contact, "works_for")}>
            {t("common.discard")}
          </UnstyledButton>
        </p>
      )}
    </Block>
  );
}

function OrganisationSearch({ pick }: { pick: (organisation: ContactId) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({
    queryKey: ["organisations", search],
    queryFn: () => api.contacts({ search, cursor: null, limit: 30 }),
    enabled: search !== "",
  });
  const organisations = (found.data?.items ?? []).filter((contact) => contact.kind === "organisation" && !isStub(contact)).slice(0, 8) as Contact[];
  return (
    <>
      <TextInput
        size="xs"
        data-autofocus
        aria-label={t("contact.searchOrganisation")}
        placeholder={t("contact.searchOrganisation")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        rightSection={found.isFetching ? <Loader size={12} /> : null}
        onKeyDown={(event) => {
          const [first] = organisations;
          if (event.key === "Enter" && first !== undefined) pick(first.id);
        }}
      />
      <ul className={styles.rows}>
        {organisations.map((organisation) => (
          <li key={organisation.id}>
            <UnstyledButton className={styles.row} w="100%" fz="sm" onClick={() => pick(organisation.id)}>
              <Icon name="organisation" size={16} />
              <span className={styles.main}>{organisation.name}</span>
              <span className={styles.aside}>{organisation.city}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.isError && <BlockFailed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && organisations.length === 0 && <p className={styles.none}>{t("contacts.noneTitle")}</p>}
    </>
  );
}
