//! Decides what of a merge can be taken back: whatever nobody changed since (`[M8]`, `[M9]`).

use std::collections::{HashMap, HashSet};

use super::{Changed, Kept, Merge, MergeRefusal, MergeUndone, UNDO_WITHIN, sight};
use crate::comment::Comment;
use crate::contact::{Contact, Context, Event, EventKind, Field, FieldValue, is_seen_whole};
use crate::ids::{CommandId, EmployeeId};

/// All that is known of a merge that somebody wants undone.
#[derive(Clone, Copy, Debug)]
pub struct Undoing<'a> {
    pub merge: &'a Merge,
    pub survivor: &'a Contact,
    pub other: &'a Contact,
    /// Its events on the survivor.
    pub events: &'a [Event],
    /// The survivor's comments since then, each with the seq of the event that brought it.
    pub comments: &'a [(u64, Comment)],
    /// Who was moved with their organisation, each with the employments from before.
    pub people: &'a [(Contact, FieldValue)],
    /// Whether nobody wrote in the survivor's notes since.
    pub notes_untouched: bool,
    /// Those who may see what was added since although they did not before.
    pub accepted: &'a [EmployeeId],
}

/// What undoing a merge does. `record.undone` says what stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    pub survivor: Changed,
    pub other: Changed,
    pub people: Vec<Changed>,
    pub record: Merge,
    pub takes_notes_back: bool,
}

/// Decides how a merge that was not undone yet is taken back.
pub fn undo(undoing: Undoing<'_>, context: Context<'_>) -> Result<Undone, MergeRefusal> {
    let Undoing { merge, survivor, other, .. } = undoing;
    check(undoing, context)?;
    let mut kept = Kept::default();
    let mut kinds = vec![EventKind::MergeUndone { merge: merge.id, other: other.id, name: other.fields.name.clone() }];
    kinds.extend(fields_back(undoing, context, &mut kept));
    kinds.extend(assignments_back(undoing));
    kinds.extend(comments_back(undoing, &mut kept));
    let survivor = Changed::by(survivor, kinds, context);
    // What was written since may be meant for fewer eyes than the survivor had before.
    if undoing.survivor.version > merge.last_seq || !undoing.notes_untouched {
        let gains = sight(&[undoing.survivor], &survivor.after, context.roster).unaccepted(undoing.accepted);
        if !gains.is_empty() {
            return Err(MergeRefusal::WouldBeSeen { gains });
        }
    }
    let back = EventKind::ContactRestored {
        merge: merge.id,
        survivor: survivor.after.id,
        name: survivor.after.fields.name.clone(),
    };
    let other = Changed::by(other, vec![back], context);
    if !is_seen_whole(&other.after, context)? {
        return Err(MergeRefusal::NotFound);
    }
    let people = people_back(undoing, context, &mut kept);
    let brought_notes = merge.notes.blocks > 0;
    kept.notes = brought_notes && !undoing.notes_untouched;
    let takes_notes_back = brought_notes && undoing.notes_untouched;
    let undone = MergeUndone { by: context.by, at: context.now, kept };
    let record = Merge { undone: Some(undone), ..merge.clone() };
    Ok(Undone { survivor, other, people, record, takes_notes_back })
}

fn check(Undoing { merge, survivor, other, .. }: Undoing<'_>, context: Context<'_>) -> Result<(), MergeRefusal> {
    if survivor.deleted {
        // Who sees where it went is told; to everybody else it does not exist.
        return Err(survivor.merged_into.map_or(MergeRefusal::NotFound, |_| MergeRefusal::SurvivorGone));
    }
    if !is_seen_whole(survivor, context)? {
        return Err(MergeRefusal::NotFound);
    }
    if other.merged_into != Some(survivor.id) {
        return Err(MergeRefusal::NotFound);
    }
    if context.now - merge.at > UNDO_WITHIN {
        return Err(MergeRefusal::TooLate);
    }
    Ok(())
}

/// An edit on the base of the merge: a field that somebody changed since stays.
fn fields_back(undoing: Undoing<'_>, context: Context<'_>, kept: &mut Kept) -> Vec<EventKind> {
    let mut kinds = Vec::new();
    let mut after = undoing.survivor.clone();
    for event in undoing.events {
        let EventKind::FieldChanged { field, previous: value, .. } = &event.kind else { continue };
        let current = after.fields.get(*field);
        if current == *value {
            continue;
        }
        let is_untouched = undoing.survivor.field_versions.get(field).is_some_and(|last| last.seq == event.seq);
        // A postal code may not fit the country that somebody chose since.
        let still_fits = after.fields.check(*field, value.clone()).is_ok_and(|checked| checked == *value);
        if !is_untouched || !still_fits {
            kept.fields.push(*field);
            continue;
        }
        let kind = EventKind::FieldChanged { field: *field, value: value.clone(), previous: current };
        after = Changed::by(&after, vec![kind.clone()], context).after;
        kinds.push(kind);
    }
    kinds
}

fn assignments_back(undoing: Undoing<'_>) -> Vec<EventKind> {
    let brought: HashSet<_> = undoing
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::EmployeeAssigned { assignment, .. } => Some(assignment.id),
            _ => None,
        })
        .collect();
    let open = undoing.survivor.open_assignments().filter(|assignment| brought.contains(&assignment.id));
    open.map(|assignment| EventKind::AssignmentEnded {
        assignment: assignment.id,
        employee: assignment.employee,
        expired: false,
    })
    .collect()
}

/// A thread goes back if nobody touched any of it: no reply, no edit, no reaction.
fn comments_back(undoing: Undoing<'_>, kept: &mut Kept) -> Vec<EventKind> {
    let brought: HashMap<CommandId, (u64, &Comment)> = undoing
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::CommentMoved { comment } => Some((comment.id, (event.seq, comment))),
            _ => None,
        })
        .collect();
    let thread = |comment: &Comment| comment.parent.unwrap_or(comment.id);
    let touched: HashSet<CommandId> = undoing
        .comments
        .iter()
        .filter(|(seq, comment)| brought.get(&comment.id) != Some(&(*seq, comment)))
        .map(|(_, comment)| thread(comment))
        .collect();
    let mut kinds = Vec::new();
    for (seq, comment) in undoing.comments {
        if !brought.contains_key(&comment.id) {
            continue;
        }
        if touched.contains(&thread(comment)) {
            kept.comments += 1;
        } else {
            kinds.push(EventKind::CommentTakenBack { comment: comment.id, comment_seq: *seq });
        }
    }
    kinds
}

fn people_back(undoing: Undoing<'_>, context: Context<'_>, kept: &mut Kept) -> Vec<Changed> {
    let mut back = Vec::new();
    for (person, before) in undoing.people {
        let moved_at = undoing.merge.people.iter().find(|(id, _)| *id == person.id).map(|(_, seq)| *seq);
        let last = person.field_versions.get(&Field::WorksFor).map(|last| last.seq);
        if moved_at.is_none() || last != moved_at {
            kept.people += 1;
            continue;
        }
        let previous = person.fields.get(Field::WorksFor);
        let kind = EventKind::FieldChanged { field: Field::WorksFor, value: before.clone(), previous };
        back.push(Changed::by(person, vec![kind], context));
    }
    back
}
