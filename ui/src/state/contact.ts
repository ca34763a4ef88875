/**
 * One contact as a tab knows it: what the server said (snapshot, then events in order) and, over it, what this tab
 * wants and the server has not answered yet. Every function is pure and returns the next state, or the same object if
 * nothing changed.
 */
import type {
  Comment,
  CommentChange,
  CommandId,
  Contact,
  ContactId,
  EmployeeId,
  Event,
  Field,
  FieldValue,
  Person,
  RevokedReason,
  SessionId,
  Visibility,
} from "@/protocol";
import { inOrder, withOlder, type PendingChange } from "./discussion";
import { changeAcknowledged, changeDone, changeGone, changeSent, NO_CHANGES, takeBackSent, type OwnChange, type OwnChanges } from "./undo";
import { fieldOf, sameValue, withField } from "./values";

/** `missing`: does not exist or may not be seen; the server does not tell the two apart. `name_only`: its name can be asked for. */
export type ContactPhase = "loading" | "live" | "missing" | "name_only" | "revoked";

/** An edit as its author wants it. `base` is the seq at which the field was read, `original` the value read there. */
export type Wanted = { value: FieldValue; base: number; original: FieldValue };

export type FieldEdit =
  | ({ state: "saving"; id: CommandId; next: Wanted | null } & Wanted)
  /** Acknowledged; the event with this seq is still on its way. */
  | { state: "saved"; value: FieldValue; seq: number }
  /** A colleague was first. `seq` is the base to save again with. */
  | { state: "conflict"; value: FieldValue; original: FieldValue; theirs: FieldValue; by: EmployeeId; seq: number }
  | ({ state: "refused"; code: string; message: string } & Wanted);

export type PendingComment = {
  id: CommandId;
  text: string;
  parent: CommandId | null;
  visibility: Visibility;
  refusal: { code: string; message: string } | null;
};

export type ContactState = {
  id: ContactId;
  phase: ContactPhase;
  revokedReason: RevokedReason | null;
  /** The contact that took this one over, if that may be seen. */
  mergedInto: ContactId | null;
  /** The seq of the last change applied. */
  seq: number;
  /** Something is missing between the state and the last event: only a snapshot helps. */
  stale: boolean;
  contact: Contact | null;
  comments: readonly Comment[];
  /** Where the page of older comments begins; `null` if there are none. */
  commentsBefore: string | null;
  people: readonly Person[];
  /** The changes since the snapshot, oldest first, for the timeline. */
  log: readonly Event[];
  /** Fields that changed while the page was open: what glows. */
  touched: Partial<Record<Field, { by: EmployeeId; seq: number }>>;
  edits: Partial<Record<Field, FieldEdit>>;
  /** The seq of the last own change per field, which may run ahead of its event. */
  acknowledged: Partial<Record<Field, number>>;
  /** What this tab changed, for taking it back. */
  own: OwnChanges;
  pendingComments: readonly PendingComment[];
  /** Reactions, edits and the like that have no answer yet, or were refused. */
  pendingChanges: readonly PendingChange[];
};

/** Events kept for the timeline; older ones are a page of history away. */
const LOG_LIMIT = 300;

export function emptyContact(id: ContactId): ContactState {
  return {
    id,
    phase: "loading",
    revokedReason: null,
    mergedInto: null,
    seq: 0,
    stale: false,
    contact: null,
    comments: [],
    commentsBefore: null,
    people: [],
    log: [],
    touched: {},
    edits: {},
    acknowledged: {},
    own: NO_CHANGES,
    pendingComments: [],
    pendingChanges: [],
  };
}

export function applySnapshot(
  state: ContactState,
  seq: number,
  snapshot: { contact: Contact; comments: readonly Comment[]; comments_before?: number | null; people: readonly Person[] },
): ContactState {
  const known = new Set(snapshot.comments.map((comment) => comment.id));
  return {
    ...state,
    phase: "live",
    revokedReason: null,
    mergedInto: null,
    seq,
    stale: false,
    contact: snapshot.contact,
    comments: inOrder(snapshot.comments),
    commentsBefore: snapshot.comments_before == null ? null : String(snapshot.comments_before),
    people: snapshot.people,
    log: [],
    edits: withoutArrived(state.edits, seq),
    pendingComments: state.pendingComments.filter((comment) => !known.has(comment.id)),
    pendingChanges: changesToCome(state.pendingChanges, seq),
  };
}

