/** What the server did not do to a comment, and why; a text that was refused can be copied before it is given up. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { live } from "@/app/live";
import type { CommandId, ContactId } from "@/protocol";
import { refusalText } from "@/state/refusals";
import { useContactPart } from "../contactPart";
import styles from "./CommentEntry.module.css";

export function RefusedChanges({ contact, comment }: { contact: ContactId; comment: CommandId }) {
  const { t } = useTranslation();
  const refused = useContactPart(contact, (state) =>
    state.pendingChanges.filter((pending) => pending.comment === comment && pending.refusal !== null),
  );
  return refused.map(({ id, change, refusal }) => (
    <div key={id} className={styles.state} role="alert">
      <span className={styles.refused}>
        {refusal !== null && t("comments.changeRefused", { reason: refusalText(t, refusal.code, refusal.message) })}
      </span>
      {change.kind === "edit" && (
        <Button size="compact-xs" variant="default" onClick={() => void navigator.clipboard.writeText(change.text)}>
          {t("common.copy")}
        </Button>
      )}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => live.discussion.dropChange(contact, id)}>
        {t("common.discard")}
      </Button>
    </div>
  ));
}
