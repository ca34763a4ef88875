import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { changeLanguage, type Language } from "@/i18n";

/** Each language under its own name. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label={t("nav.language")}
      value={i18n.language}
      onChange={(language) => void changeLanguage(language as Language)}
      data={[
        { value: "de", label: t("nav.german") },
        { value: "en", label: t("nav.english") },
      ]}
    />
  );
}