export function applyEvent(state: ContactState, event: Event): ContactState {
  if (state.contact === null || state.stale || event.seq <= state.seq) return state;
  if (event.seq > state.seq + 1) return { ...state, stale: true };
  const contact = { ...state.contact, version: event.seq, updated_at: event.at };
  const next: ContactState = {
    ...state,
    seq: event.seq,
    contact,
    log: [...state.log, event].slice(-LOG_LIMIT),
    edits: withoutArrived(state.edits, event.seq),
    pendingChanges: changesToCome(state.pendingChanges, event.seq),
  };
  switch (event.kind) {
    case "contact_created":
      return next;
    case "field_changed":
      return applyFieldChange(next, contact, event);
    case "comment_added": {
      const { comment } = event;
      if (next.comments.some((known) => known.id === comment.id)) return next;
      next.comments = [...next.comments, comment];
      next.pendingComments = next.pendingComments.filter((pending) => pending.id !== comment.id);
      return next;
    }
    case "comment_moved": {
      const { comment } = event;
      if (!next.comments.some((known) => known.id === comment.id)) next.comments = inOrder([...next.comments, comment]);
      return next;
    }
    case "comment_taken_back":
      next.comments = next.comments.filter((known) => known.id !== event.comment);
      return next;
    case "comment_changed": {
      const { comment } = event;
      next.comments = next.comments.map((known) => (known.id === comment.id ? comment : known));
      next.pendingChanges = next.pendingChanges.filter(({ id }) => id !== event.command);
      return next;
    }
    case "employee_assigned":
      next.contact = { ...contact, assignments: [...contact.assignments, event.assignment] };
      return next;
    case "assignment_pinned":
      next.contact = {
        ...contact,
        assignments: contact.assignments.map((assignment) =>
          assignment.id === event.assignment ? { ...assignment, pinned: event.pinned } : assignment,
        ),
      };
      return next;
    case "proposal_made":
      next.contact = { ...contact, proposal: event.proposal };
      return next;
    case "proposal_withdrawn": {
      const { proposal: _, ...rest } = contact;
      next.contact = rest;
      return next;
    }
    case "assignment_started":
      next.contact = {
        ...contact,
        assignments: contact.assignments.map((assignment) =>
          assignment.id === event.assignment ? { ...assignment, started: true } : assignment,
        ),
      };
      return next;
    case "assignment_ended":
      next.contact = {
        ...contact,
        assignments: contact.assignments.map((assignment) =>
          assignment.id === event.assignment ? { ...assignment, ended: event.at } : assignment,
        ),
      };
      return next;
    case "access_overridden":
      next.contact = { ...contact, overrides: [...(contact.overrides ?? []), event.overriding] };
      return next;
    case "override_ended":
      next.contact = { ...contact, overrides: (contact.overrides ?? []).filter((known) => known.id !== event.id) };
      return next;
    case "active_order_changed":
      next.contact = { ...contact, has_active_order: event.active };
      return next;
    case "contact_deleted":
      next.contact = { ...contact, deleted: true };
      return next;
    default:
      // A later server may know kinds that this page does not; the seq still counts.
      return next;
  }
}

function applyFieldChange(
  next: ContactState,
  contact: Contact,
  event: Event & { kind: "field_changed" },
): ContactState {
  const { field, value, previous, by, seq, command } = event;
  next.contact = {
    ...withField(contact, field, value),
    field_versions: { ...contact.field_versions, [field]: { seq, by } },
  };
  next.touched = { ...next.touched, [field]: { by, seq } };
  next.own = changeDone(next.own, command, { value, previous, seq });
  const edit = next.edits[field];
  // A third value arrived while the conflict dialog is open: it shows the newest, and saving goes on from there.
  if (edit?.state === "conflict") next.edits = { ...next.edits, [field]: { ...edit, theirs: value, by, seq } };
  return next;
}

/** Acknowledged edits whose event has arrived need no overlay any more. */
function withoutArrived(edits: ContactState["edits"], seq: number): ContactState["edits"] {
  const arrived = entries(edits).filter(([, edit]) => edit.state === "saved" && edit.seq <= seq);
  if (arrived.length === 0) return edits;
  const rest = { ...edits };
  for (const [field] of arrived) delete rest[field];
  return rest;
}

