/** Whoever is named in a comment and would not see it, with the way to change that: who is assigned sees the contact. */
import { Modal, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import type { Assignment, ContactId, EmployeeId } from "@/protocol";
import { wouldSee } from "@/state/access";
import { useContactPart } from "../contactPart";
import { AssignForm } from "../surroundings/AssignForm";
import styles from "./Composer.module.css";
import type { Typed } from "./MentionTextarea";

const NONE: readonly Assignment[] = [];

export function NotSeeing({ contact, value }: { contact: ContactId; value: Typed }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const known = useContactPart(contact, (state) => ({
    contact: state.contact,
    open: state.contact?.assignments ?? NONE,
  }));
  const [assigning, setAssigning] = useState<EmployeeId | null>(null);
  const { contact: seen } = known;
  if (seen === null) return null;
  const named = value.mentions.filter(({ name }) => value.typed.includes(`@${name}`)).flatMap(({ id }) => colleagues.employee(id) ?? []);
  const unseeing = [...new Set(named)].filter((person) => !wouldSee(seen, seen.access, person));
  // Without an active order nobody sees a restricted contact, assigned or not.
  const mayBeAssigned = seen.access !== "restricted" || seen.has_active_order;
  return (
    <>
      {unseeing.map((person) => (
        <p key={person.id} className={styles.unseeing} role="status">
          {t("comments.notSeeing", { name: person.name })}{" "}
          {mayBeAssigned && (
            <UnstyledButton className={styles.assign} onClick={() => setAssigning(person.id)}>
              {t("comments.assignToShare")}
            </UnstyledButton>
          )}
        </p>
      ))}
      <Modal
        opened={assigning !== null}
        onClose={() => setAssigning(null)}
        title={t("contact.assignTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {assigning !== null && (
          <AssignForm
            contact={contact}
            open={known.open.filter(({ ended }) => ended === null)}
            whom={assigning}
            close={() => setAssigning(null)}
          />
        )}
      </Modal>
    </>
  );
}
