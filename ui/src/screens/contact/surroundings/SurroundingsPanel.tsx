/** What is around a contact: who is here, who looks after it, who belongs to it, what happened. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import { colleagues as colleaguesHere, type ContactState } from "@/state/contact";
import { Employments } from "./Employments";
import { PeopleOfOrganisation } from "./PeopleOfOrganisation";
import { Responsible } from "./Responsible";
import styles from "./SurroundingsPanel.module.css";
import { Timeline } from "./Timeline";

export function SurroundingsPanel({ state }: { state: ContactState }) {
  const { t } = useTranslation();
  if (state.contact === null) return null;
  return (
    <section className={styles.panel} aria-label={t("contact.surroundings")}>
      <PeopleHere state={state} />
      <Responsible state={state} contact={state.contact} />
      {state.contact.kind === "person" ? (
        <Employments state={state} />
      ) : (
        <PeopleOfOrganisation contact={state.contact} />
      )}
      <Timeline state={state} />
    </section>
  );
}

export function Block({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.block}>
      <header className={styles.blockHead}>
        <h2 className={styles.blockTitle}>{title}</h2>
        {action}
      </header>
      {children}
    </section>
  );
}

function PeopleHere({ state }: { state: ContactState }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const roster = useColleagues();
  const here = colleaguesHere(state, me.id);
  return (
    <Block title={t("contact.here")}>
      {here.length === 0 ? (
        <p className={styles.none}>{t("contact.onlyYou")}</p>
      ) : (
        <ul className={styles.rows} data-testid="people-here">
          {here.map(({ employee, field }) => (
            <li key={employee} className={styles.row}>
              <PersonAvatar id={employee} size={24} withTooltip={false} />
              <span className={styles.main}>{roster.name(employee, t("common.formerColleague"))}</span>
              {field !== null && <span className={styles.aside}>{t("contact.inField", { field: t(`field.${field}`) })}</span>}
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
