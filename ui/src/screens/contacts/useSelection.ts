/** Picking rows: one, a range, all. What leaves the list is no longer picked; another list begins with nothing. */
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import { lists } from "@/api/lists";
import { isStub } from "@/api/routes";
import type { ContactId } from "@/protocol";
import { extended, NOTHING_SELECTED, rangeTo, selectionOf, toggled, without, type Selection } from "@/state/selection";
import type { ContactList } from "./useContactList";

export type SelectionControl = {
  selection: Selection;
  pick: (list: ContactList, index: number, range: boolean) => void;
  /** Everything that the query finds, as far as the server lists it. */
  pickAll: (list: ContactList) => void;
  clear: () => void;
  drop: (ids: readonly ContactId[]) => void;
  isPickingAll: boolean;
  /** How many there are in all, if more than could be picked. */
  beyond: number | null;
  error: Error | null;
};

export function useSelection(): SelectionControl {
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const all = useMutation({
    mutationFn: (list: ContactList) => lists.ids(list.query),
    onSuccess: ({ items }) => setSelection(selectionOf(items)),
  });
  const range = useMutation({
    mutationFn: ({ list, index }: { list: ContactList; index: number }) => {
      const { first, last } = rangeTo(selection, index);
      return list.between(first, last);
    },
    onSuccess: (found, { index }) => setSelection((before) => extended(before, found.map(({ id }) => id), index)),
  });
  const { reset } = all;

  const clear = useCallback(() => {
    setSelection(NOTHING_SELECTED);
    reset();
  }, [reset]);
  const drop = useCallback((ids: readonly ContactId[]) => setSelection((before) => without(before, ids)), []);
  const pickRange = range.mutate;
  const pick = useCallback(
    (list: ContactList, index: number, isRange: boolean) => {
      const contact = list.row(index);
      if (contact === undefined) return;
      if (isRange) pickRange({ list, index });
      else if (!isStub(contact)) setSelection((before) => toggled(before, contact.id, index));
      reset();
    },
    [pickRange, reset],
  );
  const found = all.data;
  const beyond = found !== undefined && found.total > found.items.length && selection.ids.size > 0 ? found.total : null;
  return { selection, pick, pickAll: all.mutate, clear, drop, isPickingAll: all.isPending || range.isPending, beyond, error: all.error ?? range.error };
}

/** Another list begins with nothing picked. */
export function useClearOn(key: string, clear: () => void): void {
  useEffect(() => clear, [key, clear]);
}
