/** Chooses the values of one filter. What is offered comes from the contacts that the rest of the query finds. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { lists, type FacetValue, type Facets } from "@/api/lists";
import { useCustomFields } from "@/app/customFields";
import { useColleagues } from "@/app/roster";
import { useSession } from "@/app/session";
import { PersonAvatar } from "@/components/PersonAvatar";
import { formatNumber } from "@/state/format";
import { ACCESS_LEVELS, isListFilterKey, KINDS, queryString, withFilter, type FilterKey, type ListQuery } from "@/state/listQuery";
import { teamsInUse } from "@/state/staff";
import styles from "./FilterBar.module.css";
import { CustomFilterEditor } from "./CustomFilterEditor";
import { chosenValues, DAYS, fieldOfFilter, isFixed, valueText, type ChosenFilter, type OfferedFilter } from "./filterTexts";
import { OptionList, type Option } from "./OptionList";

/** Where the counts of a filter's values stand. */
const FACETS: Partial<Record<FilterKey, keyof Facets>> = {
  country: "countries",
  city: "cities",
  industry: "industries",
  tags: "tags",
  account_manager: "account_managers",
};

/** Values that nobody has yet may still be asked for. */
const TAKES_NEW: readonly FilterKey[] = ["city", "industry", "tags"];

type EditorProps = { query: ListQuery; change: (query: ListQuery) => void; close: () => void };

export function FilterEditor({ filter, ...props }: EditorProps & { filter: ChosenFilter }) {
  const { t } = useTranslation();
  const custom = useCustomFields();
  if (isFixed(filter)) return <FixedFilterEditor filter={filter} {...props} />;
  const field = fieldOfFilter(filter, custom);
  if (field === undefined) return <p className={styles.gone}>{t(custom.isLoading ? "common.loading" : "filter.goneHint")}</p>;
  return <CustomFilterEditor field={field} {...props} />;
}

type FixedFilterEditorProps = EditorProps & { filter: OfferedFilter };

function FixedFilterEditor({ filter, query, change, close }: FixedFilterEditorProps) {
  const { t } = useTranslation();
  const { options, isLoading, failed } = useOptions(filter, query);
  const chosen = chosenValues(query.filter, filter);
  if (filter === "postal_code") return <PrefixEditor query={query} change={change} close={close} />;

  function choose(value: string) {
    if (isListFilterKey(filter)) {
      const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
      change(withFilter(query, filter, next));
      return;
    }
    const isOff = chosen.includes(value);
    const days = filter === "changed_within_days" || filter === "created_within_days";
    change(withFilter(query, filter, isOff ? undefined : days ? Number(value) : (value as never)));
    close();
  }

  return (
    <OptionList
      label={t(`filter.${filter}`)}
      options={options}
      chosen={chosen}
      choose={choose}
      takesNew={TAKES_NEW.includes(filter)}
      withSearch={isListFilterKey(filter)}
      isLoading={isLoading}
      failed={failed}
    />
  );
}

function useOptions(filter: OfferedFilter, query: ListQuery): { options: Option[]; isLoading: boolean; failed: Error | null } {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const { me } = useSession();
  const facet = FACETS[filter];
  // The filter's own values must not narrow what it offers.
  const others = withFilter(query, filter, undefined);
  const { data, isLoading, error } = useQuery({
    queryKey: ["contacts", "facets", queryString({ ...others, sort: "name" })],
    queryFn: ({ signal }) => lists.facets(others, signal),
    enabled: facet !== undefined,
    placeholderData: keepPreviousData,
  });
  const counted = facet === undefined ? [] : (data?.[facet] ?? []);
  const context = { t, language: i18n.language, colleagues };
  const asOption = (value: string): Option => {
    const count = counted.find((each) => each.value === value)?.count;
    return {
      value,
      label: valueText(filter, value, context),
      ...(count === undefined ? {} : { count: formatNumber(count, i18n.language) }),
      ...(isPerson(filter, value) ? { leading: <PersonAvatar id={value === "me" ? me.id : value} size={18} withTooltip={false} /> } : {}),
    };
  };
  const values = valuesOf(filter, counted, colleagues.all.filter(({ active, id }) => active && id !== me.id).map(({ id }) => id), teamsInUse(colleagues.teams).map(({ id }) => id));
  const chosen = chosenValues(query.filter, filter);
  return { options: [...new Set([...values, ...chosen])].map(asOption), isLoading, failed: error };
}

const isPerson = (filter: OfferedFilter, value: string) => (filter === "account_manager" || filter === "assigned") && value !== "none";

function valuesOf(filter: OfferedFilter, counted: readonly FacetValue[], employees: readonly string[], teams: readonly string[]): readonly string[] {
  switch (filter) {
    case "kind":
      return KINDS;
    case "access":
      return ACCESS_LEVELS;
    case "account_manager":
    case "assigned":
      return ["me", "none", ...employees];
    case "team":
      return teams;
    case "changed_within_days":
    case "created_within_days":
      return DAYS.map(String);
    case "postal_code":
      return [];
    case "country":
    case "city":
    case "industry":
    case "tags":
      return counted.map(({ value }) => value);
  }
}

function PrefixEditor({ query, change, close }: EditorProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(query.filter.postal_code ?? "");
  return (
    <form
      className={styles.prefix}
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <label className={styles.prefixLabel}>
        {t("filter.prefixHint")}
        <input
          className={styles.prefixInput}
          value={typed}
          maxLength={10}
          autoComplete="off"
          data-autofocus
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            change(withFilter(query, "postal_code", event.currentTarget.value.trim()));
          }}
        />
      </label>
    </form>
  );
}
