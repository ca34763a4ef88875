/** The saved views as tabs; what was changed about the one that is shown can be kept. */
import { useRouter } from "@tanstack/react-router";
import { useState, type MouseEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { View } from "@/api/lists";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { Icon } from "@/components/Icon";
import { FailedDialog, latePart } from "@/components/latePart";
import { builtInViews } from "@/state/builtInViews";
import { addressOf, sameQuery, showsEverything, type ListQuery } from "@/state/listQuery";
import styles from "./ListTools.module.css";
import { ToolButton } from "./ToolButton";
import type { Columns } from "./useColumns";
import type { ListAddress } from "./useListAddress";
import { queryOfView, type Views } from "./useViews";

const ViewDialog = latePart(() => import("./ViewDialog").then((module) => module.ViewDialog), { failed: FailedDialog });

type ViewTabsProps = { address: ListAddress; views: Views; columns: Columns };
type Editing = { view: View | null; opened: boolean };

export function ViewTabs({ address, views, columns }: ViewTabsProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<Editing | null>(null);
  const { current } = views;
  const isChanged = current !== null && (columns.isChanged || !sameQuery(queryOfView(current), address.query));
  const builtIn = builtInViews(useColleagues().employee(useSession().me.id));
  const isBuiltIn = builtIn.some(({ query }) => sameQuery(query, address.query));
  const mayKeep = current === null && !isBuiltIn && !showsEverything(address.query);
  return (
    <>
      <nav className={styles.views} aria-label={t("views.label")}>
        {builtIn.map(({ name, query }) => (
          <Tab key={name} label={t(`views.${name}`)} query={query} view={null} isCurrent={current === null && sameQuery(query, address.query)} address={address} />
        ))}
        {views.all.map((view) => (
          <Tab
            key={view.id}
            label={view.name}
            team={view.team}
            query={queryOfView(view)}
            view={view.id}
            isCurrent={view.id === current?.id}
            isChanged={isChanged && view.id === current?.id}
            address={address}
          />
        ))}
        {views.retry !== null && (
          <ViewAction open={views.retry}>
            <Icon name="warning" size={14} />
            {t("views.failed")}
          </ViewAction>
        )}
        {current !== null && (
          <ViewAction label={t("views.edit", { name: current.name })} open={() => setEditing({ view: current, opened: true })}>
            <Icon name="edit" size={14} />
          </ViewAction>
        )}
        {(isChanged || mayKeep) && (
          <ViewAction open={() => setEditing({ view: isChanged && current !== null && views.mayChange(current) ? current : null, opened: true })}>
            <Icon name="star" size={14} />
            {t(isChanged ? "views.keepChanges" : "views.keep")}
          </ViewAction>
        )}
      </nav>
      {editing !== null && (
        <ViewDialog
          key={editing.view?.id ?? "new"}
          opened={editing.opened}
          close={() => setEditing({ ...editing, opened: false })}
          view={editing.view}
          mayChange={editing.view === null || views.mayChange(editing.view)}
          address={address}
          columns={columns}
        />
      )}
    </>
  );
}

function ViewAction({ label, open, children }: { label?: string; open: () => void; children: ReactNode }) {
  return (
    <ToolButton {...(label === undefined ? {} : { "aria-label": label, title: label })} onClick={open}>
      {children}
    </ToolButton>
  );
}

type TabProps = {
  label: string;
  query: ListQuery;
  view: string | null;
  team?: string | null;
  isCurrent: boolean;
  isChanged?: boolean;
  address: ListAddress;
};

function Tab({ label, query, view, team = null, isCurrent, isChanged = false, address }: TabProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const colleagues = useColleagues();
  const { href } = router.buildLocation({ to: "/contacts", search: addressOf(query, view) });
  const teamName = team === null ? null : (colleagues.teams.find(({ id }) => id === team)?.name ?? null);
  function clicked(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    address.go(query, view);
  }
  return (
    <a className={styles.view} href={href} aria-current={isCurrent ? "page" : undefined} onClick={clicked} title={teamName === null ? undefined : t("views.ofTeam", { team: teamName })}>
      {label}
      {team !== null && (
        <span className={styles.team} role="img" aria-label={t("views.ofTeam", { team: teamName ?? "" })}>
          <Icon name="contacts" size={13} />
        </span>
      )}
      {isChanged && <span className={styles.changed} role="img" aria-label={t("views.changed")} />}
    </a>
  );
}
