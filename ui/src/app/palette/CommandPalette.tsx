/**
 * Everything by a few letters: go somewhere, do something, find a contact. The focus stays in the text; arrows move
 * through what is offered (the ARIA combobox pattern).
 */
import { Loader, Modal } from "@mantine/core";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/components/Icon";
import { Kbd } from "@/components/Kbd";
import styles from "./CommandPalette.module.css";
import { useOffer, type Entry, type Offer } from "./useEntries";

export default function CommandPalette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState<string | null>(null);
  const offer = useOffer(typed);
  const listId = useId();
  const entries = offer.groups.flatMap((group) => group.entries);
  // What was chosen by the arrows stays chosen when contacts arrive; otherwise it is the first.
  const chosen = entries.find((entry) => entry.id === active) ?? entries[0];

  function act(entry: Entry) {
    close();
    // After the palette has given the focus back, so that what opens next can take it.
    requestAnimationFrame(entry.act);
  }
  const enter = useEnterWhenFound(offer, chosen, active === null, act);

  function pressed(event: KeyboardEvent) {
    const at = entries.findIndex((entry) => entry === chosen);
    const step = stepOf(event, entries.length, at);
    if (step !== null) {
      event.preventDefault();
      const next = entries[step];
      setActive(next?.id ?? null);
      if (next !== undefined) document.getElementById(`${listId}-${next.id}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      enter();
    } else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      close();
    }
  }

  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      size="40rem"
      padding={0}
      yOffset="12vh"
      centered={false}
      aria-label={t("shortcut.palette")}
      classNames={{ content: styles.palette ?? "", body: styles.body ?? "" }}
    >
      <div className={styles.head}>
        {offer.searching ? <Loader size={16} /> : <Icon name="search" size={18} />}
        <input
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-label={t("palette.label")}
          {...(chosen === undefined ? {} : { "aria-activedescendant": `${listId}-${chosen.id}` })}
          placeholder={t("palette.placeholder")}
          value={typed}
          autoFocus
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(null);
          }}
          onKeyDown={pressed}
        />
        <Kbd keys="Escape" />
      </div>
      <Results offer={offer} listId={listId} chosen={chosen} point={setActive} act={act} />
      <Told typed={typed} offer={offer} count={entries.length} />
    </Modal>
  );
}

/** Where the arrows lead, round the ends; `null` for a key that is no arrow. */
function stepOf(event: KeyboardEvent, count: number, at: number): number | null {
  if (count === 0) return null;
  const isControl = event.ctrlKey && !event.metaKey;
  if (event.key === "ArrowDown" || (isControl && event.key === "n")) return (at + 1) % count;
  if (event.key === "ArrowUp" || (isControl && event.key === "p")) return (at - 1 + count) % count;
  if (event.key === "PageDown") return Math.min(count - 1, at + 8);
  if (event.key === "PageUp") return Math.max(0, at - 8);
  return null;
}

/** Enter right after the last letter means what is found by it, not what stood there a moment before. */
function useEnterWhenFound(offer: Offer, chosen: Entry | undefined, isFirst: boolean, act: (entry: Entry) => void): () => void {
  const waiting = useRef(false);
  useEffect(() => {
    if (!waiting.current || offer.searching || chosen === undefined) return;
    waiting.current = false;
    act(chosen);
  });
  return () => {
    if (offer.searching && isFirst) waiting.current = true;
    else if (chosen !== undefined) act(chosen);
  };
}

type ResultsProps = { offer: Offer; listId: string; chosen: Entry | undefined; point: (id: string) => void; act: (entry: Entry) => void };

function Results({ offer, listId, chosen, point, act }: ResultsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.list} id={listId} role="listbox" aria-label={t("palette.results")}>
      {offer.groups.map((group, place) => (
        <div key={group.title} role="group" aria-labelledby={`${listId}-group-${place}`}>
          <div className={styles.group} id={`${listId}-group-${place}`}>
            {group.title}
          </div>
          {group.entries.map((entry) => (
            <div
              key={entry.id}
              id={`${listId}-${entry.id}`}
              className={styles.entry}
              role="option"
              aria-selected={entry === chosen}
              onMouseMove={() => {
                if (entry !== chosen) point(entry.id);
              }}
              onClick={() => act(entry)}
            >
              <Icon name={entry.icon} size={17} />
              <span className={styles.label}>{entry.label}</span>
              {entry.note !== undefined && <span className={styles.note}>{entry.note}</span>}
              {entry.keys !== undefined && <Kbd keys={entry.keys} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function Told({ typed, offer, count }: { typed: string; offer: Offer; count: number }) {
  const { t } = useTranslation();
  return (
    <>
      {offer.failed && typed.trim() !== "" && (
        <p className={styles.failed} role="alert">
          {t("palette.failed")}
        </p>
      )}
      <span className="visually-hidden" role="status">
        {offer.searching ? "" : t("palette.count", { count })}
      </span>
    </>
  );
}
