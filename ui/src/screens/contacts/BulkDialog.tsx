/** One field, how to change it, and the value, for everything that is picked. */
import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { lists, type BulkMode } from "@/api/lists";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { BULK_FIELDS, type BulkField } from "@/state/bulk";
import { formatNumber, formatValue } from "@/state/format";
import { ACCESS_LEVELS, queryString, type ListQuery } from "@/state/listQuery";
import { isListField } from "@/state/values";
import { teamsInUse } from "@/state/staff";
import styles from "./Dialogs.module.css";
import bulk from "./BulkDialog.module.css";
import { OptionList, type Option } from "./OptionList";
import type { BulkChange } from "./useBulk";

type BulkDialogProps = {
  opened: boolean;
  close: () => void;
  start: BulkField;
  query: ListQuery;
  count: number;
  apply: (change: BulkChange) => void;
};

export function BulkDialog({ opened, close, start, query, count, apply }: BulkDialogProps) {
  const { t, i18n } = useTranslation();
  const [field, setField] = useState(start);
  const modes: readonly BulkMode[] = BULK_FIELDS[field];
  const [wantedMode, setMode] = useState<BulkMode>("add");
  const mode = modes.includes(wantedMode) ? wantedMode : "set";
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const isList = isListField(field);
  // An empty list or text is a value too, but only "set" can mean it.
  const isReady = chosen.length > 0 || (mode === "set" && field !== "access");
  const formatted = formatNumber(count, i18n.language);

  function change(next: BulkField) {
    setField(next);
    setChosen([]);
  }

  function submit() {
    const value = isList ? [...chosen] : (chosen[0] ?? null);
    close();
    setChosen([]);
    apply({ field, mode, value });
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("bulk.title", { count, formatted })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={styles.form}>
        <NativeSelect
          label={t("bulk.field")}
          value={field}
          onChange={(event) => change(event.currentTarget.value as BulkField)}
          data={(Object.keys(BULK_FIELDS) as BulkField[]).map((value) => ({ value, label: t(`field.${value}`) }))}
        />
        {modes.length > 1 && (
          <SegmentedControl
            fullWidth
            aria-label={t("bulk.mode")}
            value={mode}
            onChange={(value) => setMode(value as BulkMode)}
            data={modes.map((value) => ({ value, label: t(`bulk.${value}`) }))}
          />
        )}
        <ValueChoice key={field} field={field} query={query} chosen={chosen} choose={setChosen} />
        {mode === "set" && chosen.length === 0 && field !== "access" && <p className={styles.hint}>{t("bulk.clears")}</p>}
        <div className={styles.actions}>
          <Button variant="default" onClick={close}>
            {t("common.cancel")}
          </Button>
          <Button disabled={!isReady} onClick={submit}>
            {t("bulk.apply", { count, formatted })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

type ValueChoiceProps = { field: BulkField; query: ListQuery; chosen: readonly string[]; choose: (chosen: readonly string[]) => void };

function ValueChoice({ field, query, chosen, choose }: ValueChoiceProps) {
  const { t } = useTranslation();
  const { options, isLoading, failed } = useValues(field, query);
  const isList = isListField(field);
  if (field === "city" || field === "language" || field === "source") {
    return (
      <TextInput
        label={t(`field.${field}`)}
        value={chosen[0] ?? ""}
        maxLength={200}
        data-autofocus
        onChange={(event) => choose(event.currentTarget.value.trim() === "" ? [] : [event.currentTarget.value])}
      />
    );
  }
  const labels = new Map(options.map(({ value, label }) => [value, label]));
  const toggle = (value: string) => {
    if (!isList) choose(chosen.includes(value) ? [] : [value]);
    else choose(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  };
  return (
    <div className={bulk.choice}>
      {isList && chosen.length > 0 && (
        <ul className={bulk.chosen} aria-label={t("bulk.chosen")}>
          {chosen.map((value) => (
            <li key={value}>
              <button type="button" className={bulk.value} onClick={() => toggle(value)} aria-label={t("filter.remove", { name: labels.get(value) ?? value })}>
                {labels.get(value) ?? value}
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <OptionList
        label={t(`field.${field}`)}
        options={[...options, ...chosen.filter((value) => !labels.has(value)).map((value) => ({ value, label: value }))]}
        chosen={chosen}
        choose={toggle}
        takesNew={field === "tags" || field === "industry" || field === "country"}
        withSearch={field !== "access"}
        isLoading={isLoading}
        failed={failed}
      />
    </div>
  );
}

/** What is in use already comes first to hand: one tag in two spellings is two tags. */
function useValues(field: BulkField, query: ListQuery): { options: Option[]; isLoading: boolean; failed: Error | null } {
  const { t, i18n } = useTranslation();
  const { teams } = useColleagues();
  const { data, isLoading, error } = useQuery({
    queryKey: ["contacts", "facets", queryString({ ...query, sort: "name" })],
    queryFn: ({ signal }) => lists.facets(query, signal),
    enabled: field === "tags" || field === "industry" || field === "country",
    placeholderData: keepPreviousData,
  });
  const label = (value: string) => formatValue(field, value, { t, language: i18n.language, teams });
  const found = { tags: data?.tags, industry: data?.industries, country: data?.countries }[field as "tags"];
  if (field === "access") return { options: ACCESS_LEVELS.map((value) => ({ value, label: label(value) })), isLoading: false, failed: null };
  if (field === "teams") return { options: teamsInUse(teams).map(({ id, name }) => ({ value: id, label: name })), isLoading: false, failed: null };
  return {
    options: (found ?? []).map(({ value, count }) => ({ value, label: label(value), count: formatNumber(count, i18n.language) })),
    isLoading,
    failed: error,
  };
}
