/** Why somebody looks after a contact: a sentence, the details one click away, what a rule suggests, and the pin. */
import { ActionIcon, Button, Modal, Tooltip, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { rules } from "@/api/rules";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { SkeletonLines } from "@/components/states";
import { toast } from "@/components/toast";
import type { Assignment, ContactId } from "@/protocol";
import { problemText } from "@/state/problems";
import { useContactPart } from "../contactPart";
import styles from "./SurroundingsPanel.module.css";

const WhyDialog = lazy(() => import("./WhyDialog").then((module) => ({ default: module.WhyDialog })));

/** One sentence, for an assignment that a rule made. */
export function Reason({ contact, assignment }: { contact: ContactId; assignment: Assignment }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (assignment.rule === undefined) return null;
  return (
    <span className={styles.aside}>
      <UnstyledButton className={styles.reason} onClick={() => setAsked(true)}>
        {t(`why.sentence.${assignment.source === "round_robin" ? "round_robin" : "rule"}`, { rule: assignment.rule.name })}
      </UnstyledButton>
      <Modal opened={asked} onClose={() => setAsked(false)} title={t("why.title")} closeButtonProps={{ "aria-label": t("common.close") }}>
        <Suspense fallback={<SkeletonLines lines={4} />}>
          <WhyDialog contact={contact} assignment={assignment.id} />
        </Suspense>
      </Modal>
    </span>
  );
}

export function PinButton({ contact, assignment, name }: { contact: ContactId; assignment: Assignment; name: string }) {
  const { t } = useTranslation();
  const pin = useMutation({
    mutationFn: () => rules.pin(contact, assignment.id, !assignment.pinned),
    onError: (error) => toast(t("why.pinFailed", { reason: problemText(t, error) }), { tone: "bad" }),
  });
  const label = t(assignment.pinned ? "why.unpin" : "why.pin", { name });
  return (
    <Tooltip label={label} multiline maw={260}>
      <ActionIcon
        variant={assignment.pinned ? "light" : "subtle"}
        color={assignment.pinned ? "petrol" : "gray"}
        size="sm"
        loading={pin.isPending}
        aria-label={label}
        aria-pressed={assignment.pinned}
        onClick={() => pin.mutate()}
      >
        <Icon name="pin" size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

/** What a rule has for the contact: to be accepted or dismissed, or waiting for somebody who can take it. */
export function ProposalNote({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const proposal = useContactPart(contact, (state) => state.contact?.proposal);
  const rule = proposal?.rule.rule ?? "";
  const failed = (error: unknown) => toast(t("why.answerFailed", { reason: problemText(t, error) }), { tone: "bad" });
  const accept = useMutation({ mutationFn: () => rules.accept(contact, rule), onError: failed });
  const dismiss = useMutation({ mutationFn: () => rules.dismiss(contact, rule), onError: failed });
  if (proposal === undefined) return null;
  const words = { rule: proposal.rule.name, role: t(`assignmentRole.${proposal.role}`) };
  if (proposal.kind === "queued") return <p className={styles.none}>{t("why.queued", words)}</p>;
  const { employee } = proposal;
  const text =
    employee === null ? t("why.suggestsPool", words) : t("why.suggests", { ...words, name: colleagues.name(employee, t("common.formerColleague")) });
  return (
    <div className={styles.proposal} role="group" aria-label={t("why.suggestion")}>
      <p>{text}</p>
      <div className={styles.actions}>
        <Button size="xs" variant="default" disabled={accept.isPending} loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {t("why.dismiss")}
        </Button>
        <Button size="xs" disabled={dismiss.isPending} loading={accept.isPending} onClick={() => accept.mutate()}>
          {t("why.accept")}
        </Button>
      </div>
    </div>
  );
}
