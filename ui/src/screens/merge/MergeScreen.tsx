/** Two contacts that are the same, side by side: which survives, and what of each. */
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { merges } from "@/api/merges";
import { api, isStub } from "@/api/routes";
import { PageHeader } from "@/components/PageHeader";
import { Screen, ScreenColumn } from "@/components/Screen";
import { EmptyState, ErrorState, SkeletonRows } from "@/components/states";
import type { ContactId } from "@/protocol";
import { NEW_MERGE, picksOf, type MergeDraft } from "@/state/merge";
import { MergeForm } from "./MergeForm";
import { OtherPicker } from "./OtherPicker";

export function MergeScreen() {
  const { t } = useTranslation();
  const { one, other } = useSearch({ from: "/merge" });
  return (
    <Screen header={<PageHeader title={t("merge.title")} />}>
      <ScreenColumn>
        {one === undefined ? (
          <EmptyState icon="contacts" title={t("merge.nobody")} text={t("merge.nobodyText")}>
            <ToContacts />
          </EmptyState>
        ) : other === undefined ? (
          <PickOther one={one} />
        ) : (
          // Another pair is another merge: nothing picked for one may end up in the other.
          <Both key={`${one} ${other}`} one={one} other={other} />
        )}
      </ScreenColumn>
    </Screen>
  );
}

function ToContacts() {
  const { t } = useTranslation();
  return <Button renderRoot={(props: object) => <Link {...props} to="/contacts" />}>{t("contact.toList")}</Button>;
}

function PickOther({ one }: { one: ContactId }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const contact = useQuery({ queryKey: ["contact", one], queryFn: () => api.contact(one) });
  if (contact.isPending) return <SkeletonRows rows={4} />;
  if (contact.isError || isStub(contact.data)) {
    return (
      <ErrorState title={t("merge.failed")} error={contact.error ?? new Problem(404, "not_found", "")}>
        <ToContacts />
      </ErrorState>
    );
  }
  return (
    <OtherPicker contact={contact.data} pick={(other) => void navigate({ to: "/merge", search: { one, other }, replace: true })} />
  );
}

function Both({ one, other }: { one: ContactId; other: ContactId }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<MergeDraft>(NEW_MERGE);
  const [survivor, goes] = draft.keep === "left" ? [one, other] : [other, one];
  const picks = picksOf(draft);
  const preview = useQuery({
    queryKey: ["merge", survivor, goes, picks],
    queryFn: async ({ signal }) => ({ keep: draft.keep, ...(await merges.preview(survivor, goes, picks, signal)) }),
    placeholderData: keepPreviousData,
    retry: (count, error) => count < 2 && error instanceof Problem && error.status === 0,
    // What stands here is decided on; an old answer must not be.
    staleTime: 0,
    gcTime: 0,
  });
  if (preview.isPending) return <SkeletonRows rows={10} />;
  // A pick that cannot be leaves the last answer standing, with the reason beside it.
  if (preview.data === undefined) {
    return (
      <ErrorState title={t("merge.failed")} error={preview.error} retry={() => void preview.refetch()}>
        <ToContacts />
      </ErrorState>
    );
  }
  return (
    <MergeForm
      preview={preview.data}
      draft={draft}
      change={setDraft}
      isBehind={preview.isPlaceholderData || preview.isFetching}
      problem={preview.error}
      again={() => void preview.refetch()}
    />
  );
}
