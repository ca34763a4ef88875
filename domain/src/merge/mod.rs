//! Two contacts that are the same, made one, and taken apart again.
//!
//! [`plan`] says what the survivor would be, [`decide`] what happens to everyone involved, [`undo`] what of it can be
//! taken back. All three are pure: whoever calls them holds every contact involved, so that all of it reaches the disk
//! together or not at all (`[M2]`). [`duplicates`] says which contacts are likely the same. Which fields there are and
//! what they take is known to [`crate::contact`].

mod decide;
pub mod duplicates;
mod field;
mod sight;
mod undo;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use decide::{Changed, Decided, MergeWish, Moving, Plan, decide, plan};
pub use field::{MergedField, Pick};
pub use sight::{Sight, sight};
pub use undo::{Undoing, Undone, undo};

use crate::contact::{Contact, ContactRefusal, Field};
use crate::ids::{ContactId, EmployeeId, MergeId};
use crate::value::ValueError;

/// A merge can be taken back for this long (`[M8]`).
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(30);
/// At most so many persons move with their organisation.
pub const MOST_PEOPLE: usize = 500;
/// At most so many comments move, with so many bytes of text together.
pub const MOST_COMMENTS: usize = 2_000;
pub const MOST_COMMENT_BYTES: usize = 4 << 20;

/// For each field from which of the two its value comes; where none is named, [`Pick`] says what is meant.
pub type Picks = BTreeMap<Field, Pick>;

/// A merge that happened, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    pub id: MergeId,
    pub survivor: ContactId,
    pub other: ContactId,
    pub other_name: String,
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    /// The first and the last of its events on the survivor.
    pub first_seq: u64,
    pub last_seq: u64,
    /// Who worked for the other, each with the seq of their change.
    pub people: Vec<(ContactId, u64)>,
    pub notes: MergedNotes,
    pub undone: Option<MergeUndone>,
}

/// What a merge did to the survivor's notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedNotes {
    /// The number of the first update in their log that came after it.
    pub next: u64,
    /// How many blocks it put at their end: none if the other had no notes.
    pub blocks: u32,
}

/// That and how a merge was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeUndone {
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    pub kept: Kept,
}

/// Two contacts side by side, and what they would become.
#[derive(Clone, Debug, PartialEq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct MergePreview {
    pub survivor: Contact,
    pub other: Contact,
    pub fields: Vec<MergedField>,
    pub sight: Sight,
    /// How many persons move with the other, as far as the viewer sees them.
    pub people: usize,
    /// How many comments come with the other.
    pub comments: usize,
    /// Whether notes come with the other.
    pub notes: bool,
}

/// What stays as it is when a merge is taken back, because somebody changed it since (`[M9]`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Kept {
    pub fields: Vec<Field>,
    /// Comments that stay with the survivor too, because somebody wrote in their thread.
    pub comments: u64,
    /// Persons whose employments were changed since.
    pub people: u64,
    /// The notes of both stay together with the survivor.
    pub notes: bool,
}

/// Why two contacts were not merged, or not taken apart. The text is for the person who asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MergeRefusal {
    /// Also for what may not be seen (`[A6]`).
    #[error("there is no such contact, or you may not see it")]
    NotFound,
    #[error("a contact cannot be merged with itself")]
    WithItself,
    #[error("an organisation and a person cannot be merged")]
    DifferentKinds,
    #[error("this contact was merged into another one meanwhile; open that one")]
    AlreadyMerged { into: ContactId },
    #[error("somebody changed {field} since you looked; look at both again")]
    Changed { contact: ContactId, field: Field, by: EmployeeId, seq: u64 },
    #[error("the base {base} is newer than the contact, whose version is {version}; read it again")]
    BaseFromTheFuture { base: u64, version: u64 },
    #[error("{field}: {error}")]
    Invalid {
        field: Field,
        #[source]
        error: ValueError,
    },
    #[error("more than {MOST_PEOPLE} persons work for the organisation that would go; let that one survive")]
    TooManyPeople,
    #[error(
        "the contact that would go has more than {MOST_COMMENTS} comments or {limit} MiB of them; let that one survive",
        limit = MOST_COMMENT_BYTES >> 20
    )]
    TooManyComments,
    #[error("the notes of both together would be too long; shorten them first")]
    NotesTooLong,
    #[error("you would not see the merged contact any more; choose another access or other teams")]
    OutOfSight,
    #[error("more people would see it than before; look at who they are and confirm them")]
    WouldBeSeen { gains: Vec<EmployeeId> },
    #[error("a merge can be undone for {days} days", days = UNDO_WITHIN.num_days())]
    TooLate,
    #[error("the merged contact was merged with another one or deleted since; undo that first")]
    SurvivorGone,
}

impl From<ContactRefusal> for MergeRefusal {
    fn from(refusal: ContactRefusal) -> Self {
        match refusal {
            ContactRefusal::Invalid { field, error } => Self::Invalid { field, error },
            _ => Self::NotFound,
        }
    }
}

#[cfg(test)]
mod tests;
