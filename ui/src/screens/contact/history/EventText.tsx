/** One event in words: what was done, and what stood there before. */
import { Link } from "@tanstack/react-router";
import { Trans, useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import type { CommentChange, ContactId, Event } from "@/protocol";
import { plainText } from "@/state/comments";
import { formatDate, formatViennaDay } from "@/state/format";
import { isEmptyValue } from "@/state/timeline";
import { useFieldLabel } from "../useFieldLabel";
import { ValueText } from "../ValueText";
import styles from "./History.module.css";

export function EventSentence({ event }: { event: Event }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const label = useFieldLabel();
  switch (event.kind) {
    case "field_changed": {
      const verb = isEmptyValue(event.previous) ? "field_set" : isEmptyValue(event.value) ? "field_cleared" : "field_changed";
      return <>{t(`history.${verb}`, { field: label(event.field) })}</>;
    }
    case "comment_added":
      return <>{t(event.comment.parent === null ? "history.comment_added" : "history.comment_replied")}</>;
    case "comment_changed":
      return <>{t(`history.comment_changed.${whatChanged(event.change)}`, event.change.kind === "react" ? { sign: t(`emoji.${event.change.emoji}`) } : {})}</>;
    case "employee_assigned": {
      const { employee, role, from, started } = event.assignment;
      const name = colleagues.name(employee, t("common.formerColleague"));
      const words = { name, role: t(`assignmentRole.${role}`), date: formatViennaDay(from, i18n.language) };
      const { rule } = event.assignment;
      if (rule !== undefined) return <>{t("history.employee_ruled", { ...words, rule: rule.name })}</>;
      if (!started) return <>{t("history.employee_planned", words)}</>;
      return <>{t(employee === event.by ? "history.employee_assigned_self" : "history.employee_assigned", words)}</>;
    }
    case "assignment_started": {
      const name = colleagues.name(event.employee, t("common.formerColleague"));
      return <>{t("history.assignment_started", { name, role: t(`assignmentRole.${event.role}`) })}</>;
    }
    case "assignment_pinned":
      return <>{t(event.pinned ? "history.assignment_pinned" : "history.assignment_unpinned")}</>;
    case "proposal_made":
      return <>{t(`history.proposal_${event.proposal.kind}`, { rule: event.proposal.rule.name })}</>;
    case "proposal_withdrawn":
      return <>{t(event.dismissed ? "history.proposal_dismissed" : "history.proposal_withdrawn", { rule: event.proposal.rule.name })}</>;
    case "assignment_ended": {
      const name = colleagues.name(event.employee, t("common.formerColleague"));
      return <>{t(event.expired ? "history.assignment_expired" : "history.assignment_ended", { name })}</>;
    }
    case "access_overridden":
      return <>{t("history.access_overridden", { date: formatDate(event.overriding.until, i18n.language) })}</>;
    case "override_ended":
      return <>{t("history.override_ended")}</>;
    case "active_order_changed":
      return <>{t(event.active ? "history.order_active" : "history.order_inactive")}</>;
    case "contact_merged":
    case "merge_undone":
      return <Trans i18nKey={`history.${event.kind}`} components={{ contact: <Named id={event.other} name={event.name} /> }} />;
    case "merged_into":
    case "contact_restored":
      return <Trans i18nKey={`history.${event.kind}`} components={{ contact: <Named id={event.survivor} name={event.name} /> }} />;
    case "contact_created":
    case "contact_deleted":
      return <>{t(`history.${event.kind}`)}</>;
    default:
      return <>{t("history.other")}</>;
  }
}

/** The other contact of a merge, by the name that it had then. */
function Named({ id, name }: { id: ContactId; name: string }) {
  return (
    <Link to="/contacts/$contactId" params={{ contactId: id }}>
      {name}
    </Link>
  );
}

function whatChanged(change: CommentChange): string {
  return change.kind === "edit" ? "edit" : `${change.kind}_${change.on ? "on" : "off"}`;
}

export function EventDetail({ event }: { event: Event }) {
  const { t } = useTranslation();
  if (event.kind === "comment_added" || event.kind === "comment_changed") {
    return <div className={styles.excerpt}>{plainText(event.comment.text)}</div>;
  }
  if (event.kind === "access_overridden") return <div className={styles.excerpt}>{event.overriding.reason}</div>;
  if (event.kind !== "field_changed") return null;
  return (
    <div className={styles.change}>
      {!isEmptyValue(event.previous) && (
        <>
          <span className="visually-hidden">{t("history.from")}</span>
          <del className={styles.old}>
            <ValueText field={event.field} value={event.previous} placeholder={t("common.empty")} />
          </del>
          <span aria-hidden="true">→</span>
        </>
      )}
      <span className="visually-hidden">{t("history.to")}</span>
      <span className={styles.new}>
        <ValueText field={event.field} value={event.value} placeholder={t("common.empty")} />
      </span>
    </div>
  );
}
