/** The last that happened to a contact, beside what one is doing; the whole of it is a part of the page of its own. */
import { Button, Loader } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { useColleagues } from "@/app/roster";
import { PersonAvatar } from "@/components/PersonAvatar";
import { When } from "@/components/When";
import type { ContactId, Event } from "@/protocol";
import { told } from "@/state/timeline";
import { useShowPart } from "../ContactTabs";
import { EventDetail, EventSentence } from "../history/EventText";
import { useHistory } from "../history/useHistory";
import { Block, BlockFailed } from "./Block";
import styles from "./RecentChanges.module.css";
import panel from "./SurroundingsPanel.module.css";

const SHOWN = 6;

export function RecentChanges({ contact }: { contact: ContactId }) {
  const { t } = useTranslation();
  const { events, pages } = useHistory(contact);
  const show = useShowPart(contact);
  // A sign under a comment changes nothing about the contact.
  const recent = told(events).filter((event) => event.kind !== "comment_changed" || event.change.kind !== "react").slice(0, SHOWN);
  return (
    <Block
      title={t("history.recent")}
      action={
        <Button size="compact-xs" variant="subtle" onClick={() => show("history")}>
          {t("history.all")}
        </Button>
      }
    >
      {pages.isPending && <Loader size="xs" />}
      {pages.isError && events.length === 0 && <BlockFailed error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isSuccess && events.length === 0 && <p className={panel.none}>{t("contact.historyEmpty")}</p>}
      <ol className={styles.events} data-testid="timeline">
        {recent.map((event) => (
          <Entry key={event.seq} event={event} />
        ))}
      </ol>
    </Block>
  );
}

const Entry = memo(function Entry({ event }: { event: Event }) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  return (
    <li className={styles.event}>
      <PersonAvatar id={event.by} size={20} withTooltip={false} />
      <div className={styles.body}>
        <div>
          <strong>{colleagues.name(event.by, t("common.formerColleague"))}</strong> <EventSentence event={event} />{" "}
          <When at={event.at} className={styles.time} />
        </div>
        <EventDetail event={event} />
      </div>
    </li>
  );
});
