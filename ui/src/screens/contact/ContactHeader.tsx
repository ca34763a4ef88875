/** The top of a contact's page: which contact it is, who else is here and where they are. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PeopleStack, PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { Access, ContactId, EmployeeId, Field } from "@/protocol";
import { colleagues as colleaguesHere, shownValue } from "@/state/contact";
import { ContactActions } from "./ContactActions";
import { useContactPart } from "./contactPart";
import styles from "./ContactHeader.module.css";
import { useFieldLabel } from "./useFieldLabel";

export const ContactHeader = memo(function ContactHeader({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind, name, access } = useContactPart(contact, (state) => ({
    kind: state.contact?.kind ?? "organisation",
    name: shownValue(state, "name") as string,
    access: state.contact?.access ?? "company",
  }));
  return (
    <header className={styles.header}>
      <Tooltip label={t("contact.toList")}>
        <ActionIcon variant="subtle" color="gray" aria-label={t("contact.toList")} onClick={() => void navigate({ to: "/contacts" })}>
          <Icon name="back" />
        </ActionIcon>
      </Tooltip>
      <span className={styles.kind}>
        <Icon name={kind} size={20} />
      </span>
      <div className={styles.titles}>
        <h1 className={styles.name}>{name}</h1>
        <Details contact={contact} />
      </div>
      <AccessBadge access={access} />
      <PeopleHere contact={contact} />
      <ContactActions contact={contact} name={name} />
    </header>
  );
});

function Details({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const { kind, customerNumber, place, updatedAt } = useContactPart(contact, ({ contact: known }) => ({
    kind: known?.kind ?? "organisation",
    customerNumber: known?.customer_number ?? null,
    place: [known?.postal_code, known?.city].filter((part) => part != null).join(" "),
    updatedAt: known?.updated_at ?? null,
  }));
  const details = [t(`kind.${kind}`), customerNumber, place].filter((detail) => detail !== null && detail !== "");
  return (
    <p className={styles.details}>
      {details.join(" · ")}
      {updatedAt !== null && (
        <>
          {` · ${t("contact.updatedAt")} `}
          <When at={updatedAt} />
        </>
      )}
    </p>
  );
}

function AccessBadge({ access }: { access: Access }) {
  const { t } = useTranslation();
  if (access === "company") return null;
  return (
    <Tooltip label={t(`access.explain.${access}`)}>
      <span className={styles.access}>
        <Icon name="lock" size={13} />
        {t(`access.${access}`)}
      </span>
    </Tooltip>
  );
}

/** As many as find room by name of their field; everybody else as their colour. */
const NAMED = 2;

function PeopleHere({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const roster = useColleagues();
  const label = useFieldLabel();
  // A list of texts, so that who moves elsewhere draws nothing here again.
  const keys = useContactPart(contact, (state) => colleaguesHere(state, me.id).map(({ employee, field }) => `${employee} ${field ?? ""}`));
  const here = keys.map((key) => {
    const [employee = "", field = ""] = key.split(" ");
    return { employee: employee as EmployeeId, field: field === "" ? null : (field as Field) };
  });
  const inFields = here.filter(({ field }) => field !== null);
  const named = inFields.slice(0, NAMED);
  const others = here.filter((person) => !named.includes(person));
  const names = here.map(({ employee }) => roster.name(employee, t("common.formerColleague"))).join(", ");
  return (
    <span
      className={styles.here}
      data-testid="here"
      role="status"
      aria-label={names === "" ? t("contact.onlyYou") : t("contact.hereNames", { names })}
    >
      {named.map(({ employee, field }) => (
        <span key={employee} className={styles.named} style={{ "--who": roster.colour(employee) } as React.CSSProperties}>
          <PersonAvatar id={employee} size={26} note={t("contact.inField", { field: field === null ? "" : label(field) })} />
          <span className={styles.where}>{field === null ? "" : label(field)}</span>
        </span>
      ))}
      <PeopleStack
        people={others.map(({ employee, field }) => ({
          employee,
          ...(field === null ? {} : { note: t("contact.inField", { field: label(field) }) }),
        }))}
        size={26}
      />
    </span>
  );
}
