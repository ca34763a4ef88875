/** What one field's row shows. A row is drawn again only when one of these changes. */
import type { EmployeeId, Field, FieldValue, SessionId } from "@/protocol";
import { peopleInField, shownValue, type ContactState, type FieldEdit } from "./contact";

export type FieldView = {
  /** The own value while it is being saved or waits for a decision, else the server's. */
  value: FieldValue;
  edit: FieldEdit | undefined;
  /** The last change while the page was open. */
  touchedBy: EmployeeId | null;
  touchedAt: number;
  /** The colleagues who are in the field. */
  people: readonly EmployeeId[];
};

export function fieldView(state: ContactState, field: Field, session: SessionId | null, me: EmployeeId): FieldView {
  const edit = state.edits[field];
  const touched = state.touched[field];
  return {
    value: edit?.state === "refused" || edit?.state === "conflict" ? edit.value : shownValue(state, field),
    edit,
    touchedBy: touched?.by ?? null,
    touchedAt: touched?.seq ?? 0,
    people: peopleInField(state, field, session, me),
  };
}
