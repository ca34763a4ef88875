/** Who sees the contact, and why. */
import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { access } from "@/api/access";
import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import { ErrorState, SkeletonLines } from "@/components/states";
import type { ContactId, SeenBecause, Seer } from "@/protocol";
import { useContactPart } from "../contactPart";
import { Block } from "./Block";
import styles from "./SurroundingsPanel.module.css";

export function Audience({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const level = useContactPart(contact, (state) => state.contact?.access);
  return (
    <Block title={t("audience.title")}>
      <p className={styles.none}>{level === undefined ? "" : t(`access.explain.${level}`)}</p>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t("audience.show")}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t("audience.title")} closeButtonProps={{ "aria-label": t("common.close") }}>
        {opened && <Seers contact={contact} />}
      </Modal>
    </Block>
  );
}

function Seers({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const seers = useQuery({ queryKey: ["audience", contact], queryFn: () => access.audience(contact), staleTime: 0 });
  if (seers.isError) return <ErrorState title={t("audience.failed")} error={seers.error} retry={() => void seers.refetch()} level={2} />;
  if (seers.data === undefined) return <SkeletonLines lines={4} />;
  const name = (seer: Seer) => colleagues.name(seer.employee, t("common.formerColleague"));
  const items = [...seers.data.items].sort((one, other) => name(one).localeCompare(name(other), "de"));
  return (
    <>
      <p className={styles.none}>{t("audience.count", { count: seers.data.total })}</p>
      <ul className={styles.rows}>
        {items.map((seer) => (
          <li key={seer.employee} className={styles.row}>
            <PersonAvatar id={seer.employee} size={24} withTooltip={false} />
            <span className={styles.stack}>
              <span>{name(seer)}</span>
              <span className={styles.aside}>
                <Because seer={seer} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Because({ seer }: { seer: Seer }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const team = (id: string) => colleagues.teams.find((known) => known.id === id)?.name ?? t("audience.unknownTeam");
  function words(because: SeenBecause): string {
    switch (because.kind) {
      case "company":
        return t("audience.because.company");
      case "team":
        return t("audience.because.team", { team: team(because.team) });
      case "assigned":
        return t("audience.because.assigned", { role: t(`assignmentRole.${because.role}`) });
      case "overridden":
        return t("audience.because.overridden");
      case "lead":
        return t("audience.because.lead", { team: team(because.team) });
      case "admin":
        return t("audience.because.admin");
      case "substituting":
        return t("audience.because.substituting", { name: colleagues.name(because.absent, t("common.formerColleague")) });
    }
  }
  const reasons = seer.because.map(words).join(", ");
  return <>{seer.whole ? reasons : t("audience.nameOnly", { reasons })}</>;
}
