/** Runs a change to everything that is picked, tells how it went, and takes it back. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { lists, type BulkMode, type ConflictingEdit, type EditsAnswer, type RefusedChange } from "@/api/lists";
import { toast } from "@/components/toast";
import type { ContactId, FieldValue } from "@/protocol";
import { inPieces, undoing, type BulkField } from "@/state/bulk";
import { formatNumber } from "@/state/format";
import { problemText } from "@/state/problems";
import type { Translate } from "@/state/refusals";
import { newId } from "@/sync/ids";

export type BulkChange = { field: BulkField; mode: BulkMode; value: FieldValue };
export type BulkProgress = { done: number; of: number };

/** What must be seen: refusals, conflicts, what was not tried at all. */
export type BulkReport = {
  sentence: string;
  refused: readonly RefusedChange[];
  conflicts: readonly ConflictingEdit[];
  /** Why it stopped before the end, and how many were left. */
  stopped: { reason: string; rest: number } | null;
  undo: (() => void) | null;
};

export type Bulk = {
  progress: BulkProgress | null;
  report: BulkReport | null;
  closeReport: () => void;
  run: (contacts: readonly ContactId[], change: BulkChange) => void;
};

export function useBulk(): Bulk {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [report, setReport] = useState<BulkReport | null>(null);
  const language = i18n.language;

  const finish = useCallback(
    (outcome: Awaited<ReturnType<typeof inPieces>>, sentence: string, undo: (() => void) | null) => {
      setProgress(null);
      const { result, rest, failed } = outcome;
      // A list that is not followed live would go on showing what was.
      void queries.invalidateQueries({ queryKey: ["contacts"] });
      if (result.refused.length === 0 && result.conflicts.length === 0 && failed === null) {
        toast(sentence, { tone: "good", ...(undo === null ? {} : { undo }) });
        return;
      }
      const stopped = failed === null ? null : { reason: problemText(t, failed), rest: rest.length };
      setReport({ sentence, refused: result.refused, conflicts: result.conflicts, stopped, undo });
    },
    [queries, t],
  );

  const undo = useCallback(
    async (done: EditsAnswer) => {
      setReport(null);
      const edits = undoing(done.changed, newId);
      setProgress({ done: 0, of: edits.length });
      const outcome = await inPieces(edits, lists.edits, (count) => setProgress({ done: count, of: edits.length }));
      finish(outcome, t("bulk.undone", counted(outcome.result.changed.length, language)), null);
    },
    [finish, language, t],
  );

  const run = useCallback(
    async (contacts: readonly ContactId[], { field, mode, value }: BulkChange) => {
      setReport(null);
      setProgress({ done: 0, of: contacts.length });
      const send = (piece: ContactId[]) => lists.bulk({ id: newId(), contacts: piece, field, mode, value });
      const outcome = await inPieces(contacts, send, (done) => setProgress({ done, of: contacts.length }));
      const mayUndo = outcome.result.changed.length > 0;
      finish(outcome, sentenceOf(t, language, outcome.result), mayUndo ? () => void undo(outcome.result) : null);
    },
    [finish, language, t, undo],
  );

  return { progress, report, closeReport: () => setReport(null), run: (contacts, change) => void run(contacts, change) };
}

const counted = (count: number, language: string) => ({ count, formatted: formatNumber(count, language) });

/** "12 Kontakte geändert, 3 waren schon so, 1 abgelehnt." */
function sentenceOf(t: Translate, language: string, { changed, unchanged, refused }: EditsAnswer): string {
  const parts = [t("bulk.changed", counted(changed.length, language))];
  if (unchanged > 0) parts.push(t("bulk.unchanged", counted(unchanged, language)));
  if (refused.length > 0) parts.push(t("bulk.refused", counted(refused.length, language)));
  return `${parts.join(", ")}.`;
}
