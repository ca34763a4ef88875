/** Says for each column of the file which field it fills. What the heading gave away is filled in already. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { imports, type Import, type ImportColumn, type ImportField, type Mapping } from "@/api/imports";
import { Icon } from "@/components/Icon";
import { ErrorState, SkeletonLines } from "@/components/states";
import { formatNumber } from "@/state/format";
import { mappingFaults, mappingOf, type MappingFault } from "@/state/imports";
import { importProblem } from "@/state/importRefusals";
import styles from "./ImportScreen.module.css";
import own from "./MappingStep.module.css";
import { keepMapping, keptMapping } from "./mappings";
import { useImportAction } from "./useImportAction";

export function MappingStep({ shown }: { shown: Import }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [changed, setChanged] = useState<Mapping>(() => keptMapping(shown.id));
  const mapping = mappingOf(shown.columns, changed);
  const fields = useQuery({ queryKey: ["importFields"], queryFn: imports.fields, staleTime: Infinity });
  const check = useImportAction(() => imports.check(shown.id, mapping), shown.id, () => {
    void navigate({ to: "/import", search: { id: shown.id }, replace: true });
  });
  if (fields.isPending) return <SkeletonLines lines={6} />;
  if (fields.data === undefined) return <ErrorState title={t("import.fieldsFailed")} error={fields.error} retry={() => void fields.refetch()} />;

  const offered = fields.data.items;
  const label = (field: string) => labelOf(offered, field, i18n.language);
  const isTable = shown.format === "csv";
  const faults = isTable ? mappingFaults(mapping) : [];
  const isBlocked = faults.some(({ kind }) => kind === "no_name");
  const isRecognised = ({ heading, field }: ImportColumn) => field !== null && !(heading in changed);
  const recognised = shown.columns.filter(isRecognised).length;
  const number = (value: number) => formatNumber(value, i18n.language);

  function map(heading: string, field: string | null) {
    const next = { ...changed, [heading]: field };
    setChanged(next);
    keepMapping(shown.id, next);
  }

  return (
    <section className={styles.section} aria-labelledby="mapping">
      <h2 className={styles.heading} id="mapping">
        {t("import.mappingTitle")}
      </h2>
      <p className={styles.dim}>{isTable ? t("import.mappingText", { recognised: number(recognised), count: shown.columns.length, formatted: number(shown.columns.length) }) : t("import.vcardText")}</p>
      {isTable && (
        <div className={own.table} role="table" aria-label={t("import.mappingTitle")}>
          <div className={own.head} role="row">
            {(["column", "samples", "field"] as const).map((column) => (
              <span key={column} role="columnheader">
                {t(`import.${column}`)}
              </span>
            ))}
          </div>
          {shown.columns.map((column) => (
            <ColumnRow key={column.heading} column={column} field={mapping[column.heading] ?? null} isRecognised={isRecognised(column)} offered={offered} label={label} map={(field) => map(column.heading, field)} />
          ))}
        </div>
      )}
      <Faults faults={faults} label={label} />
      {check.isError && (
        <p className={styles.fault} role="alert">
          {t("import.actionFailed", { reason: importProblem(t, check.error) })}
        </p>
      )}
      <div className={styles.actions} data-keep-clear>
        <Button loading={check.isPending} disabled={isBlocked} onClick={() => check.mutate(undefined)}>
          {t("import.toCheck")}
        </Button>
      </div>
    </section>
  );
}

function labelOf(offered: readonly ImportField[], field: string, language: string): string {
  const known = offered.find((each) => each.field === field);
  if (known === undefined) return field;
  return language === "en" ? known.label_en : known.label_de;
}

type ColumnRowProps = {
  column: ImportColumn;
  field: string | null;
  isRecognised: boolean;
  offered: readonly ImportField[];
  label: (field: string) => string;
  map: (field: string | null) => void;
};

function ColumnRow({ column, field, isRecognised, offered, label, map }: ColumnRowProps) {
  const { t } = useTranslation();
  const samples = column.samples.filter((sample) => sample.trim() !== "");
  return (
    <div className={own.row} role="row" data-left-out={field === null || undefined}>
      <span role="cell" className={own.heading}>
        {column.heading}
      </span>
      <span role="cell" className={own.samples}>
        {samples.length === 0 ? t("import.noSamples") : samples.map((sample, place) => <span key={place}>{sample}</span>)}
      </span>
      <span role="cell" className={own.field}>
        <NativeSelect
          size="xs"
          aria-label={`${t("import.field")}: ${column.heading}`}
          value={field ?? ""}
          onChange={(event) => map(event.currentTarget.value === "" ? null : event.currentTarget.value)}
          data={[{ value: "", label: t("import.leaveOut") }, ...offered.map((each) => ({ value: each.field, label: label(each.field) }))]}
        />
        {isRecognised && (
          <span className={own.recognised}>
            <Icon name="check" size={12} /> {t("import.recognised")}
          </span>
        )}
      </span>
    </div>
  );
}

function Faults({ faults, label }: { faults: readonly MappingFault[]; label: (field: string) => string }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {faults.map((fault) => (
        <p key={fault.kind === "twice" ? fault.field : fault.kind} className={fault.kind === "twice" ? styles.warning : styles.fault}>
          {fault.kind === "twice" ? t("import.twice", { field: label(fault.field), columns: fault.columns.join(", ") }) : t("import.noName")}
        </p>
      ))}
    </div>
  );
}
