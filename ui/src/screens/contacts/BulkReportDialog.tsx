/** How a change to many went where not all of it was done: which contacts, and why. */
import { Button, Modal } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { formatNumber } from "@/state/format";
import { refusalText } from "@/state/refusals";
import styles from "./Dialogs.module.css";
import own from "./BulkReportDialog.module.css";
import type { BulkReport } from "./useBulk";

/** More lines than anybody reads are counted instead. */
const SHOWN = 100;

export function BulkReportDialog({ report, close }: { report: BulkReport | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={report !== null} onClose={close} title={t("bulk.reportTitle")} closeButtonProps={{ "aria-label": t("common.close") }}>
      {report !== null && <Report report={report} close={close} />}
    </Modal>
  );
}

function Report({ report, close }: { report: BulkReport; close: () => void }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const refused = report.refused.map(({ contact, code, message }) => ({ contact, why: refusalText(t, code, message) }));
  const conflicts = report.conflicts.map(({ contact, field, by }) => ({
    contact,
    why: t("bulk.conflict", { name: colleagues.name(by, t("common.formerColleague")), field: t(`field.${field}`) }),
  }));
  const lines = [...refused, ...conflicts];
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{report.sentence}</p>
      {report.stopped !== null && (
        <p className={styles.problem} role="alert">
          {t("bulk.stopped", { count: report.stopped.rest, formatted: formatNumber(report.stopped.rest, i18n.language), reason: report.stopped.reason })}
        </p>
      )}
      {lines.length > 0 && <Lines lines={lines.slice(0, SHOWN)} more={lines.length - SHOWN} leave={close} />}
      <div className={styles.actions}>
        {report.undo !== null && (
          <Button variant="default" className={styles.first} onClick={report.undo}>
            {t("common.undo")}
          </Button>
        )}
        <Button onClick={close} data-autofocus>
          {t("common.close")}
        </Button>
      </div>
    </div>
  );
}

type LinesProps = { lines: readonly { contact: string; why: string }[]; more: number; leave: () => void };

function Lines({ lines, more, leave }: LinesProps) {
  const { t, i18n } = useTranslation();
  // Names are asked for here, as what is picked may lie on pages that nobody looked at.
  const names = useQueries({
    queries: lines.map(({ contact }) => ({ queryKey: ["contacts", "one", contact], queryFn: () => api.contact(contact), staleTime: 60_000, retry: false })),
  });
  return (
    <ul className={own.lines}>
      {lines.map(({ contact, why }, place) => (
        <li key={contact} className={own.line}>
          <Link to="/contacts/$contactId" params={{ contactId: contact }} onClick={leave}>
            {names[place]?.data?.name ?? t("bulk.unnamed")}
          </Link>
          <span className={own.why}>{why}</span>
        </li>
      ))}
      {more > 0 && <li className={own.why}>{t("bulk.moreLines", { count: more, formatted: formatNumber(more, i18n.language) })}</li>}
    </ul>
  );
}
