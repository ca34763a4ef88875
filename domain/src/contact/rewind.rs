//! A contact as it was at an earlier time, by taking back what happened since, from the newest event back (`[H1]`).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Contact, Event, EventKind, Field, FieldVersion};

/// A contact on its way back.
#[derive(Debug)]
pub struct Rewind {
    contact: Contact,
    time: DateTime<Utc>,
    /// Fields whose last change was taken back: the change before it is still to be found.
    to_date: BTreeSet<Field>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    TakingBack,
    /// The contact is as it was; only who changed its fields last is still looked for.
    Dating,
    Done,
    NotYetCreated,
}

impl Rewind {
    /// `contact` as it is now.
    pub fn new(contact: Contact, time: DateTime<Utc>) -> Self {
        let state = if contact.created_at > time { State::NotYetCreated } else { State::TakingBack };
        Self { contact, time, to_date: BTreeSet::new(), state }
    }

    /// Whether older events are needed.
    pub fn goes_on(&self) -> bool {
        matches!(self.state, State::TakingBack | State::Dating)
    }

    /// Takes the next older event; the first is the one that led to the contact as it is now.
    pub fn take(&mut self, event: &Event) {
        match self.state {
            State::TakingBack if event.at > self.time => self.take_back(event),
            State::TakingBack => {
                self.contact.version = event.seq;
                self.contact.updated_at = event.at;
                self.state = State::Dating;
                self.date(event);
            }
            State::Dating => self.date(event),
            State::Done | State::NotYetCreated => {}
        }
    }

    /// The contact as it was; None if it did not exist yet.
    pub fn finish(self) -> Option<Contact> {
        matches!(self.state, State::Dating | State::Done).then_some(self.contact)
    }

    fn take_back(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ContactCreated { .. } => self.state = State::NotYetCreated,
            EventKind::FieldChanged { field, previous, .. } => {
                self.contact.fields.restore(*field, previous.clone());
                self.contact.field_versions.remove(field);
                self.to_date.insert(*field);
            }
            EventKind::EmployeeAssigned { assignment, .. } => {
                self.contact.assignments.retain(|known| known.id != assignment.id);
            }
            EventKind::AssignmentStarted { assignment, .. } => {
                if let Some(begun) = self.contact.assignments.iter_mut().find(|known| known.id == *assignment) {
                    begun.started = false;
                }
            }
            EventKind::AssignmentEnded { assignment, .. } => {
                if let Some(open) = self.contact.assignments.iter_mut().find(|known| known.id == *assignment) {
                    open.ended = None;
                }
            }
            EventKind::AssignmentPinned { assignment, pinned } => {
                if let Some(known) = self.contact.assignments.iter_mut().find(|known| known.id == *assignment) {
                    known.pinned = !pinned;
                }
            }
            EventKind::ProposalMade { .. } => self.contact.proposal = None,
            EventKind::ProposalWithdrawn { proposal, .. } => self.contact.proposal = Some(proposal.as_ref().clone()),
            EventKind::ActiveOrderChanged { active } => self.contact.has_active_order = !active,
            EventKind::ContactDeleted => self.contact.deleted = false,
            EventKind::MergedInto { .. } => {
                self.contact.deleted = false;
                self.contact.merged_into = None;
            }
            EventKind::ContactRestored { survivor, .. } => {
                self.contact.deleted = true;
                self.contact.merged_into = Some(*survivor);
            }
            EventKind::CommentAdded { .. }
            | EventKind::CommentChanged { .. }
            | EventKind::CommentMoved { .. }
            | EventKind::CommentTakenBack { .. }
            | EventKind::ContactMerged { .. }
            | EventKind::MergeUndone { .. }
            // Who saw it then says nothing of what it was.
            | EventKind::AccessOverridden { .. }
            | EventKind::OverrideEnded { .. } => {}
        }
    }

    fn date(&mut self, event: &Event) {
        match &event.kind {
            EventKind::FieldChanged { field, .. } if self.to_date.remove(field) => {
                self.contact.field_versions.insert(*field, FieldVersion { seq: event.seq, by: event.by });
            }
            // Nothing was changed before.
            EventKind::ContactCreated { .. } => self.to_date.clear(),
            _ => {}
        }
        if self.to_date.is_empty() {
            self.state = State::Done;
        }
    }
}
