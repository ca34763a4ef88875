/** What others did on one's contacts while one was away: contact by contact, the latest first. */
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { substitutions } from "@/api/substitutions";
import { useColleagues } from "@/app/roster";
import { SUBSTITUTIONS_KEY } from "@/app/substitutions";
import { EmptyState, ErrorState, SkeletonLines } from "@/components/states";
import { When } from "@/components/When";
import type { Briefing, Substitution } from "@/protocol";
import { formatViennaDay } from "@/state/format";
import styles from "./SubstitutionsScreen.module.css";

export function BriefingDialog({ item, close }: { item: Substitution | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={item !== null} onClose={close} size="lg" title={t("substitutions.briefingTitle")} closeButtonProps={{ "aria-label": t("common.close") }}>
      {item !== null && <Content item={item} close={close} />}
    </Modal>
  );
}

function Content({ item, close }: { item: Substitution; close: () => void }) {
  const { t, i18n } = useTranslation();
  const briefing = useQuery({ queryKey: [...SUBSTITUTIONS_KEY, "briefing", item.id], queryFn: () => substitutions.briefing(item.id), staleTime: 0 });
  if (briefing.isError) return <ErrorState title={t("substitutions.briefingFailed")} error={briefing.error} retry={() => void briefing.refetch()} level={2} />;
  if (briefing.data === undefined) return <SkeletonLines lines={4} />;
  const { from, until, contacts, more } = briefing.data;
  const days = { from: formatViennaDay(from, i18n.language), until: formatViennaDay(until, i18n.language) };
  if (contacts.length === 0) return <EmptyState icon="check" level={2} title={t("substitutions.nothingHappened")} text={t("substitutions.days", days)} />;
  return (
    <>
      <p className={styles.hint}>{t("substitutions.days", days)}</p>
      <ul className={styles.briefing}>
        {contacts.map((contact) => (
          <BriefedRow key={contact.contact} contact={contact} close={close} />
        ))}
      </ul>
      {more && <p className={styles.hint}>{t("substitutions.briefingMore")}</p>}
    </>
  );
}

function BriefedRow({ contact, close }: { contact: Briefing["contacts"][number]; close: () => void }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const people = [...new Set(contact.newest.map((event) => event.by))].map((id) => colleagues.name(id, t("common.formerColleague")));
  const latest = contact.newest[0];
  const acted = contact.acted_for === 0 ? [] : [t("substitutions.actedFor", { count: contact.acted_for })];
  return (
    <li className={styles.briefed}>
      <Link to="/contacts/$contactId" params={{ contactId: contact.contact }} search={{ part: "history" }} onClick={close}>
        {contact.name}
      </Link>
      <span className={styles.details}>{[t("substitutions.changes", { count: contact.events }), ...acted, people.join(", ")].join(" · ")}</span>
      {latest !== undefined && <When at={latest.at} className={styles.details} />}
    </li>
  );
}
