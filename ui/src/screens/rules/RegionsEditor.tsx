/** Sets of postal codes, one for each country: single codes, ranges, beginnings, and what is left out. */
import { ActionIcon, Button, Select, Textarea, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import type { Region } from "@/protocol";
import { codesOf, typedCodes } from "@/state/rules";
import styles from "./RulesScreen.module.css";

const COUNTRIES = ["AT", "DE", "CH", "LI", "IT", "HU", "SI", "SK", "CZ"] as const;

export function RegionsEditor({ regions, change }: { regions: readonly Region[]; change: (regions: Region[]) => void }) {
  const { t } = useTranslation();
  const put = (place: number, region: Region) => change(regions.map((known, index) => (index === place ? region : known)));
  return (
    <>
      {regions.map((region, place) => (
        <div key={place} className={styles.line}>
          <Select
            className={styles.fixed}
            w={110}
            label={t("rules.country")}
            data={[...new Set<string>([...COUNTRIES, region.country])]}
            value={region.country}
            onChange={(country) => country !== null && put(place, { ...region, country })}
            allowDeselect={false}
          />
          <Textarea
            label={t("rules.codes")}
            placeholder={t("rules.codesExample")}
            autosize
            minRows={1}
            maxRows={6}
            value={typedCodes(region)}
            onChange={(event) => put(place, { ...region, codes: codesOf(event.currentTarget.value) })}
          />
          <Tooltip label={t("rules.removeCodes")}>
            <ActionIcon
              className={styles.fixed}
              variant="subtle"
              color="gray"
              aria-label={t("rules.removeCodes")}
              onClick={() => change(regions.filter((_, index) => index !== place))}
            >
              <Icon name="close" size={14} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      {regions.length > 0 && <p className={styles.quiet}>{t("rules.codesHint")}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => change([...regions, { country: "AT", codes: [] }])}
        >
          {t("rules.addCodes")}
        </Button>
      </div>
    </>
  );
}
