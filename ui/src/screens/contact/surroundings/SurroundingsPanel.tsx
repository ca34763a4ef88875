/** What is around a contact: who is here, who looks after it, who belongs to it, what happened last. */
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import type { ContactId, Field } from "@/protocol";
import { colleagues as colleaguesHere } from "@/state/contact";
import { useContactPart } from "../contactPart";
import { useFieldLabel } from "../useFieldLabel";
import { Audience } from "./Audience";
import { Block } from "./Block";
import { Employments } from "./Employments";
import { PeopleOfOrganisation } from "./PeopleOfOrganisation";
import { RecentChanges } from "./RecentChanges";
import { Responsible } from "./Responsible";
import styles from "./SurroundingsPanel.module.css";

export const SurroundingsPanel = memo(function SurroundingsPanel({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const kind = useContactPart(contact, (state) => state.contact?.kind);
  return (
    <section className={styles.panel} aria-label={t("contact.surroundings")}>
      <PeopleHere contact={contact} />
      <Responsible contact={contact} />
      <Audience contact={contact} />
      {kind === "person" ? <Employments contact={contact} /> : <PeopleOfOrganisation contact={contact} />}
      <RecentChanges contact={contact} />
    </section>
  );
});

function PeopleHere({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const roster = useColleagues();
  const label = useFieldLabel();
  const here = useContactPart(contact, (state) => colleaguesHere(state, me.id).map(({ employee, field }) => `${employee} ${field ?? ""}`));
  return (
    <Block title={t("contact.here")}>
      {here.length === 0 ? (
        <p className={styles.none}>{t("contact.onlyYou")}</p>
      ) : (
        <ul className={styles.rows} data-testid="people-here">
          {here.map((key) => {
            const [employee = "", field = ""] = key.split(" ");
            return (
              <li key={employee} className={styles.row}>
                <PersonAvatar id={employee} size={24} withTooltip={false} />
                <span className={styles.main}>{roster.name(employee, t("common.formerColleague"))}</span>
                {field !== "" && <span className={styles.aside}>{t("contact.inField", { field: label(field as Field) })}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </Block>
  );
}
