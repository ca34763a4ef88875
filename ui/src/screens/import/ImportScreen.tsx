/** The import: a file, what its columns are, what would happen, what happened. Where it stands is the server's to say. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { imports, type Import } from "@/api/imports";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, SkeletonLines } from "@/components/states";
import { isWorking, STEPS, stepOf, type ImportStep } from "@/state/imports";
import { CheckStep } from "./CheckStep";
import { EarlierImports } from "./EarlierImports";
import { FileStep } from "./FileStep";
import styles from "./ImportScreen.module.css";
import { MappingStep } from "./MappingStep";
import { ResultStep } from "./ResultStep";
import { importKey } from "./useImportAction";

const ASK_AGAIN_MS = 700;

export function ImportScreen() {
  const { t } = useTranslation();
  const { id, step } = useSearch({ from: "/import" });
  return (
    <Screen
      header={
        <PageHeader
          title={t("import.title")}
          actions={
            <Button variant="default" component={Link} to="/contacts" leftSection={<Icon name="back" size={16} />}>
              {t("import.toContacts")}
            </Button>
          }
        />
      }
    >
      {id === undefined ? (
        <Column>
          <Steps current="file" />
          <FileStep />
          <EarlierImports />
        </Column>
      ) : (
        <OneImport key={id} id={id} back={step === "mapping"} />
      )}
    </Screen>
  );
}

function Column({ children }: { children: ReactNode }) {
  return (
    <ScreenColumn>
      <div className={styles.parts}>{children}</div>
    </ScreenColumn>
  );
}

/** `back`: from the check to the mapping again. */
function OneImport({ id, back }: { id: string; back: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: importKey(id),
    queryFn: () => imports.one(id),
    refetchInterval: ({ state }) => (state.data !== undefined && isWorking(state.data.state) ? ASK_AGAIN_MS : false),
  });
  if (query.isPending) {
    return (
      <ScreenColumn>
        <SkeletonLines lines={5} />
      </ScreenColumn>
    );
  }
  if (query.data === undefined) {
    const isMissing = query.error instanceof Problem && query.error.status === 404;
    if (!isMissing) return <ErrorState title={t("import.failedToLoad")} error={query.error} retry={() => void query.refetch()} />;
    return (
      <EmptyState icon="upload" title={t("import.notFoundTitle")} text={t("import.notFoundText")}>
        <Button component={Link} to="/import">
          {t("import.toStart")}
        </Button>
      </EmptyState>
    );
  }
  const shown = query.data;
  const step = back && shown.state === "checked" ? "mapping" : stepOf(shown.state);
  return (
    <Column>
      <Steps current={step} />
      <FileFacts shown={shown} />
      {step === "mapping" && <MappingStep shown={shown} />}
      {step === "check" && <CheckStep shown={shown} />}
      {step === "result" && <ResultStep shown={shown} />}
    </Column>
  );
}

function Steps({ current }: { current: ImportStep }) {
  const { t } = useTranslation();
  const at = STEPS.indexOf(current);
  return (
    <ol className={styles.steps} aria-label={t("import.steps")}>
      {STEPS.map((step, place) => (
        <li key={step} className={styles.step} data-done={place < at || undefined} aria-current={step === current ? "step" : undefined}>
          <span className={styles.number} aria-hidden="true">
            {place < at ? <Icon name="check" size={13} /> : place + 1}
          </span>
          {t(`import.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

function FileFacts({ shown }: { shown: Import }) {
  const { t } = useTranslation();
  const facts = [
    shown.format === "csv" ? "CSV" : "vCard",
    shown.encoding,
    t("import.rows", { count: shown.rows, formatted: String(shown.rows) }),
    shown.format === "csv" ? t("import.columns", { count: shown.columns.length, formatted: String(shown.columns.length) }) : null,
  ].filter((fact) => fact !== null);
  return (
    <p className={styles.file}>
      <strong>{shown.name}</strong>
      <span className={styles.dim}>{facts.join(" · ")}</span>
    </p>
  );
}
