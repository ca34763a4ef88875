//! Decides what two contacts become, and everything that follows from it for those around them.

use std::collections::HashSet;

use uuid::Uuid;

use super::field::{fields_of, moved_employments};
use super::{MOST_COMMENT_BYTES, MOST_COMMENTS, MOST_PEOPLE, Merge, MergeRefusal, MergedField, Picks, Sight, sight};
use crate::comment::{Comment, MAX_PINNED};
use crate::contact::{Assignment, AssignmentRole, Contact, Context, Event, EventKind, Field, is_seen_whole, numbered};
use crate::ids::{AssignmentId, CommandId, EmployeeId, MergeId};
use crate::notification::{self, Notification};

/// What somebody wants merged, and on which state of the two they decided so.
#[derive(Clone, Debug)]
pub struct MergeWish {
    pub id: MergeId,
    /// The versions of the survivor and of the other at which their fields were read.
    pub base: u64,
    pub other_base: u64,
    pub picks: Picks,
    /// Those who may see it from now on although they did not before.
    pub accepted: Vec<EmployeeId>,
}

/// What moves along with the contact that goes.
#[derive(Clone, Copy, Debug)]
pub struct Moving<'a> {
    /// Everybody who works or worked for it, whoever may see them.
    pub people: &'a [Contact],
    /// Its comments, oldest first.
    pub comments: &'a [Comment],
    /// The survivor's comments.
    pub known: &'a HashSet<CommandId>,
    /// How many of them are pinned.
    pub pinned: usize,
}

/// What the survivor would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub fields: Vec<MergedField>,
    pub sight: Sight,
    /// Without comments.
    kinds: Vec<EventKind>,
}

/// One contact, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub before: Contact,
    pub after: Contact,
    pub events: Vec<Event>,
    pub notifications: Vec<Notification>,
}

/// What a merge does: to the survivor, to the contact that goes, and to the persons who worked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub survivor: Changed,
    pub other: Changed,
    pub people: Vec<Changed>,
    pub record: Merge,
}

impl Changed {
    pub(super) fn by(before: &Contact, kinds: Vec<EventKind>, context: Context<'_>) -> Self {
        let events = numbered(before.version, kinds, context.acting_on(before));
        let mut after = before.clone();
        events.iter().for_each(|event| after.apply(event));
        Self { before: before.clone(), after, events, notifications: Vec::new() }
    }
}

/// What the survivor would be, and for whom that changes what they see.
pub fn plan(survivor: &Contact, other: &Contact, picks: &Picks, context: Context<'_>) -> Result<Plan, MergeRefusal> {
    check_pair(survivor, other, context)?;
    let fields = fields_of(survivor, other, picks)?;
    let mut kinds = vec![EventKind::ContactMerged {
        merge: MergeId(context.command.0),
        other: other.id,
        name: other.fields.name.clone(),
    }];
    let mut after = survivor.clone();
    let mut ordered: Vec<_> = fields.iter().collect();
    // As in an edit: phones and postal codes are read by the country that comes with them.
    ordered.sort_by_key(|merged| matches!(merged.field, Field::Phones | Field::PostalCode));
    for MergedField { field, survivor: previous, value, .. } in ordered {
        if value == previous {
            continue;
        }
        let checked = after.fields.check(*field, value.clone());
        let value = checked.map_err(|error| MergeRefusal::Invalid { field: *field, error })?;
        let kind = EventKind::FieldChanged { field: *field, value, previous: previous.clone() };
        after = Changed::by(&after, vec![kind.clone()], context).after;
        kinds.push(kind);
    }
    let assigned = joined_assignments(survivor, other, context);
    let after = Changed::by(&after, assigned.clone(), context).after;
    kinds.extend(assigned);
    if !is_seen_whole(&after, context)? {
        return Err(MergeRefusal::OutOfSight);
    }
    let sight = sight(&[survivor, other], &after, context.roster);
    Ok(Plan { fields, sight, kinds })
}

/// Decides the whole merge. `context.command` is the merge's id.
pub fn decide(
    survivor: &Contact,
    other: &Contact,
    moving: Moving<'_>,
    wish: &MergeWish,
    context: Context<'_>,
) -> Result<Decided, MergeRefusal> {
    check_pair(survivor, other, context)?;
    check_base(survivor, wish.base)?;
    check_base(other, wish.other_base)?;
    let Plan { sight, mut kinds, .. } = plan(survivor, other, &wish.picks, context)?;
    let gains = sight.unaccepted(&wish.accepted);
    if !gains.is_empty() {
        return Err(MergeRefusal::WouldBeSeen { gains });
    }
    if moving.people.len() > MOST_PEOPLE {
        return Err(MergeRefusal::TooManyPeople);
    }
    kinds.extend(moved_comments(moving)?);
    let mut survivor = Changed::by(survivor, kinds, context);
    survivor.notifications = told(&survivor, other, context);
    let gone =
        EventKind::MergedInto { merge: wish.id, survivor: survivor.after.id, name: survivor.after.fields.name.clone() };
    let other = Changed::by(other, vec![gone], context);
    let people: Vec<_> =
        moving.people.iter().map(|person| moved_person(person, &other.after, &survivor.after, context)).collect();
    let record = Merge {
        id: wish.id,
        survivor: survivor.after.id,
        other: other.after.id,
        other_name: other.after.fields.name.clone(),
        by: context.by,
        at: context.now,
        first_seq: survivor.before.version + 1,
        last_seq: survivor.after.version,
        people: people.iter().map(|person| (person.after.id, person.after.version)).collect(),
        notes: super::MergedNotes::default(),
        undone: None,
    };
    Ok(Decided { survivor, other, people, record })
}