export function applyPresence(state: ContactState, people: readonly Person[]): ContactState {
  return { ...state, people };
}

export function applyRevoked(state: ContactState, reason: RevokedReason, mergedInto: ContactId | null = null): ContactState {
  return { ...emptyContact(state.id), phase: "revoked", revokedReason: reason, mergedInto };
}

export function applyMissing(state: ContactState, phase: "missing" | "name_only"): ContactState {
  return { ...emptyContact(state.id), phase };
}

/** A save is on its way; `takesBack` is the own change that it undoes. */
export function editSent(state: ContactState, field: Field, id: CommandId, wanted: Wanted, takesBack?: OwnChange): ContactState {
  const replaced = state.edits[field];
  const instead = replaced?.state === "saving" ? replaced.id : null;
  const own =
    takesBack === undefined
      ? changeSent(state.own, { command: id, field, value: wanted.value }, instead)
      : takeBackSent(state.own, takesBack, id);
  return { ...withEdit(state, field, { state: "saving", id, next: null, ...wanted }), own };
}

/** A further save of a field whose last one has no answer yet: it goes out when that one is answered. */
export function editWaits(state: ContactState, field: Field, wanted: Wanted): ContactState {
  const edit = state.edits[field];
  return edit?.state === "saving" ? withEdit(state, field, { ...edit, next: wanted }) : state;
}

export function editAcknowledged(state: ContactState, id: CommandId, seq: number): ContactState {
  const found = findEdit(state, id);
  if (found === null) return state;
  const [field, edit] = found;
  const next = withEdit(state, field, seq <= state.seq ? null : { state: "saved", value: edit.value, seq });
  next.own = changeAcknowledged(state.own, id, { value: edit.value, previous: edit.original, seq });
  return { ...next, acknowledged: { ...next.acknowledged, [field]: Math.max(seq, next.acknowledged[field] ?? 0) } };
}

export function editConflicted(
  state: ContactState,
  id: CommandId,
  conflict: { theirs: FieldValue; by: EmployeeId; seq: number },
): ContactState {
  const found = findEdit(state, id);
  if (found === null) return state;
  const [field, edit] = found;
  const { theirs, by, seq } = conflict;
  // What was typed since goes on as "mine": it is what its author wants by now.
  const value = edit.next?.value ?? edit.value;
  const next = withEdit(state, field, { state: "conflict", value, original: edit.original, theirs, by, seq });
  return { ...next, own: changeGone(state.own, id) };
}

export function editRefused(
  state: ContactState,
  id: CommandId,
  refusal: { code: string; message: string },
): ContactState {
  const found = findEdit(state, id);
  if (found === null) return state;
  const [field, { value, base, original }] = found;
  const next = withEdit(state, field, { state: "refused", value, base, original, ...refusal });
  return { ...next, own: changeGone(state.own, id) };
}

/** Their author gave the typed text up, or chose the colleague's value. */
export function editDropped(state: ContactState, field: Field): ContactState {
  return state.edits[field] === undefined ? state : withEdit(state, field, null);
}

export function commentSent(state: ContactState, comment: PendingComment): ContactState {
  return { ...state, pendingComments: [...state.pendingComments, comment] };
}

export function commentRefused(
  state: ContactState,
  id: CommandId,
  refusal: { code: string; message: string },
): ContactState {
  return {
    ...state,
    pendingComments: state.pendingComments.map((comment) => (comment.id === id ? { ...comment, refusal } : comment)),
  };
}

/** A page of older comments has arrived; `next` is where the one before it begins. */
export function olderComments(state: ContactState, older: readonly Comment[], next: string | null): ContactState {
  return { ...state, comments: withOlder(state.comments, older, state.log), commentsBefore: next };
}

export function changeOfCommentSent(state: ContactState, id: CommandId, comment: CommandId, change: CommentChange): ContactState {
  return { ...state, pendingChanges: [...state.pendingChanges, { id, comment, change, arrivesAt: null, refusal: null }] };
}

