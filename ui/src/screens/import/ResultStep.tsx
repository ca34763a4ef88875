/** What became of the import, and the way back. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { imports, type Import } from "@/api/imports";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { changesSomething, mappingOf } from "@/state/imports";
import { importProblem, rowRefusal } from "@/state/importRefusals";
import styles from "./ImportScreen.module.css";
import { keptMapping } from "./mappings";
import { RowErrors, TallyView, Working } from "./parts";
import { useImportAction } from "./useImportAction";

export function ResultStep({ shown }: { shown: Import }) {
  const { t } = useTranslation();
  useRefreshedLists(shown.state);
  switch (shown.state) {
    case "running":
      return <Working shown={shown} text={t("import.running")} />;
    case "undoing":
      return <Working shown={shown} text={t("import.undoing")} />;
    case "failed":
      return <Failed shown={shown} />;
    default:
      return <Done shown={shown} />;
  }
}

/** Lists that were read before know nothing of what came or went. */
function useRefreshedLists(state: Import["state"]): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (state === "done" || state === "undone") void queries.invalidateQueries({ queryKey: ["contacts"] });
  }, [queries, state]);
}

function Done({ shown }: { shown: Import }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const undo = useImportAction(() => imports.undo(shown.id), shown.id, () => setAsking(false));
  const isUndone = shown.state === "undone";
  const problem = undo.isError ? t("import.actionFailed", { reason: importProblem(t, undo.error) }) : null;
  return (
    <section className={styles.section} aria-labelledby="result">
      <h2 className={styles.heading} id="result">
        {t(isUndone ? "import.undoneTitle" : "import.doneTitle")}
      </h2>
      <TallyView shown={shown} />
      {!isUndone && <RowErrors shown={shown} title="errorsDone" />}
      <div className={styles.actions} data-keep-clear>
        {!isUndone && changesSomething(shown) && (
          <Button variant="default" className={styles.first} onClick={() => setAsking(true)}>
            {t("import.undo")}
          </Button>
        )}
        <Button variant="default" component={Link} to="/import">
          {t("import.toStart")}
        </Button>
        <Button renderRoot={(props) => <Link {...props} to="/contacts" search={isUndone ? {} : { sort: "-updated_at" }} />}>
          {t("import.toContacts")}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={t("import.undoTitle")}
        action={t("import.undo")}
        danger
        busy={undo.isPending}
        problem={problem}
        confirm={() => undo.mutate(undefined)}
      >
        {t("import.undoText")}
      </ConfirmDialog>
    </section>
  );
}

function Failed({ shown }: { shown: Import }) {
  const { t } = useTranslation();
  const mapping = mappingOf(shown.columns, keptMapping(shown.id));
  const again = useImportAction(() => imports.run(shown.id, mapping), shown.id);
  return (
    <section className={styles.section} aria-labelledby="failed">
      <h2 className={styles.heading} id="failed">
        {t("import.failedTitle")}
      </h2>
      <p className={styles.text}>{t("import.failedText")}</p>
      {shown.message !== null && <p className={styles.text}>{rowRefusal(t, shown.message)}</p>}
      <TallyView shown={shown} />
      {again.isError && (
        <p className={styles.fault} role="alert">
          {t("import.actionFailed", { reason: importProblem(t, again.error) })}
        </p>
      )}
      <div className={styles.actions} data-keep-clear>
        <Button variant="default" component={Link} to="/import">
          {t("import.toStart")}
        </Button>
        <Button loading={again.isPending} onClick={() => again.mutate(undefined)}>
          {t("import.runAgain")}
        </Button>
      </div>
    </section>
  );
}
