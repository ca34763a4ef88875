/** The line between search and table: saved views at the left, what changes the list at the right, filters beneath. */
import { Popover } from "@mantine/core";
import { useImperativeHandle, useState, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import { latePart } from "@/components/latePart";
import { AddFilter, FilterChips } from "./FilterBar";
import styles from "./ListTools.module.css";
import { ToolButton, ToolText } from "./ToolButton";
import type { Columns } from "./useColumns";
import type { ListAddress } from "./useListAddress";
import type { Views } from "./useViews";
import { ViewTabs } from "./ViewTabs";

const ColumnsPanel = latePart(() => import("./ColumnsPanel").then((module) => module.ColumnsPanel));
const MorePanel = latePart(() => import("./MorePanel").then((module) => module.MorePanel));

export type ToolsHandle = { openFilters(): void };

type ListToolsProps = {
  ref: Ref<ToolsHandle>;
  address: ListAddress;
  views: Views;
  columns: Columns;
  total: number | undefined;
  isCard: boolean;
};

export function ListTools({ ref, address, views, columns, total, isCard }: ListToolsProps) {
  const [filtering, setFiltering] = useState(false);
  useImperativeHandle(ref, () => ({ openFilters: () => setFiltering(true) }), []);
  const change = (query: ListAddress["query"]) => address.go(query, address.view);
  return (
    <>
      <div className={styles.tools}>
        <ViewTabs address={address} views={views} columns={columns} />
        <div className={styles.actions}>
          <AddFilter query={address.query} change={change} opened={filtering} setOpened={setFiltering} />
          {!isCard && (
            <Tool icon="columns" label="columns.title">
              {() => <ColumnsPanel columns={columns} />}
            </Tool>
          )}
          <Tool icon="dots" label="list.more">
            {(close) => <MorePanel query={address.query} total={total} close={close} />}
          </Tool>
        </div>
      </div>
      <FilterChips query={address.query} change={change} />
    </>
  );
}

type ToolProps = { icon: "columns" | "dots"; label: string; children: (close: () => void) => ReactNode };

/** A button whose panel is loaded when somebody first asks for it. */
function Tool({ icon, label, children }: ToolProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ToolButton onClick={() => setOpened((before) => !before)}>
          <Icon name={icon} size={15} />
          <ToolText>{t(label)}</ToolText>
        </ToolButton>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t(label)}>
        {children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popover>
  );
}
