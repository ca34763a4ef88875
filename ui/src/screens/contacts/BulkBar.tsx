/** What can be done with the rows that are picked. It stands at the foot of the list, over nothing that is read. */
import { ActionIcon, Button, Menu, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { lists, type ExportFormat } from "@/api/lists";
import { Icon } from "@/components/Icon";
import { AssignManyDialog } from "@/screens/acts/AssignManyDialog";
import { HandoverDialog } from "@/screens/acts/HandoverForm";
import { useBulkActs } from "@/screens/acts/useBulkActs";
import type { BulkField } from "@/state/bulk";
import { formatNumber } from "@/state/format";
import { problemText } from "@/state/problems";
import styles from "./BulkBar.module.css";
import { BulkDialog } from "./BulkDialog";
import { BulkReportDialog } from "./BulkReportDialog";
import { saveExport } from "./export";
import { useBulk } from "./useBulk";
import type { ContactList } from "./useContactList";
import type { SelectionControl } from "./useSelection";

const QUICK = ["tags", "access", "teams", "industry"] as const satisfies readonly BulkField[];

type BulkBarProps = { list: ContactList; selecting: SelectionControl };

export function BulkBar({ list, selecting }: BulkBarProps) {
  const { t, i18n } = useTranslation();
  const [editing, setEditing] = useState<{ field: BulkField; opened: boolean } | null>(null);
  const bulk = useBulk();
  const deeds = useBulkActs();
  const [deed, setDeed] = useState<"assign" | "hand_over" | null>(null);
  const ids = [...selecting.selection.ids];
  const number = (value: number) => formatNumber(value, i18n.language);
  const total = list.total ?? 0;
  const progress = bulk.progress ?? deeds.progress;
  const isBusy = progress !== null;
  const [one, other] = ids;
  const pair = ids.length === 2 && one !== undefined && other !== undefined ? { one, other } : null;
  return (
    <>
      {(ids.length > 0 || isBusy || selecting.error !== null) && (
        <section className={styles.bar} aria-label={t("bulk.label")} data-keep-clear>
          {isBusy ? (
            <span className={styles.progress} role="status">
              {t("bulk.running", { done: number(progress.done), count: progress.of, formatted: number(progress.of) })}
              <Progress value={(100 * progress.done) / Math.max(1, progress.of)} size="xs" animated aria-label={t("bulk.label")} />
            </span>
          ) : (
            <>
              <span className={styles.count} role="status">
                {selecting.beyond === null
                  ? t("bulk.picked", { count: ids.length, formatted: number(ids.length) })
                  : t("bulk.pickedFirst", { formatted: number(ids.length), total: number(selecting.beyond) })}
              </span>
              {ids.length < total && selecting.beyond === null && (
                <Button size="compact-sm" variant="subtle" loading={selecting.isPickingAll} onClick={() => selecting.pickAll(list)}>
                  {t("bulk.all", { count: total, formatted: number(total) })}
                </Button>
              )}
              {selecting.error !== null && (
                <span className={styles.problem} role="alert">
                  {problemText(t, selecting.error)}
                </span>
              )}
              <span className={styles.actions}>
                <Button size="compact-sm" variant="default" onClick={() => setDeed("assign")}>
                  {t("bulk.assign")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setDeed("hand_over")}>
                  {t("bulk.handOver")}
                </Button>
                {QUICK.map((field) => (
                  <Button key={field} size="compact-sm" variant="default" onClick={() => setEditing({ field, opened: true })}>
                    {t(`field.${field}`)}
                  </Button>
                ))}
                <Button size="compact-sm" variant="default" onClick={() => setEditing({ field: "country", opened: true })}>
                  {t("bulk.more")}
                </Button>
                {pair !== null && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<Icon name="merge" size={14} />}
                    renderRoot={(props: object) => <Link {...props} to="/merge" search={pair} />}
                  >
                    {t("bulk.merge")}
                  </Button>
                )}
                <PickedExport ids={ids} />
              </span>
              <ActionIcon variant="subtle" color="gray" aria-label={t("bulk.clear")} onClick={selecting.clear}>
                <Icon name="close" size={16} />
              </ActionIcon>
            </>
          )}
        </section>
      )}
      {editing !== null && (
        <BulkDialog
          key={editing.field}
          opened={editing.opened}
          close={() => setEditing({ ...editing, opened: false })}
          start={editing.field}
          query={list.query}
          count={ids.length}
          apply={(change) => bulk.run(ids, change)}
        />
      )}
      {deed === "assign" && <AssignManyDialog opened close={() => setDeed(null)} contacts={ids} begun={deeds.follow} />}
      {deed === "hand_over" && <HandoverDialog opened close={() => setDeed(null)} contacts={ids} begun={deeds.followHandovers} />}
      <BulkReportDialog report={bulk.report} close={bulk.closeReport} />
    </>
  );
}

const FORMATS = ["csv", "vcf"] as const satisfies readonly ExportFormat[];

function PickedExport({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<Icon name="download" size={14} />}>
          {t("bulk.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void saveExport(t, format, () => lists.exportPicked(ids, format))}>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
