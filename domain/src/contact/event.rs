//! What happened to a contact, in the past tense. An event is stored as it is here and sent to screens as it is here.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Assignment, AssignmentRole, Contact, Field, FieldValue, Override};
use crate::comment::{Comment, CommentChange};
use crate::ids::{ActId, AssignmentId, CommandId, ContactId, EmployeeId, MergeId};
use crate::rules::{Proposal, Why};

/// One committed change of one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Event {
    /// Counts the changes of one contact from 1, without gaps (`[L1]`).
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub by: EmployeeId,
    /// The absent employee on whose behalf it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub acting_for: Option<EmployeeId>,
    /// The command that led to it, as its client named it.
    pub command: CommandId,
    /// The act over many contacts that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub act: Option<ActId>,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    ContactCreated {
        contact: Box<Contact>,
    },
    FieldChanged {
        field: Field,
        value: FieldValue,
        previous: FieldValue,
    },
    CommentAdded {
        comment: Comment,
    },
    CommentChanged {
        /// As it is afterwards.
        comment: Comment,
        change: CommentChange,
        /// The seq of the event that added it.
        comment_seq: u64,
    },
    EmployeeAssigned {
        assignment: Assignment,
        /// If a rule assigned: everything that it followed from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        why: Option<Box<Why>>,
    },
    /// No rule ends or moves the assignment from here on, or they may again.
    AssignmentPinned {
        assignment: AssignmentId,
        pinned: bool,
    },
    /// A rule has something for the contact and did not do it. What it had before was withdrawn.
    ProposalMade {
        proposal: Box<Proposal>,
    },
    /// It was done, or nothing of it is left.
    ProposalWithdrawn {
        proposal: Box<Proposal>,
        /// Somebody wants it not.
        dismissed: bool,
    },
    /// A planned assignment began.
    AssignmentStarted {
        assignment: AssignmentId,
        employee: EmployeeId,
        role: AssignmentRole,
    },
    AssignmentEnded {
        assignment: AssignmentId,
        employee: EmployeeId,
        /// Its time was over; nobody ended it.
        #[serde(default)]
        expired: bool,
    },
    ContactDeleted,
    /// Somebody opened the contact for themselves, who would not see it.
    AccessOverridden {
        overriding: Override,
    },
    /// Its last day is over.
    OverrideEnded {
        id: CommandId,
        employee: EmployeeId,
    },
    /// An order of the contact became active, the first one, or the last one is active no more.
    ActiveOrderChanged {
        active: bool,
    },
    /// This contact took another one over; what follows under the same command came with it (`[M1]`).
    ContactMerged {
        merge: MergeId,
        other: ContactId,
        /// That of the other at the time.
        name: String,
    },
    /// A comment of the contact that was taken over, as it was there.
    CommentMoved {
        comment: Comment,
    },
    /// The other contact took this one over, and this one is deleted.
    MergedInto {
        merge: MergeId,
        survivor: ContactId,
        /// That of the survivor at the time.
        name: String,
    },
    /// The contact that was taken over stands by itself again.
    MergeUndone {
        merge: MergeId,
        other: ContactId,
        name: String,
    },
    /// A comment went back to the contact that it came from.
    CommentTakenBack {
        comment: CommandId,
        /// The seq of the event that brought it.
        comment_seq: u64,
    },
    /// This contact is what it was before another one took it over.
    ContactRestored {
        merge: MergeId,
        survivor: ContactId,
        name: String,
    },
}
