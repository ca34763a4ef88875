//! What becomes of one field when two contacts become one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{MergeRefusal, Picks};
use crate::contact::{Access, Contact, Employment, Field, FieldValue};
use crate::ids::ContactId;
use crate::value::ValueError;

/// Which of the two a value comes from.
///
/// Where nobody picks (`[M3]`): lists of both are joined; of two access levels the stricter stays; of everything else
/// the survivor's value, or the other's if the survivor has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    Survivor,
    Other,
    /// The entries of both; for lists only.
    Both,
}

/// One field of both contacts, and what the survivor will have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct MergedField {
    pub field: Field,
    pub survivor: FieldValue,
    pub other: FieldValue,
    pub pick: Pick,
    pub value: FieldValue,
}

/// Every field in which at least one of the two has something.
pub(super) fn fields_of(survivor: &Contact, other: &Contact, picks: &Picks) -> Result<Vec<MergedField>, MergeRefusal> {
    let custom: BTreeSet<_> = survivor.fields.custom.keys().chain(other.fields.custom.keys()).copied().collect();
    let mut merged = Vec::new();
    for field in Field::ALL.into_iter().chain(custom.into_iter().map(Field::Custom)) {
        let (mine, theirs) = (survivor.fields.get(field), other.fields.get(field));
        if is_empty(&mine) && is_empty(&theirs) {
            continue;
        }
        let pick = picks.get(&field).copied().unwrap_or_else(|| usual(field, survivor, other));
        let value = match pick {
            Pick::Survivor => mine.clone(),
            Pick::Other => theirs.clone(),
            Pick::Both => joined(&mine, &theirs).map_err(|error| MergeRefusal::Invalid { field, error })?,
        };
        merged.push(MergedField { field, survivor: mine, other: theirs, pick, value });
    }
    Ok(merged)
}

fn usual(field: Field, survivor: &Contact, other: &Contact) -> Pick {
    match field {
        Field::Emails | Field::Phones | Field::Tags | Field::Teams | Field::WorksFor => Pick::Both,
        Field::Access if strictness(other.fields.access) > strictness(survivor.fields.access) => Pick::Other,
        _ if is_empty(&survivor.fields.get(field)) => Pick::Other,
        _ => Pick::Survivor,
    }
}

fn strictness(access: Access) -> u8 {
    match access {
        Access::Company => 0,
        Access::Team => 1,
        Access::Private => 2,
        Access::Restricted => 3,
    }
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Nothing => true,
        FieldValue::Text(text) => text.is_empty(),
        FieldValue::List(entries) => entries.is_empty(),
        FieldValue::Employments(employments) => employments.is_empty(),
    }
}

/// The first list with what only the second has behind it.
fn joined(mine: &FieldValue, theirs: &FieldValue) -> Result<FieldValue, ValueError> {
    match (mine, theirs) {
        (FieldValue::List(entries), FieldValue::List(more)) => {
            let new = more.iter().filter(|entry| !entries.contains(entry));
            Ok(FieldValue::List(entries.iter().chain(new).cloned().collect()))
        }
        (FieldValue::Employments(_), FieldValue::List(nothing)) if nothing.is_empty() => Ok(mine.clone()),
        (FieldValue::List(nothing), FieldValue::Employments(_)) if nothing.is_empty() => Ok(theirs.clone()),
        (FieldValue::Employments(employments), FieldValue::Employments(more)) => {
            let has_primary = employments.iter().any(|employment| employment.primary);
            let known = |one: &Employment| employments.iter().any(|known| known.organisation == one.organisation);
            let new = more.iter().filter(|employment| !known(employment)).cloned().map(|mut employment| {
                employment.primary &= !has_primary;
                employment
            });
            Ok(FieldValue::Employments(employments.iter().cloned().chain(new).collect()))
        }
        _ => Err(ValueError::WrongShape("one value; only lists are joined")),
    }
}

/// The employments of somebody who worked for an organisation that is taken over (`[M5]`).
pub(super) fn moved_employments(employments: &[Employment], from: ContactId, to: ContactId) -> FieldValue {
    let knows_survivor = employments.iter().any(|employment| employment.organisation == to);
    let was_primary = employments.iter().any(|employment| employment.organisation == from && employment.primary);
    let moved = employments.iter().filter(|employment| !knows_survivor || employment.organisation != from);
    let moved: Vec<_> = moved
        .cloned()
        .map(|mut employment| {
            if employment.organisation == from {
                employment.organisation = to;
            } else if employment.organisation == to {
                employment.primary |= was_primary;
            }
            employment
        })
        .collect();
    if moved.is_empty() { FieldValue::List(Vec::new()) } else { FieldValue::Employments(moved) }
}
