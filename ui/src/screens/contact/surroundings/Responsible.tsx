/** Who looks after the contact, in which role, until when, and why; and what a rule suggests. */
import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/routes";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { PersonAvatar } from "@/components/PersonAvatar";
import { toast } from "@/components/toast";
import type { Assignment, ContactId } from "@/protocol";
import { isPlanned } from "@/state/assignments";
import { formatDate, formatViennaDay } from "@/state/format";
import { problemText } from "@/state/problems";
import { useContactPart } from "../contactPart";
import { AssignForm, ROLES } from "./AssignForm";
import { Block } from "./Block";
import { PinButton, ProposalNote, Reason } from "./reasons";
import styles from "./SurroundingsPanel.module.css";

const NONE: readonly Assignment[] = [];

export function Responsible({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const [assigning, setAssigning] = useState(false);
  const assignments = useContactPart(contact, (state) => state.contact?.assignments ?? NONE);
  const open = assignments
    .filter((assignment) => assignment.ended === null)
    .sort((left, right) => Number(isPlanned(left)) - Number(isPlanned(right)) || ROLES.indexOf(left.role) - ROLES.indexOf(right.role));
  return (
    <Block
      title={t("contact.responsible")}
      action={
        <Tooltip label={t("contact.assignTitle")}>
          <ActionIcon variant="subtle" color="gray" data-assign aria-label={t("contact.assignTitle")} onClick={() => setAssigning(true)}>
            <Icon name="plus" size={16} />
          </ActionIcon>
        </Tooltip>
      }
    >
      {open.length === 0 ? (
        <p className={styles.none}>{t("contact.noResponsible")}</p>
      ) : (
        <ul className={styles.rows}>
          {open.map((assignment) => (
            <AssignmentRow key={assignment.id} contact={contact} assignment={assignment} />
          ))}
        </ul>
      )}
      <ProposalNote contact={contact} />
      <Modal
        opened={assigning}
        onClose={() => setAssigning(false)}
        title={t("contact.assignTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <AssignForm contact={contact} open={open} close={() => setAssigning(false)} />
      </Modal>
    </Block>
  );
}

function AssignmentRow({ contact, assignment }: { contact: ContactId; assignment: Assignment }) {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  const name = colleagues.name(assignment.employee, t("common.formerColleague"));
  const days = [
    ...(isPlanned(assignment) ? [t("contact.fromDate", { date: formatViennaDay(assignment.from, i18n.language) })] : []),
    ...(assignment.until === null ? [] : [t("contact.untilDate", { date: formatDate(assignment.until, i18n.language) })]),
  ];
  const end = useMutation({
    mutationFn: () => api.endAssignment(contact, assignment.id),
    onError: (error) => toast(t("contact.endFailed", { reason: problemText(t, error) }), { tone: "bad" }),
  });
  return (
    <li className={styles.row}>
      <PersonAvatar id={assignment.employee} size={24} withTooltip={false} />
      <span className={styles.stack}>
        <span>{name}</span>
        <span className={styles.aside}>
          {[t(`assignmentRole.${assignment.role}`), ...days].join(", ")}
        </span>
        <Reason contact={contact} assignment={assignment} />
      </span>
      <PinButton contact={contact} assignment={assignment} name={name} />
      <Tooltip label={t("contact.endAssignment", { name })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          loading={end.isPending}
          aria-label={t("contact.endAssignment", { name })}
          onClick={() => end.mutate()}
        >
          <Icon name="close" size={14} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
