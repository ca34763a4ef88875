/** Which columns are shown: those of the view, or what the person chose for lists without one, kept in this browser. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { View } from "@/api/lists";
import { useCustomFields } from "@/app/customFields";
import { customColumnField, isCustomColumn, known, readColumns, sameColumns, type ColumnId } from "@/state/columns";

const STORED = "kontor.columns";

export type Columns = {
  columns: readonly ColumnId[];
  choose: (columns: readonly ColumnId[]) => void;
  /** They differ from what the view has. */
  isChanged: boolean;
};

export function useColumns(view: View | null): Columns {
  const { byId } = useCustomFields();
  const [own, setOwn] = useState(() => readColumns(stored()));
  const [chosen, setChosen] = useState<{ view: string; columns: readonly ColumnId[] } | null>(null);
  const ofView = useMemo(() => (view === null ? null : readColumns(view.columns)), [view]);
  const columns = ofView === null ? own : chosen?.view === view?.id ? (chosen?.columns ?? ofView) : ofView;

  // The same list for the same columns, or every row would be drawn anew.
  const seen = useMemo(() => known(columns, byId), [columns, byId]);

  function choose(next: readonly ColumnId[]) {
    if (view !== null) {
      setChosen({ view: view.id, columns: next });
      return;
    }
    setOwn([...next]);
    localStorage.setItem(STORED, JSON.stringify(next));
  }
  return { columns: seen, choose, isChanged: ofView !== null && !sameColumns(columns, ofView) };
}

/** What a column is called: as its field, or as the administrator named it. */
export function useColumnLabel(): (id: ColumnId) => string {
  const { t } = useTranslation();
  const { byId } = useCustomFields();
  return (id) => (isCustomColumn(id) ? (byId.get(customColumnField(id))?.label ?? "") : t(`column.${id}`));
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? "null");
  } catch {
    return null;
  }
}