export function changeOfCommentAcknowledged(state: ContactState, id: CommandId, seq: number): ContactState {
  const waiting = state.pendingChanges.map((pending) => (pending.id === id ? { ...pending, arrivesAt: seq } : pending));
  return { ...state, pendingChanges: changesToCome(waiting, state.seq) };
}

export function changeOfCommentRefused(state: ContactState, id: CommandId, refusal: { code: string; message: string }): ContactState {
  return { ...state, pendingChanges: state.pendingChanges.map((pending) => (pending.id === id ? { ...pending, refusal } : pending)) };
}

export function changeOfCommentDropped(state: ContactState, id: CommandId): ContactState {
  return { ...state, pendingChanges: state.pendingChanges.filter((pending) => pending.id !== id) };
}

/** Without those that the server has and this state shows. */
function changesToCome(changes: readonly PendingChange[], seq: number): readonly PendingChange[] {
  const isToCome = ({ arrivesAt }: PendingChange) => arrivesAt === null || arrivesAt > seq;
  return changes.every(isToCome) ? changes : changes.filter(isToCome);
}

export function commentDropped(state: ContactState, id: CommandId): ContactState {
  return { ...state, pendingComments: state.pendingComments.filter((comment) => comment.id !== id) };
}

/** What was said is on the server's disk, and nobody waits for its event: the contact is not looked at. */
export function saidUnseen(state: ContactState, id: CommandId): ContactState {
  return changeOfCommentDropped(commentDropped(state, id), id);
}

/** The save that an answer belongs to, and its field. */
export function findEdit(
  state: ContactState,
  id: CommandId,
): [Field, Extract<FieldEdit, { state: "saving" }>] | null {
  for (const [field, edit] of entries(state.edits)) {
    if (edit.state === "saving" && edit.id === id) return [field, edit];
  }
  return null;
}

function withEdit(state: ContactState, field: Field, edit: FieldEdit | null): ContactState {
  const edits = { ...state.edits };
  if (edit === null) delete edits[field];
  else edits[field] = edit;
  return { ...state, edits };
}

function entries(edits: ContactState["edits"]): [Field, FieldEdit][] {
  return Object.entries(edits) as [Field, FieldEdit][];
}

/** The value a screen shows: the own one while it is being saved, else the server's. */
export function shownValue(state: ContactState, field: Field): FieldValue {
  const edit = state.edits[field];
  if (edit?.state === "saving") return edit.next?.value ?? edit.value;
  if (edit?.state === "saved") return edit.value;
  return state.contact === null ? null : fieldOf(state.contact, field);
}

/** The base for an edit that starts now, with the value it starts from. */
export function readBase(state: ContactState, field: Field): { base: number; original: FieldValue } {
  return { base: Math.max(state.seq, state.acknowledged[field] ?? 0), original: shownValue(state, field) };
}

/** Edits and comments that are not on the server's disk. */
export function unsavedCount(state: ContactState): number {
  return entries(state.edits).filter(([, edit]) => edit.state !== "saved").length + state.pendingComments.length + state.pendingChanges.length;
}

/** What waits for its author: conflicts and refusals. */
export function needsAttention(state: ContactState): Field[] {
  return entries(state.edits)
    .filter(([, edit]) => edit.state === "conflict" || edit.state === "refused")
    .map(([field]) => field);
}

/** The colleagues on the contact, each once, with the field they are in; without the own sessions. */
export function colleagues(state: ContactState, me: EmployeeId): { employee: EmployeeId; field: Field | null }[] {
  const found = new Map<EmployeeId, Field | null>();
  for (const person of state.people) {
    if (person.employee !== me) found.set(person.employee, person.field ?? found.get(person.employee) ?? null);
  }
  return [...found].map(([employee, field]) => ({ employee, field }));
}

/** Who else is in a field, the other tabs of the viewer left out. */
export function peopleInField(state: ContactState, field: Field, mySession: SessionId | null, me: EmployeeId): EmployeeId[] {
  const others = state.people.filter(
    (person) => person.field === field && person.session !== mySession && person.employee !== me,
  );
  return [...new Set(others.map((person) => person.employee))];
}

/** Whether the edit would change anything. */
export function changesSomething(state: ContactState, field: Field, value: FieldValue): boolean {
  return !sameValue(shownValue(state, field), value);
}
