//! What an employee is told, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{self, Reach};
use crate::comment::{Comment, CommentChange};
use crate::contact::{Assignment, Contact, Event, EventKind};
use crate::ids::{ActId, ContactId, EmployeeId, NotificationId};
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
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    /// The first words of a comment, or the name of the contact that was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub excerpt: Option<String>,
    pub read: bool,
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
        EventKind::EmployeeAssigned { assignment } if !assignment.started => {}
        EventKind::EmployeeAssigned { assignment: Assignment { employee, .. } }
        | EventKind::AssignmentStarted { employee, .. } => told.push((*employee, NotificationKind::Assigned)),
        EventKind::ContactCreated { .. }
        | EventKind::FieldChanged { .. }
        | EventKind::CommentChanged { .. }
        | EventKind::AssignmentEnded { .. }
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
    told.into_iter()
        .filter(|(employee, _)| *employee != event.by)
        .filter(|(employee, _)| roster.reach(&audience, *employee) == Reach::Full)
        .map(|(employee, kind)| Notification {
            id: told_once(contact.id, event.seq, employee),
            employee,
            event: kind,
            contact: Some(contact.id),
            contact_name: contact.fields.name.clone(),
            seq: event.seq,
            act: None,
            count: None,
            by: event.by,
            at: event.at,
            excerpt: excerpt.map(str::to_owned),
            read: false,
        })
        .collect()
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
