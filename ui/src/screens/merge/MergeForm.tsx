/** The pick between two contacts, what comes along, who sees it then, and the button that does it. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { merges } from "@/api/merges";
import { undoMerge } from "@/app/merging";
import { useColleagues } from "@/app/roster";
import { Icon } from "@/components/Icon";
import { toast } from "@/components/toast";
import type { EmployeeId, MergePreview, Sight } from "@/protocol";
import { formatNumber } from "@/state/format";
import { accept, choose, isAgreed, keep, picksOf, rowsOf, sidesOf, type MergeDraft, type MergeRow, type Side } from "@/state/merge";
import { mergeProblemText } from "@/state/mergeProblems";
import { newId } from "@/sync/ids";
import { useFieldLabel } from "../contact/useFieldLabel";
import { FieldPick } from "./FieldPick";
import styles from "./MergeForm.module.css";

type MergeFormProps = {
  /** For the survivor that it was asked with: `draft` may be a click ahead. */
  preview: MergePreview & { keep: Side };
  draft: MergeDraft;
  change: (draft: MergeDraft) => void;
  isBehind: boolean;
  /** Why what is picked cannot be. */
  problem: Error | null;
  again: () => void;
};

export function MergeForm({ preview, draft, change, isBehind, problem, again }: MergeFormProps) {
  const { t } = useTranslation();
  const label = useFieldLabel();
  const sides = sidesOf(preview, preview.keep);
  const { differing, same } = rowsOf(preview, preview.keep, draft.chosen);
  const merging = useMerging(preview, draft, again);
  const failure = problem ?? merging.error;
  const mayMerge = !isBehind && problem === null && isAgreed(draft, preview.sight);
  const pick = (row: MergeRow) => (choice: MergeRow["choice"]) => change(choose(draft, row.field, choice));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (mayMerge) merging.mutate();
      }}
    >
      <fieldset className={styles.sides}>
        <legend className={styles.legend}>{t("merge.survives")}</legend>
        {(["left", "right"] as const).map((side) => (
          <label key={side} className={styles.side} data-kept={draft.keep === side}>
            <input type="radio" name="survivor" checked={draft.keep === side} onChange={() => change(keep(draft, side))} />
            <span className={styles.sideText}>
              <span className={styles.sideName}>{sides[side].name}</span>
              <span className={styles.sideHint}>{t(draft.keep === side ? "merge.stays" : "merge.goes")}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <section aria-labelledby="merge-fields">
        <h2 id="merge-fields" className={styles.title}>
          {t("merge.fields")}
        </h2>
        {differing.length === 0 && <p className={styles.hint}>{t("merge.noneDiffers")}</p>}
        {differing.map((row) => (
          <FieldPick key={row.field} row={row} label={label(row.field)} names={{ left: sides.left.name, right: sides.right.name }} pick={pick(row)} />
        ))}
        {same.length > 0 && (
          <p className={styles.hint}>{t("merge.same", { fields: same.map(({ field }) => label(field)).join(", ") })}</p>
        )}
      </section>
      <ComesAlong preview={preview} />
      <WhoSees sight={preview.sight} agreed={isAgreed(draft, preview.sight)} agree={(agreed) => change(accept(draft, preview.sight, agreed))} />
      {failure !== null && (
        <p className={styles.problem} role="alert">
          {mergeProblemText(t, failure, label)}
        </p>
      )}
      <div className={styles.actions}>
        <Button
          variant="default"
          renderRoot={(props: object) => <Link {...props} to="/contacts/$contactId" params={{ contactId: sides.left.id }} />}
        >
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={!mayMerge} loading={merging.isPending}>
          {t("merge.do")}
        </Button>
      </div>
    </form>
  );
}

/** Sent again after a lost answer, it is the same merge; after a pick it is another one. */
function useMerging(preview: MergePreview, draft: MergeDraft, again: () => void) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [attempt, setAttempt] = useState({ id: newId(), draft });
  const id = attempt.draft === draft ? attempt.id : newId();
  if (attempt.draft !== draft) setAttempt({ id, draft });
  const { survivor, other } = preview;
  return useMutation({
    mutationFn: () =>
      merges.merge({
        id,
        survivor: survivor.id,
        base: survivor.version,
        other: other.id,
        other_base: other.version,
        picks: picksOf(draft),
        accepted: draft.accepted,
      }),
    onSuccess: (merged) => {
      // What stands here is over; everything else may show one of the two.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "merge" });
      toast(t("merge.done", { name: survivor.name, other: other.name }), { id: `merge-${merged.id}`, tone: "good", undo: () => void undoMerge(merged.id) });
      void navigate({ to: "/contacts/$contactId", params: { contactId: merged.survivor } });
    },
    onError: (error) => {
      // What stands here is not what there is any more.
      if (error instanceof Problem && (error.code === "conflict" || error.code === "would_be_seen")) again();
    },
  });
}

function ComesAlong({ preview: { people, comments, notes } }: { preview: MergePreview }) {
  const { t, i18n } = useTranslation();
  const counted = (count: number) => ({ count, formatted: formatNumber(count, i18n.language) });
  const lines = [
    ...(people > 0 ? [t("merge.people", counted(people))] : []),
    ...(comments > 0 ? [t("merge.comments", counted(comments))] : []),
    ...(notes ? [t("merge.notes")] : []),
    t("merge.responsible"),
  ];
  return (
    <section aria-labelledby="merge-along">
      <h2 id="merge-along" className={styles.title}>
        {t("merge.along")}
      </h2>
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

type WhoSeesProps = { sight: Sight; agreed: boolean; agree: (agreed: boolean) => void };

function WhoSees({ sight, agreed, agree }: WhoSeesProps) {
  const { t } = useTranslation();
  const named = useNames();
  if (sight.gains.length === 0 && sight.loses.length === 0) return null;
  return (
    <section className={styles.sight} aria-labelledby="merge-sight">
      <h2 id="merge-sight" className={styles.sightTitle}>
        <Icon name="lock" size={15} />
        {t("merge.sight")}
      </h2>
      {sight.loses.length > 0 && <p>{t("merge.loses", { names: named(sight.loses) })}</p>}
      {sight.gains.length > 0 && (
        <>
          <p>{t("merge.gains", { names: named(sight.gains) })}</p>
          <Checkbox label={t("merge.agree")} checked={agreed} onChange={(event) => agree(event.currentTarget.checked)} />
        </>
      )}
    </section>
  );
}

/** More names than anybody reads are counted instead. */
const NAMED = 8;

export function useNames(): (employees: readonly EmployeeId[]) => string {
  const { t, i18n } = useTranslation();
  const colleagues = useColleagues();
  return (employees) => {
    const names = employees.slice(0, NAMED).map((employee) => colleagues.name(employee, t("common.formerColleague")));
    const rest = employees.length - names.length;
    return rest === 0 ? names.join(", ") : t("merge.andMore", { names: names.join(", "), rest: formatNumber(rest, i18n.language) });
  };
}
