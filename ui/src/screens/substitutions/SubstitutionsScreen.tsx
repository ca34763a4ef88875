/** Who stands in for whom: what holds now, what is to come, what is over, and what happened while one was away. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useSubstitutions } from "@/app/substitutions";
import { Icon } from "@/components/Icon";
import { PageHeader } from "@/components/PageHeader";
import { RowList } from "@/components/RowList";
import { Screen, ScreenColumn } from "@/components/Screen";
import { SectionTitle } from "@/components/SectionTitle";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/states";
import type { Substitution } from "@/protocol";
import { grouped } from "@/state/substitutions";
import { BriefingDialog } from "./BriefingDialog";
import { SubstitutionDialog } from "./SubstitutionDialog";
import { SubstitutionRow } from "./SubstitutionRow";
import styles from "./SubstitutionsScreen.module.css";

export function SubstitutionsScreen() {
  const { t } = useTranslation();
  const [setting, setSetting] = useState(false);
  const [briefed, setBriefed] = useState<Substitution | null>(null);
  const known = useSubstitutions();
  const items = known.data?.items ?? [];
  const groups = grouped(items);
  return (
    <Screen
      header={
        <PageHeader
          title={t("substitutions.title")}
          actions={
            <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setSetting(true)}>
              {t("substitutions.new")}
            </Button>
          }
        />
      }
    >
      <ScreenColumn>
        <p className={styles.intro}>{t("substitutions.intro")}</p>
        {known.isPending && <SkeletonRows rows={5} />}
        {known.isError && <ErrorState title={t("substitutions.failed")} error={known.error} retry={() => void known.refetch()} />}
        {known.isSuccess && items.length === 0 && (
          <EmptyState icon="clock" title={t("substitutions.empty")} text={t("substitutions.emptyText")}>
            <Button onClick={() => setSetting(true)}>{t("substitutions.new")}</Button>
          </EmptyState>
        )}
        {(["active", "planned", "over"] as const).map(
          (group) =>
            groups[group].length > 0 && (
              <section key={group} className={styles.section}>
                <SectionTitle>{t(`substitutions.group.${group}`)}</SectionTitle>
                <RowList>
                  {groups[group].map((item) => (
                    <SubstitutionRow key={item.id} item={item} brief={() => setBriefed(item)} />
                  ))}
                </RowList>
              </section>
            ),
        )}
      </ScreenColumn>
      <SubstitutionDialog opened={setting} close={() => setSetting(false)} />
      <BriefingDialog item={briefed} close={() => setBriefed(null)} />
    </Screen>
  );
}
