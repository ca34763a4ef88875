//! What an employee is told, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{self, Reach};
use crate::comment::{Comment, CommentChange};
use crate::contact::{Assignment, Contact, Event, EventKind};
use crate::ids::{ActId, ContactId, EmployeeId, NotificationId, SubstitutionId};
use crate::roster::Roster;

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Their name stands in a comment.
    Mentioned,
    /// Somebody replied in a thread that they opened.
    Replied,
    /// They now look after the contact.
    Assigned,
    /// A contact that they look after was made one with another.
    Merged,
    /// They now look after several contacts, by one act.
    AssignedMany,
    /// Somebody offers them contacts.
    HandoverProposed,
    /// Their offer was taken.
    HandoverAccepted,
    /// Their offer was not taken.
    HandoverDeclined,
    /// They received contacts.
    HandedOver,
    /// Contacts that they had went to somebody else.
    HandedOn,
    /// An act that concerned them was taken back.
    ActUndone,
    /// Somebody set a substitution for later in which they take part; the next ones are of one too.
    SubstitutionPlanned,
    SubstitutionStarted,
    /// Its last day is another one.
    SubstitutionChanged,
    SubstitutionEnded,
    SubstitutionRevoked,
    /// Somebody opened a contact for themselves that they look after.
    AccessOverridden,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Notification {
    pub id: NotificationId,
    /// Who is told.
    pub employee: EmployeeId,
    pub event: NotificationKind,
    /// None: it is about no single contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    /// The contact's name when it happened; empty without one.
    pub contact_name: String,
    /// The change of the contact that it tells of; 0 without one.
    pub seq: u64,
    /// The act over several contacts that it sums up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub act: Option<ActId>,
    /// How many contacts of the act concern them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub count: Option<u64>,
    /// The substitution that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub substitution: Option<SubstitutionId>,
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    /// The first words of a comment, the name of the contact that was taken over, who substitutes whom and when, or a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub excerpt: Option<String>,
    pub read: bool,
    /// The absent employee whom it was meant for: this one is told because they substitute them (`[N4]`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub substituting: Option<EmployeeId>,
}

impl NotificationKind {
    /// Whether who substitutes the one it is meant for is told too (`[N4]`).
    fn travels(self) -> bool {
        match self {
            Self::Mentioned
            | Self::Replied
            | Self::Assigned
            | Self::Merged
            | Self::AssignedMany
            | Self::HandoverProposed
            | Self::HandoverAccepted
            | Self::HandoverDeclined
            | Self::HandedOver
            | Self::HandedOn
            | Self::ActUndone => true,
            Self::SubstitutionPlanned
            | Self::SubstitutionStarted
            | Self::SubstitutionChanged
            | Self::SubstitutionEnded
            | Self::SubstitutionRevoked
            | Self::AccessOverridden => false,
        }
    }
}

/// Who is told of an event, given the contact after it. Nobody is told of what they did themselves (`[N1]`) or of a
/// contact that they may not see whole (`[N2]`).
pub fn notifications(
    contact: &Contact,
    event: &Event,
    thread_author: Option<EmployeeId>,
    roster: &Roster,
) -> Vec<Notification> {
    // The whole act is told once, when it is done (`[B4]`).
    if event.act.is_some() {
        return Vec::new();
    }
    let mut told: Vec<(EmployeeId, NotificationKind)> = Vec::new();
    let mut excerpt = None;
    match &event.kind {
        EventKind::CommentAdded { comment } => {
            excerpt = Some(excerpt_of(comment));
            told.extend(comment.mentions.iter().map(|employee| (*employee, NotificationKind::Mentioned)));
            if let Some(author) = thread_author.filter(|author| !comment.mentions.contains(author)) {
                told.push((author, NotificationKind::Replied));
            }
        }
        EventKind::CommentChanged { comment, change: CommentChange::Edit { .. }, .. } => {
            excerpt = Some(excerpt_of(comment));
            told.extend(
                comment.newly_mentioned(roster).into_iter().map(|employee| (employee, NotificationKind::Mentioned)),
            );
        }
        EventKind::AccessOverridden { overriding } => {
            excerpt = Some(overriding.reason.clone());
            let lookers_after: BTreeSet<_> = match contact.account_manager() {
                Some(manager) => [manager].into(),
                None => contact.active_assignments().map(|assignment| assignment.employee).collect(),
            };
            told.extend(lookers_after.into_iter().map(|employee| (employee, NotificationKind::AccessOverridden)));
        }
        EventKind::EmployeeAssigned { assignment, .. } if !assignment.started => {}
        EventKind::EmployeeAssigned { assignment: Assignment { employee, .. }, .. }
        | EventKind::AssignmentStarted { employee, .. } => told.push((*employee, NotificationKind::Assigned)),
        EventKind::ContactCreated { .. }
        | EventKind::FieldChanged { .. }
        | EventKind::CommentChanged { .. }
        | EventKind::AssignmentEnded { .. }
        | EventKind::AssignmentPinned { .. }
        | EventKind::ProposalMade { .. }
        | EventKind::ProposalWithdrawn { .. }
        | EventKind::OverrideEnded { .. }
        | EventKind::ActiveOrderChanged { .. }
        | EventKind::ContactDeleted
        | EventKind::ContactMerged { .. }
        | EventKind::CommentMoved { .. }
        | EventKind::MergedInto { .. }
        | EventKind::MergeUndone { .. }
        | EventKind::CommentTakenBack { .. }
        | EventKind::ContactRestored { .. } => {}
    }
    tell(contact, event, told, excerpt.as_deref(), roster)
}

