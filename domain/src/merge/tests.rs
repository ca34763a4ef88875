//! Merging: what the survivor becomes, what is refused, and what undoing gives back.

mod duplicating;
mod merging;
mod undoing;

use std::collections::HashSet;

use super::*;
use crate::comment::Comment;
use crate::contact::{Assignment, AssignmentRole, ContactKind, Context, Event, EventKind, FieldValue, Fields};
use crate::fixtures::{
    self, ANNA, LENA, MAX, SALES, assignment, contact_id, context, employee_id, now, roster, team_id,
};
use crate::ids::CommandId;

/// An organisation that every employee sees.
fn organisation(number: u8, name: &str) -> Contact {
    let fields = Fields { name: name.to_owned(), ..Fields::default() };
    Contact { id: contact_id(number), kind: ContactKind::Organisation, fields, ..fixtures::contact() }
}

/// Anna's wish, on the newest versions, that agrees to nothing.
fn wish(survivor: &Contact, other: &Contact) -> MergeWish {
    MergeWish {
        id: MergeId::new(),
        base: survivor.version,
        other_base: other.version,
        picks: Picks::new(),
        accepted: Vec::new(),
    }
}

fn as_anna<T>(id: MergeId, work: impl FnOnce(Context<'_>) -> T) -> T {
    let roster = roster();
    work(Context { command: CommandId(id.0), ..context(&roster, ANNA) })
}

fn merge_with(
    survivor: &Contact,
    other: &Contact,
    people: &[Contact],
    comments: &[Comment],
    wish: &MergeWish,
) -> Result<Decided, MergeRefusal> {
    let moving = Moving { people, comments, known: &HashSet::new(), pinned: 0 };
    as_anna(wish.id, |context| decide(survivor, other, moving, wish, context))
}

fn merge(survivor: &Contact, other: &Contact) -> Result<Decided, MergeRefusal> {
    merge_with(survivor, other, &[], &[], &wish(survivor, other))
}

fn merged(survivor: &Contact, other: &Contact) -> Contact {
    merge(survivor, other).unwrap().survivor.after
}