fn check_pair(survivor: &Contact, other: &Contact, context: Context<'_>) -> Result<(), MergeRefusal> {
    if survivor.id == other.id {
        return Err(MergeRefusal::WithItself);
    }
    for contact in [survivor, other] {
        if let Some(into) = contact.merged_into {
            return Err(MergeRefusal::AlreadyMerged { into });
        }
        if !is_seen_whole(contact, context)? {
            return Err(MergeRefusal::NotFound);
        }
    }
    if survivor.kind != other.kind {
        return Err(MergeRefusal::DifferentKinds);
    }
    Ok(())
}

/// Whoever decided must have seen every field as it is.
fn check_base(contact: &Contact, base: u64) -> Result<(), MergeRefusal> {
    if base > contact.version {
        return Err(MergeRefusal::BaseFromTheFuture { base, version: contact.version });
    }
    let newest = contact.field_versions.iter().max_by_key(|(_, version)| version.seq);
    match newest.filter(|(_, version)| version.seq > base) {
        Some((field, version)) => {
            Err(MergeRefusal::Changed { contact: contact.id, field: *field, by: version.by, seq: version.seq })
        }
        None => Ok(()),
    }
}

/// Who looks after the other, now or as planned, looks after the survivor too. The survivor's account manager stays the
/// only one: the other's becomes a sales representative (`[M4]`).
fn joined_assignments(survivor: &Contact, other: &Contact, context: Context<'_>) -> Vec<EventKind> {
    let mut held: Vec<Assignment> = survivor.open_assignments().cloned().collect();
    let mut kinds = Vec::new();
    for theirs in other.open_assignments() {
        let manages = |known: &&Assignment| known.role == AssignmentRole::AccountManager;
        let role = match theirs.role {
            AssignmentRole::AccountManager if held.iter().filter(manages).any(|known| same_time(known, theirs)) => {
                continue;
            }
            AssignmentRole::AccountManager if held.iter().any(|known| manages(&known)) => AssignmentRole::SalesRep,
            role => role,
        };
        if held.iter().any(|known| known.role == role && same_time(known, theirs)) {
            continue;
        }
        let assignment = Assignment {
            // Follows from both, so that the same merge names the same assignments.
            id: AssignmentId(Uuid::new_v5(&context.command.0, theirs.id.0.as_bytes())),
            role,
            from: if theirs.started { context.now } else { theirs.from },
            ..theirs.clone()
        };
        held.push(assignment.clone());
        kinds.push(EventKind::EmployeeAssigned { assignment, why: None });
    }
    kinds
}

/// Whether both are of the same employee, and for some day.
fn same_time(known: &Assignment, theirs: &Assignment) -> bool {
    known.employee == theirs.employee && known.overlaps(theirs.first_day(), theirs.until)
}

/// Comments come as they are; only pins beyond what a contact may have are taken out (`[K7]`).
fn moved_comments(moving: Moving<'_>) -> Result<Vec<EventKind>, MergeRefusal> {
    let bytes: usize = moving.comments.iter().map(Comment::text_bytes).sum();
    if moving.comments.len() > MOST_COMMENTS || bytes > MOST_COMMENT_BYTES {
        return Err(MergeRefusal::TooManyComments);
    }
    let mut pinned = moving.pinned;
    let moved = moving.comments.iter().filter(|comment| !moving.known.contains(&comment.id)).cloned();
    Ok(moved
        .map(|mut comment| {
            if comment.pinned.is_some() {
                if pinned >= MAX_PINNED {
                    comment.pinned = None;
                } else {
                    pinned += 1;
                }
            }
            EventKind::CommentMoved { comment }
        })
        .collect())
}

fn moved_person(person: &Contact, from: &Contact, to: &Contact, context: Context<'_>) -> Changed {
    let previous = person.fields.get(Field::WorksFor);
    let value = moved_employments(&person.fields.works_for, from.id, to.id);
    Changed::by(person, vec![EventKind::FieldChanged { field: Field::WorksFor, value, previous }], context)
}

fn told(survivor: &Changed, other: &Contact, context: Context<'_>) -> Vec<Notification> {
    let Some(merged) = survivor.events.first() else { return Vec::new() };
    let lookers_after =
        survivor.before.active_assignments().chain(other.active_assignments()).map(|assignment| assignment.employee);
    notification::of_merge(&survivor.after, merged, lookers_after, &other.fields.name, context.roster)
}
