/** What is done with a list as a whole: taken away as a file, or filled from one. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { lists, type ExportFormat } from "@/api/lists";
import { Icon } from "@/components/Icon";
import { formatNumber } from "@/state/format";
import type { ListQuery } from "@/state/listQuery";
import { saveExport } from "./export";
import styles from "./MorePanel.module.css";

export function MorePanel({ query, total, close }: { query: ListQuery; total: number | undefined; close: () => void }) {
  const { t, i18n } = useTranslation();
  const formatted = formatNumber(total ?? 0, i18n.language);
  function take(format: ExportFormat) {
    close();
    void saveExport(t, format, () => lists.export(query, format));
  }
  return (
    <div className={styles.panel}>
      <p className={styles.title}>{t("export.title", { count: total ?? 0, formatted })}</p>
      {(["csv", "vcf"] as const).map((format) => (
        <button key={format} type="button" className={styles.item} disabled={total === 0} onClick={() => take(format)}>
          <Icon name="download" size={16} />
          <span>
            {t(`export.${format}`)}
            <span className={styles.hint}>{t(`export.${format}Hint`)}</span>
          </span>
        </button>
      ))}
      <hr className={styles.line} />
      <Link to="/import" className={styles.item} onClick={close}>
        <Icon name="upload" size={16} />
        <span>
          {t("import.start")}
          <span className={styles.hint}>{t("import.startHint")}</span>
        </span>
      </Link>
    </div>
  );
}
