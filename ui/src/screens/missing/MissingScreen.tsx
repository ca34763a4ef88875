import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";

/** An address that leads nowhere. */
export function MissingScreen() {
  const { t } = useTranslation();
  return (
    <Notice icon="search" title={t("missing.title")} text={t("missing.text")} level={1}>
      <Button component={Link} to="/contacts">
        {t("missing.toContacts")}
      </Button>
    </Notice>
  );
}
