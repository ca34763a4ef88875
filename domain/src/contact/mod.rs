//! A contact: an organisation or a person, its fields, who looks after it, and how it changes.
//!
//! A change is decided ([`decide`]) on the contact as it stands and becomes events; [`Contact::apply`] is the only way
//! a contact changes. Both are pure, so an actor, an import and a test run the same rules.

mod assign;
mod assignment;
mod bulk;
mod command;
mod decide;
mod deed;
mod discuss;
mod event;
mod field;
mod field_name;
mod opening;
mod rewind;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use assign::keep_calendar;
pub(crate) use assign::{assign_by_rule, ruled_id};
pub use assignment::{Assignment, AssignmentRole, AssignmentSource, FormerManager};
pub use bulk::{BulkMode, bulk_value};
pub use command::{Command, Context, FieldChange, FirstManager, NewAssignment, NewContact};
pub use decide::{Conflict, ContactRefusal, create, create_by_rules, decide, numbered, set_active_order};
pub(crate) use decide::{is_seen_whole, trial};
pub use discuss::Discussion;
pub use event::{Event, EventKind};
pub use field::{Department, Employment, FieldValue, Fields, MAX_LIST_ENTRIES};
pub use field_name::{Field, NotAField};
pub use opening::{MAX_DAYS as MAX_OVERRIDE_DAYS, Override};
pub use rewind::Rewind;

use crate::ids::{ContactId, EmployeeId};
use crate::rules::Proposal;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    Organisation,
    Person,
}

/// Who may see a contact; [`crate::access`] computes what follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// The assigned employees.
    Private,
    /// The contact's teams, and the assigned employees.
    Team,
    /// Every employee.
    #[default]
    Company,
    /// The assigned employees, while an order is active.
    Restricted,
}

/// A contact with everything that rules need to know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Contact {
    pub id: ContactId,
    pub kind: ContactKind,
    /// The seq of the last committed change (`[L1]`).
    pub version: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    #[serde(flatten)]
    pub fields: Fields,
    pub assignments: Vec<Assignment>,
    /// For each field that was ever changed, the seq and the author of its last change (`[L5]`).
    pub field_versions: BTreeMap<Field, FieldVersion>,
    /// Kept true while an order is confirmed, in progress or delivered; opens `restricted` (`[A5]`).
    pub has_active_order: bool,
    /// Those who see it although they would not, for some days (`[A9]`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Override>>", optional)]
    pub overrides: Vec<Override>,
    pub deleted: bool,
    /// The contact that took this one over; it is deleted then (`[M1]`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub merged_into: Option<ContactId>,
    /// What a rule has for it and did not do by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proposal: Option<Proposal>,
}

/// The last change of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct FieldVersion {
    pub seq: u64,
    pub by: EmployeeId,
}

impl Contact {
    pub fn active_assignments(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|assignment| assignment.is_active())
    }

    /// Those that have not ended: active ones, and ones that are planned.
    pub fn open_assignments(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|assignment| assignment.ended.is_none())
    }

    /// The next day on which an assignment begins, or one or an override is over by itself (`[C9]`, `[A9]`).
    pub fn due(&self) -> Option<NaiveDate> {
        if self.deleted {
            return None;
        }
        let assignments = self.open_assignments().filter_map(Assignment::due);
        assignments.chain(self.overrides.iter().filter_map(Override::due)).min()
    }

    pub fn account_manager(&self) -> Option<EmployeeId> {
        self.active_assignments()
            .find(|assignment| assignment.role == AssignmentRole::AccountManager)
            .map(|assignment| assignment.employee)
    }

    /// Takes over what happened. Events of a contact apply in the order of their seq, without gaps.
    pub fn apply(&mut self, event: &Event) {
        debug_assert_eq!(event.seq, self.version + 1, "events apply in order");
        self.version = event.seq;
        self.updated_at = event.at;
        match &event.kind {
            EventKind::ContactCreated { .. }
            | EventKind::CommentAdded { .. }
            | EventKind::CommentChanged { .. }
            | EventKind::CommentMoved { .. }
            | EventKind::CommentTakenBack { .. }
            | EventKind::ContactMerged { .. }
            | EventKind::MergeUndone { .. } => {}
            EventKind::FieldChanged { field, value, .. } => {
                self.fields.set(*field, value.clone());
                self.field_versions.insert(*field, FieldVersion { seq: event.seq, by: event.by });
            }
            EventKind::EmployeeAssigned { assignment, .. } => self.assignments.push(assignment.clone()),
            EventKind::AssignmentPinned { assignment, pinned } => {
                if let Some(known) = self.assignments.iter_mut().find(|known| known.id == *assignment) {
                    known.pinned = *pinned;
                }
            }
            EventKind::ProposalMade { proposal } => self.proposal = Some(proposal.as_ref().clone()),
            EventKind::ProposalWithdrawn { .. } => self.proposal = None,
            EventKind::AssignmentStarted { assignment, .. } => {
                if let Some(planned) = self.assignments.iter_mut().find(|known| known.id == *assignment) {
                    planned.started = true;
                }
            }
            EventKind::AssignmentEnded { assignment, .. } => {
                if let Some(ended) = self.assignments.iter_mut().find(|known| known.id == *assignment) {
                    ended.ended = Some(event.at);
                }
            }
            EventKind::AccessOverridden { overriding } => self.overrides.push(overriding.clone()),
            EventKind::OverrideEnded { id, .. } => self.overrides.retain(|known| known.id != *id),
            EventKind::ActiveOrderChanged { active } => self.has_active_order = *active,
            EventKind::ContactDeleted => self.deleted = true,
            EventKind::MergedInto { survivor, .. } => {
                self.deleted = true;
                self.merged_into = Some(*survivor);
            }
            EventKind::ContactRestored { .. } => {
                self.deleted = false;
                self.merged_into = None;
            }
        }
    }
}

#[cfg(test)]
mod tests;
