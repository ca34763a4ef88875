/** The own imports of the last 30 days. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { imports, type Import } from "@/api/imports";
import { RowList } from "@/components/RowList";
import { ErrorState, SkeletonLines } from "@/components/states";
import { When } from "@/components/When";
import { formatNumber } from "@/state/format";
import { isWorking } from "@/state/imports";
import styles from "./ImportScreen.module.css";
import { IMPORTS_KEY } from "./useImportAction";

const ASK_AGAIN_MS = 2_000;

export function EarlierImports() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: IMPORTS_KEY,
    queryFn: imports.list,
    refetchInterval: ({ state }) => (state.data?.items.some((item) => isWorking(item.state)) === true ? ASK_AGAIN_MS : false),
  });
  return (
    <section className={styles.section} aria-labelledby="earlier-imports">
      <h2 className={styles.heading} id="earlier-imports">
        {t("import.earlier")}
      </h2>
      {query.isPending ? (
        <SkeletonLines lines={3} />
      ) : query.data === undefined ? (
        <ErrorState title={t("import.earlierFailed")} error={query.error} retry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className={styles.dim}>{t("import.earlierEmpty")}</p>
      ) : (
        <RowList>
          {query.data.items.map((item) => (
            <EarlierImport key={item.id} item={item} />
          ))}
        </RowList>
      )}
    </section>
  );
}

function EarlierImport({ item }: { item: Import }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <Link to="/import" search={{ id: item.id }} className={styles.earlierLink}>
        <span className={styles.earlierName}>{item.name}</span>
        <span className={styles.dim}>{t("import.rows", { count: item.rows, formatted: formatNumber(item.rows, i18n.language) })}</span>
        <span className={styles.badge} data-state={item.state}>
          {t(`import.state.${item.state}`)}
        </span>
        <When at={item.created_at} className={styles.dim} />
      </Link>
    </li>
  );
}
