/** What concerns the whole page and stays until it is settled: no connection, a new version. */
import { Button, Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import styles from "./Banners.module.css";
import { live, useConnection } from "./live";

export function Banners() {
  return (
    <>
      <Offline />
      <NewVersion />
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
