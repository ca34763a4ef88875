//! What leaves the actor once it is on disk: first the gate is applied to open sockets, then events go out, then authors
//! are answered.

use std::sync::Arc;

use actix::prelude::*;
use bytes::Bytes;

use domain::access;
use domain::contact::Contact;
use domain::{ContactId, Event};

use super::hold::TakenOver;
use super::live::{Entry, Work, answer};
use super::messages::Executed;
use super::{ContactActor, Socket};
use crate::frame;
use crate::relay::Delivery;
use crate::wire::{RevokedReason, ServerFrame, TopicState};

/// Why a socket is closed to the contact, and where the contact went.
#[derive(Clone, Copy)]
pub(super) struct Loss {
    reason: RevokedReason,
    merged_into: Option<ContactId>,
}

impl From<RevokedReason> for Loss {
    fn from(reason: RevokedReason) -> Self {
        Self { reason, merged_into: None }
    }
}

impl ContactActor {
    /// `revision` is that of the lists which hold the batch.
    pub(super) fn publish_committed(&mut self, revision: Option<u64>, ctx: &mut Context<Self>) {
        let before = Arc::clone(self.live.committed());
        let entries = self.live.committed_batch();
        let after = self.live.committed();
        if after.version > before.version {
            self.services.lists.contact_changed(&before, after, revision);
        }
        let mut unsent = Vec::new();
        for entry in &entries {
            self.publish_events(&entry.before, &entry.after, &entry.events, None, &mut unsent, ctx);
        }
        self.send(&mut unsent);
        for entry in entries {
            self.answer_to(entry, ctx);
        }
    }

    fn answer_to(&mut self, entry: Entry, ctx: &mut Context<Self>) {
        let Entry { work, after, events, notifications, .. } = entry;
        self.services.notify(notifications);
        match work {
            Work::Command { replies, .. } => {
                let executed = Executed { seq: after.version, contact: after, events };
                answer(replies, &Ok(executed));
            }
            Work::Note(update) => self.publish_note(&update, ctx),
            Work::Answer { session, frame } => self.tell_notes(session, frame),
            // Whoever went away does not want to know.
            Work::Settled(settled) => drop(settled.send(())),
        }
    }

    /// What was decided and saved elsewhere while the contact was handed over.
    pub(super) fn publish_taken_over(&mut self, taken: TakenOver, ctx: &mut Context<Self>) {
        let TakenOver { after, events, notifications, note, revision, survivor } = taken;
        let before = Arc::clone(self.live.committed());
        self.live.take_over(after.clone(), &events);
        self.services.lists.contact_changed(&before, &after, revision);
        let mut unsent = Vec::new();
        self.publish_events(&before, &after, &events, survivor.as_deref(), &mut unsent, ctx);
        self.send(&mut unsent);
        if let Some(update) = note {
            self.take_over_note(&update, ctx);
        }
        self.services.notify(notifications);
    }

    /// Adds the frames of these events to those that are not sent yet, which leave first where somebody loses the contact.
    fn publish_events(
        &mut self,
        before: &Contact,
        after: &Contact,
        events: &[Event],
        survivor: Option<&Contact>,
        unsent: &mut Vec<Bytes>,
        ctx: &mut Context<Self>,
    ) {
        if events.is_empty() {
            return;
        }
        self.snapshot = None;
        if access::audience(before) != access::audience(after) {
            self.send(unsent);
            self.close_to_those_outside(after, survivor, ctx);
        }
        unsent.extend(events.iter().map(|event| frame::json(&ServerFrame::Event { topic: self.topic(), event })));
        metrics::counter!("kontor_events_total").increment(events.len() as u64);
    }

    /// What was committed together reaches each viewer in one write.
    fn send(&self, unsent: &mut Vec<Bytes>) {
        for frames in frame::joined(unsent) {
            self.listeners.publish(self.channel(), &frames);
        }
        unsent.clear();
    }

    /// Whoever lost the contact by a change hears of the loss and not of the change (`[A3]`); who sees the contact that
    /// took it over learns where it went.
    fn close_to_those_outside(&mut self, after: &Contact, survivor: Option<&Contact>, ctx: &mut Context<Self>) {
        if let Some(survivor) = survivor {
            let followers: Vec<_> = self
                .listeners
                .iter()
                .map(|socket| socket.employee)
                .filter(|employee| self.sees(survivor, *employee))
                .collect();
            let moved = Loss { reason: RevokedReason::Merged, merged_into: Some(survivor.id) };
            self.revoke(|socket| followers.contains(&socket.employee), moved, ctx);
        }
        let reason = if after.deleted { RevokedReason::Deleted } else { RevokedReason::AccessLost };
        let gone: Vec<_> = self
            .listeners
            .iter()
            .chain(self.notes.iter().flat_map(|notes| notes.listeners().iter()))
            .map(|socket| socket.employee)
            .filter(|employee| !self.sees(after, *employee))
            .collect();
        self.revoke(|socket| gone.contains(&socket.employee), reason.into(), ctx);
    }

    pub(super) fn revoke(&mut self, whom: impl Fn(&Socket) -> bool, loss: Loss, ctx: &mut Context<Self>) {
        let Loss { reason, merged_into } = loss;
        let channel = self.channel();
        let sessions: Vec<_> =
            self.listeners.iter().filter(|socket| whom(socket)).map(|socket| socket.session).collect();
        for session in sessions {
            if let Some(socket) = self.listeners.remove(session) {
                let last = Some(frame::json(&ServerFrame::Revoked { topic: self.topic(), reason, merged_into }));
                socket.tell(Delivery::Close { channel, session, last });
            }
            self.leave_presence(session, ctx);
        }
        self.revoke_notes(whom, ctx);
    }

    /// The state as of now, encoded once for everyone who asks before it changes.
    pub(super) fn snapshot_frame(&mut self) -> Bytes {
        if let Some(snapshot) = &self.snapshot {
            return snapshot.clone();
        }
        let contact = self.live.committed();
        let comments: Vec<_> = self.live.comments().shown().collect();
        let frame = frame::json(&ServerFrame::Snapshot {
            topic: self.topic(),
            seq: contact.version,
            state: TopicState::Contact {
                contact,
                comments: &comments,
                comments_before: self.live.comments().before(),
                people: self.presence.people(),
            },
        });
        self.snapshot = Some(frame.clone());
        frame
    }
}
