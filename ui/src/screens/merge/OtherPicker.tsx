/** Which contact is the same as this one: those that likely are, and a search for the others. */
import { Loader, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { merges } from "@/api/merges";
import { isStub } from "@/api/routes";
import { Icon } from "@/components/Icon";
import { RowList } from "@/components/RowList";
import { ErrorState, SkeletonLines } from "@/components/states";
import type { Contact, ContactId, DuplicateReason } from "@/protocol";
import styles from "./OtherPicker.module.css";

type OtherPickerProps = { contact: Contact; pick: (other: ContactId) => void };

export function OtherPicker({ contact, pick }: OtherPickerProps) {
  const { t } = useTranslation();
  const likely = useQuery({ queryKey: ["duplicates", contact.id], queryFn: () => merges.duplicates(contact.id), staleTime: 0 });
  const items = likely.data?.items ?? [];
  return (
    <>
      <p className={styles.intro}>{t("merge.pickText", { name: contact.name })}</p>
      <section aria-labelledby="merge-likely">
        <h2 id="merge-likely" className={styles.title}>
          {t("merge.likely")}
        </h2>
        {likely.isPending && <SkeletonLines lines={2} />}
        {likely.isError && <ErrorState title={t("merge.likelyFailed")} error={likely.error} retry={() => void likely.refetch()} />}
        {likely.isSuccess && items.length === 0 && <p className={styles.none}>{t("merge.noneLikely")}</p>}
        {items.length > 0 && (
          <RowList>
            {items.map(({ contact: found, reasons }) => (
              <Row key={found.id} contact={found} reasons={reasons} pick={pick} />
            ))}
          </RowList>
        )}
      </section>
      <Search contact={contact} pick={pick} />
    </>
  );
}

function Search({ contact, pick }: OtherPickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 120);
  const found = useQuery({
    queryKey: ["merge-search", contact.kind, search],
    queryFn: ({ signal }) => merges.search(contact.kind, search, signal),
    enabled: search !== "",
    placeholderData: keepPreviousData,
  });
  // Who is seen by name alone cannot be merged.
  const items = (search === "" ? [] : (found.data?.items ?? [])).filter((item): item is Contact => !isStub(item) && item.id !== contact.id);
  return (
    <section aria-labelledby="merge-search">
      <h2 id="merge-search" className={styles.title}>
        {t("merge.search")}
      </h2>
      <TextInput
        type="search"
        className={styles.search}
        aria-labelledby="merge-search"
        placeholder={t("contacts.search")}
        value={typed}
        maxLength={200}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={found.isFetching ? <Loader size={14} /> : <Icon name="search" size={16} />}
        onKeyDown={(event) => {
          const [first] = items;
          if (event.key === "Enter" && first !== undefined && !found.isPlaceholderData) pick(first.id);
        }}
      />
      {items.length > 0 && (
        <RowList>
          {items.map((item) => (
            <Row key={item.id} contact={item} reasons={[]} pick={pick} />
          ))}
        </RowList>
      )}
      {search !== "" && found.isSuccess && items.length === 0 && (
        <p className={styles.none} role="status">
          {t("contacts.noneTitle")}
        </p>
      )}
    </section>
  );
}

type RowProps = { contact: Contact; reasons: readonly DuplicateReason[]; pick: (other: ContactId) => void };

function Row({ contact, reasons, pick }: RowProps) {
  const { t } = useTranslation();
  const place = [contact.postal_code, contact.city].filter((part) => part != null).join(" ");
  const about = [contact.customer_number, place, contact.emails[0]].filter((part) => part != null && part !== "").join(" · ");
  return (
    <li>
      <UnstyledButton className={styles.row} onClick={() => pick(contact.id)}>
        <Icon name={contact.kind} size={18} />
        <span className={styles.about}>
          <span className={styles.name}>{contact.name}</span>
          <span className={styles.details}>{about}</span>
        </span>
        {reasons.map((reason) => (
          <span key={reason} className={styles.reason}>
            {t(`merge.reason.${reason}`)}
          </span>
        ))}
      </UnstyledButton>
    </li>
  );
}
