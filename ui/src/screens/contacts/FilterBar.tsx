/** The filters of the list as chips: a click changes one, the cross takes it away. */
import { ActionIcon, Popover } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useCustomFields } from "@/app/customFields";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { latePart } from "@/components/latePart";
import { isEmptyFilter, type ListQuery } from "@/state/listQuery";
import styles from "./FilterBar.module.css";
import { chipText, chosenFilters, filterName, offeredFilters, withoutFilter, type ChosenFilter } from "./filterTexts";
import { OptionList } from "./OptionList";
import { ToolButton, ToolText } from "./ToolButton";

const FilterEditor = latePart(() => import("./FilterEditor").then((module) => module.FilterEditor));

type FilterBarProps = { query: ListQuery; change: (query: ListQuery) => void };

export function FilterChips({ query, change }: FilterBarProps) {
  const { t } = useTranslation();
  const custom = useCustomFields();
  const chosen = chosenFilters(query.filter, custom);
  if (isEmptyFilter(query.filter)) return null;
  return (
    <div className={styles.chips} role="group" aria-label={t("filter.active")}>
      {chosen.map((key) => (
        <FilterChip key={key} filter={key} query={query} change={change} />
      ))}
      <button type="button" className={styles.reset} onClick={() => change({ ...query, filter: {} })}>
        {t("filter.reset")}
      </button>
    </div>
  );
}

function FilterChip({ filter, query, change }: FilterBarProps & { filter: ChosenFilter }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const custom = useCustomFields();
  const [opened, setOpened] = useState(false);
  const name = filterName(filter, custom, t);
  return (
    <span className={styles.chip}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" width={272} trapFocus returnFocus withinPortal>
        <Popover.Target>
          <button type="button" className={styles.chipText} onClick={() => setOpened((before) => !before)}>
            <span className={styles.chipName}>{name}</span>
            <span className={styles.chipValue}>{chipText(query.filter, filter, { t, language: i18n.language, colleagues, custom })}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown p="xs" aria-label={name}>
          <FilterEditor filter={filter} query={query} change={change} close={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
      <ActionIcon variant="transparent" color="gray" size={24} aria-label={t("filter.remove", { name })} onClick={() => change(withoutFilter(query, filter))}>
        <Icon name="close" size={12} />
      </ActionIcon>
    </span>
  );
}

type AddFilterProps = FilterBarProps & { opened: boolean; setOpened: (opened: boolean) => void };

/** First by what to filter, then which values; both by typing. */
export function AddFilter({ query, change, opened, setOpened }: AddFilterProps) {
  const { t } = useTranslation();
  const custom = useCustomFields();
  const [filter, setFilter] = useState<ChosenFilter | null>(null);
  const close = () => setOpened(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      onExitTransitionEnd={() => setFilter(null)}
      position="bottom-end"
      width={272}
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <ToolButton
          data-on={!isEmptyFilter(query.filter) || undefined}
          onClick={() => {
            setFilter(null);
            setOpened(!opened);
          }}
        >
          <Icon name="filter" size={15} />
          <ToolText>{t("filter.add")}</ToolText>
        </ToolButton>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={filter === null ? t("filter.add") : filterName(filter, custom, t)}>
        {filter === null ? (
          <OptionList
            label={t("filter.by")}
            options={offeredFilters(custom).map((key) => ({ value: key, label: filterName(key, custom, t) }))}
            chosen={[]}
            choose={(value) => setFilter(value as ChosenFilter)}
          />
        ) : (
          <FilterEditor key={filter} filter={filter} query={query} change={change} close={close} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
