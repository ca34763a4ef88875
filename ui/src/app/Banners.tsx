/** What concerns the whole page and stays until it is settled: no connection, a new version, a substitution. */
import { Button, Loader } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import styles from "./Banners.module.css";
import { live, useConnection } from "./live";
import { useColleagues } from "./roster";
import { useSubstitutions } from "./substitutions";

export function Banners() {
  return (
    <>
      <Offline />
      <NewVersion />
      <Substituting />
    </>
  );
}

function Offline() {
  const { t } = useTranslation();
  const { status, unsaved } = useConnection();
  if (status !== "offline") return null;
  return (
    <div className={styles.banner} data-tone="warn" role="status">
      <Icon name="warning" size={16} />
      <span>
        <strong>{t("connection.offline")}.</strong> {unsaved === 0 ? t("connection.offlineCalm") : t("connection.offlineWaiting", { count: unsaved })}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => live.tryNow()}>
        {t("connection.tryNow")}
      </Button>
    </div>
  );
}

/** Reloading waits for what is not saved yet: an edit that was typed before the click is never lost by it. */
function NewVersion() {
  const { t } = useTranslation();
  const { newVersion, unsaved, decisions } = useConnection();
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (wanted && unsaved === 0) window.location.reload();
  }, [wanted, unsaved]);
  if (!newVersion) return null;
  const mustDecide = wanted && decisions > 0;
  return (
    <div className={styles.banner} data-tone="info" role="status">
      <span>
        <strong>{t("connection.newVersion")}</strong>{" "}
        {mustDecide ? t("connection.decideFirst") : wanted ? t("connection.reloadsWhenSaved") : t("connection.newVersionText")}
      </span>
      {wanted && !mustDecide ? (
        <Loader size={14} />
      ) : (
        <Button size="compact-xs" onClick={() => setWanted(true)} disabled={mustDecide}>
          {t("connection.reload")}
        </Button>
      )}
    </div>
  );
}

/** Whoever sees a colleague's contacts, or is substituted, always knows it. */
function Substituting() {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const { data } = useSubstitutions();
  const names = (ids: readonly string[]) => ids.map((id) => colleagues.name(id, t("common.formerColleague"))).join(", ");
  const { represents = [], represented_by: by = [] } = data ?? {};
  if (represents.length === 0 && by.length === 0) return null;
  return (
    <div className={styles.banner} data-tone="info" role="status">
      <span>
        {represents.length > 0 && <strong>{t("substitutions.youSubstitute", { names: names(represents) })}</strong>}{" "}
        {by.length > 0 && t("substitutions.youAreSubstituted", { names: names(by) })}
      </span>
      <Link to="/substitutions">{t("nav.substitutions")}</Link>
    </div>
  );
}
