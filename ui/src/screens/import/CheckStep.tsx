/** The dry run: what would happen, and which rows are wrong. Only from here on does anything change. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { imports, type Import } from "@/api/imports";
import { formatNumber } from "@/state/format";
import { changesSomething, goodRows, mappingOf } from "@/state/imports";
import { importProblem } from "@/state/importRefusals";
import styles from "./ImportScreen.module.css";
import { keptMapping } from "./mappings";
import { RowErrors, TallyView, Working } from "./parts";
import { useImportAction } from "./useImportAction";

export function CheckStep({ shown }: { shown: Import }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const mapping = mappingOf(shown.columns, keptMapping(shown.id));
  const run = useImportAction(() => imports.run(shown.id, mapping), shown.id);
  if (shown.state === "checking") return <Working shown={shown} text={t("import.checking")} />;
  const good = goodRows(shown);
  const isWorthIt = changesSomething(shown);
  return (
    <section className={styles.section} aria-labelledby="checked">
      <h2 className={styles.heading} id="checked">
        {t("import.checkedTitle")}
      </h2>
      <TallyView shown={shown} />
      {!isWorthIt && <p className={styles.text}>{t("import.nothing")}</p>}
      <RowErrors shown={shown} title="errorsTitle" />
      {run.isError && (
        <p className={styles.fault} role="alert">
          {t("import.actionFailed", { reason: importProblem(t, run.error) })}
        </p>
      )}
      <div className={styles.actions} data-keep-clear>
        {shown.format === "csv" && (
          <Button variant="default" onClick={() => void navigate({ to: "/import", search: { id: shown.id, step: "mapping" } })}>
            {t("import.back")}
          </Button>
        )}
        <Button loading={run.isPending} disabled={!isWorthIt} onClick={() => run.mutate(undefined)}>
          {t("import.run", { count: good, formatted: formatNumber(good, i18n.language) })}
        </Button>
      </div>
    </section>
  );
}
