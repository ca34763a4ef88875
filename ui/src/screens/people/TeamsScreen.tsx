/** The teams: who leads each and who belongs to it; administrators make, rename and archive them. */
import { ActionIcon, Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { useShortcuts } from "@/app/shortcuts";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { RowList } from "@/components/RowList";
import { Screen, ScreenColumn } from "@/components/Screen";
import { SectionTitle } from "@/components/SectionTitle";
import { EmptyState, SkeletonRows } from "@/components/states";
import type { Team } from "@/protocol";
import { membership } from "@/state/staff";
import { MembersDialog } from "./MembersDialog";
import styles from "./People.module.css";
import { PeopleTabs } from "./PeopleTabs";
import { TeamDialog } from "./TeamDialog";
import { TeamPeople } from "./TeamPeople";
import { useArchiveTeam } from "./useStaff";

/** What a dialog is open for; the team stays known while it closes. */
type Doing = { what: "name" | "members"; team: Team | null };

export function TeamsScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { all, teams } = useColleagues();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [opened, setOpened] = useState(false);
  const begin = (what: Doing["what"], team: Team | null) => {
    setDoing({ what, team });
    setOpened(true);
  };
  const isAdmin = me.role === "admin";
  const isLoading = all.length === 0;
  const inUse = teams.filter((team) => !team.archived);
  const archived = teams.filter((team) => team.archived);
  const edit = isAdmin ? (what: Doing["what"]) => (team: Team) => begin(what, team) : null;
  useShortcuts({ create: isAdmin ? () => begin("name", null) : undefined });
  const newTeam = (
    <Button leftSection={<Icon name="plus" size={15} />} onClick={() => begin("name", null)}>
      {t("staff.newTeam")}
    </Button>
  );
  return (
    <Screen
      header={
        <PageHeader title={t("staff.teams")} {...(isLoading ? {} : { note: inUse.length })} actions={isAdmin && newTeam}>
          <PeopleTabs />
        </PageHeader>
      }
    >
      <ScreenColumn>
        {isLoading && <SkeletonRows rows={4} />}
        {!isLoading && inUse.length === 0 && (
          <EmptyState icon="contacts" title={t("staff.noTeams")} text={t(isAdmin ? "staff.noTeamsText" : "staff.noTeamsAsk")}>
            {isAdmin && newTeam}
          </EmptyState>
        )}
        {inUse.map((team) => (
          <TeamSection key={team.id} team={team} rename={edit?.("name") ?? null} members={edit?.("members") ?? null} />
        ))}
        {isAdmin && archived.length > 0 && <Archived teams={archived} />}
      </ScreenColumn>
      {isAdmin && (
        <>
          <TeamDialog key={`name-${doing?.team?.id ?? "new"}`} opened={opened && doing?.what === "name"} close={() => setOpened(false)} team={doing?.team ?? null} />
          <MembersDialog key={`members-${doing?.team?.id ?? ""}`} opened={opened && doing?.what === "members"} close={() => setOpened(false)} team={doing?.team ?? null} />
        </>
      )}
    </Screen>
  );
}

type TeamSectionProps = { team: Team; rename: ((team: Team) => void) | null; members: ((team: Team) => void) | null };

function TeamSection({ team, rename, members }: TeamSectionProps) {
  const { t } = useTranslation();
  const { all } = useColleagues();
  const archive = useArchiveTeam();
  const people = membership(team.id, all);
  const { name } = team;
  const hasNobody = people.leads.length + people.members.length === 0;
  return (
    <section className={styles.section} data-team={name}>
      <div className={styles.sectionHead}>
        <SectionTitle>{name}</SectionTitle>
        {rename !== null && members !== null && (
          <span className={styles.actions}>
            <Button size="compact-sm" variant="default" aria-label={t("staff.membersOf", { name })} onClick={() => members(team)}>
              {t("staff.members")}
            </Button>
            <ActionIcon variant="subtle" color="gray" aria-label={t("staff.rename", { name })} title={t("staff.rename", { name })} onClick={() => rename(team)}>
              <Icon name="edit" size={16} />
            </ActionIcon>
            {hasNobody && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("staff.archive", { name })}
                title={t("staff.archive", { name })}
                loading={archive.isPending}
                onClick={() => archive.mutate({ team, archived: true })}
              >
                <Icon name="archive" size={16} />
              </ActionIcon>
            )}
          </span>
        )}
      </div>
      <TeamPeople people={people} />
    </section>
  );
}

function Archived({ teams }: { teams: readonly Team[] }) {
  const { t } = useTranslation();
  const archive = useArchiveTeam();
  return (
    <section className={styles.section}>
      <SectionTitle>{t("staff.archived")}</SectionTitle>
      <RowList>
        {teams.map((team) => (
          <li key={team.id} className={styles.row} data-inactive="true">
            <span className={styles.name}>{team.name}</span>
            <span className={styles.actions}>
              <Button size="compact-sm" variant="default" loading={archive.isPending} onClick={() => archive.mutate({ team, archived: false })}>
                {t("staff.useAgain")}
              </Button>
            </span>
          </li>
        ))}
      </RowList>
    </section>
  );
}