/// Who is told that `contact` took the other one over: whoever looked after either of them, once (`[M10]`).
pub fn of_merge(
    contact: &Contact,
    event: &Event,
    lookers_after: impl IntoIterator<Item = EmployeeId>,
    other_name: &str,
    roster: &Roster,
) -> Vec<Notification> {
    let once: BTreeSet<_> = lookers_after.into_iter().collect();
    let told = once.into_iter().map(|employee| (employee, NotificationKind::Merged)).collect();
    tell(contact, event, told, Some(other_name), roster)
}

fn tell(
    contact: &Contact,
    event: &Event,
    told: Vec<(EmployeeId, NotificationKind)>,
    excerpt: Option<&str>,
    roster: &Roster,
) -> Vec<Notification> {
    let audience = access::audience(contact);
    routed(told, roster)
        .into_iter()
        .filter(|Told { employee, .. }| *employee != event.by)
        .filter(|Told { employee, .. }| roster.reach(&audience, *employee) == Reach::Full)
        .map(|Told { employee, kind, substituting }| Notification {
            id: told_once(contact.id, event.seq, employee),
            employee,
            event: kind,
            contact: Some(contact.id),
            contact_name: contact.fields.name.clone(),
            seq: event.seq,
            act: None,
            count: None,
            substitution: None,
            by: event.by,
            at: event.at,
            excerpt: excerpt.map(str::to_owned),
            read: false,
            substituting,
        })
        .collect()
}

/// Somebody to be told.
struct Told {
    employee: EmployeeId,
    kind: NotificationKind,
    substituting: Option<EmployeeId>,
}

/// Those to be told and, after all of them, who substitutes one of them and is told nothing of it otherwise (`[N4]`).
fn routed(told: Vec<(EmployeeId, NotificationKind)>, roster: &Roster) -> Vec<Told> {
    let mut routed: Vec<Told> = Vec::with_capacity(told.len());
    routed.extend(told.iter().map(|(employee, kind)| Told { employee: *employee, kind: *kind, substituting: None }));
    for (absent, kind) in told.into_iter().filter(|(_, kind)| kind.travels()) {
        for employee in roster.told_instead(absent).iter().copied() {
            if !routed.iter().any(|known| known.employee == employee) {
                routed.push(Told { employee, kind, substituting: Some(absent) });
            }
        }
    }
    routed
}

/// What is told of no single contact, and the same for who substitutes one of those it is meant for (`[N4]`).
pub fn with_substitutes(mut told: Vec<Notification>, roster: &Roster) -> Vec<Notification> {
    for index in 0..told.len() {
        let meant = told[index].clone();
        if !meant.event.travels() {
            continue;
        }
        for employee in roster.told_instead(meant.employee).iter().copied() {
            if employee != meant.by && !told.iter().any(|known| known.employee == employee) {
                let id = NotificationId(Uuid::new_v5(&meant.id.0, employee.0.as_bytes()));
                told.push(Notification { id, employee, substituting: Some(meant.employee), ..meant.clone() });
            }
        }
    }
    told
}

/// The first words of a comment.
fn excerpt_of(comment: &Comment) -> String {
    comment.text.chars().take(140).collect()
}

/// The same thing told to the same person has the same id, however often it is computed (`[N3]`).
fn told_once(contact: ContactId, seq: u64, employee: EmployeeId) -> NotificationId {
    NotificationId(Uuid::new_v5(&contact.0, format!("{seq}/{employee}").as_bytes()))
}

#[cfg(test)]
mod tests;
