/** Why a rule made an assignment, and what it would say if the postal code were another. Asking changes nothing. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { rules } from "@/api/rules";
import { useColleagues } from "@/app/roster";
import { SkeletonLines } from "@/components/states";
import type { AssignmentId, ContactId } from "@/protocol";
import { problemText } from "@/state/problems";
import { WhyDetails } from "../../rules/WhyDetails";
import styles from "./SurroundingsPanel.module.css";

const TYPING_PAUSE_MS = 250;

export function WhyDialog({ contact, assignment }: { contact: ContactId; assignment: AssignmentId }) {
  const { t } = useTranslation();
  const known = useQuery({ queryKey: ["why", contact, assignment], queryFn: () => rules.why(contact, assignment) });
  if (known.isPending) return <SkeletonLines lines={4} />;
  if (known.isError) return <p className={styles.failed}>{t("why.failed", { reason: problemText(t, known.error) })}</p>;
  return (
    <div className={styles.form}>
      {known.data.why === null ? <p className={styles.none}>{t("why.unknown")}</p> : <WhyDetails why={known.data.why} />}
      <WhatIf contact={contact} />
    </div>
  );
}

function WhatIf({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [code] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const answer = useQuery({
    queryKey: ["what-if", contact, code],
    queryFn: ({ signal }) => rules.whatIf(contact, { postal_code: code }, signal),
    enabled: code !== "",
    gcTime: 0,
    retry: false,
  });
  return (
    <div className={styles.whatIf}>
      <TextInput label={t("why.whatIf")} placeholder="8010" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <div aria-live="polite">
        {code !== "" && answer.isError && <p className={styles.failed}>{t("why.whatIfFailed", { code })}</p>}
        {code !== "" && answer.isSuccess && <Answer answer={answer.data} />}
      </div>
    </div>
  );
}

function Answer({ answer }: { answer: Awaited<ReturnType<typeof rules.whatIf>> }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const name = (employee: string) => colleagues.name(employee, t("common.formerColleague"));
  const { why, stays, pinned } = answer;
  if (why === null) return <p className={styles.none}>{t("why.wouldNobody")}</p>;
  if (stays !== null) return <p className={styles.none}>{t(pinned ? "why.wouldStayPinned" : "why.wouldStay", { name: name(stays), rule: why.rule.name })}</p>;
  const { outcome } = why;
  const to = outcome.kind === "assigned" || outcome.kind === "stepped_in" ? outcome.employee : null;
  return (
    <p className={styles.none}>
      {to === null ? t("why.wouldWait", { rule: why.rule.name }) : t("why.would", { name: name(to), rule: why.rule.name, role: t(`assignmentRole.${why.role}`) })}
    </p>
  );
}
