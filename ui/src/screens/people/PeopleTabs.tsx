/** Employees and teams are two sides of one directory: the way from one to the other. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import styles from "./People.module.css";

export function PeopleTabs() {
  const { t } = useTranslation();
  return (
    <nav className={styles.tabs} aria-label={t("staff.tabs")}>
      <Link to="/employees" className={styles.tab} activeOptions={{ exact: true }}>
        {t("staff.employees")}
      </Link>
      <Link to="/teams" className={styles.tab}>
        {t("staff.teams")}
      </Link>
    </nav>
  );
}
