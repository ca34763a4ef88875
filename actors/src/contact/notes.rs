//! The notes' side of a contact's actor: opens the room from its log, lets sockets in through the gate, and sends its
//! updates through the same queue to disk as every other change.

use actix::fut::{self, LocalBoxActorFuture};
use actix::prelude::*;
use bytes::Bytes;
use store::NoteUpdate;

use domain::SessionId;

use super::ContactActor;
use super::hold::Aside;
use super::live::Work;
use super::messages::{JoinError, JoinNotes, LeaveNotes, NotesMessage};
use crate::notes::{Merged, Offence, Room, Step};
use crate::relay::{Channel, Delivery, Socket};

/// A log this long is merged while people still write, so that opening it stays quick.
const MERGE_EVERY: usize = 500;

/// Codes that a notes socket is closed with (RFC 6455, 7.4; 4000 and up are ours).
const INVALID_PAYLOAD: u16 = 1007;
const TOO_LARGE: u16 = 1009;
const TRY_AGAIN: u16 = 1012;
const ACCESS_LOST: u16 = 4403;

impl ContactActor {
    fn notes_channel(&self) -> Channel {
        Channel::Notes(self.id)
    }

    /// Reads the notes from their log, unless they are open.
    fn open_notes(&self) -> LocalBoxActorFuture<Self, Result<(), JoinError>> {
        if self.notes.is_some() {
            return Box::pin(fut::ready(Ok(())));
        }
        let (store, id) = (self.services.store.clone(), self.id);
        Box::pin(async move { store.note(id).await }.into_actor(self).map(|log, this, _| {
            let log = log.map_err(|error| JoinError::Unavailable(error.to_string()))?;
            let (room, failed) = Room::open(&log);
            this.report_left_out(failed);
            this.notes = Some(room);
            Ok(())
        }))
    }

    fn report_left_out(&self, failed: usize) {
        if failed > 0 {
            tracing::error!(contact = %self.id, failed, "updates of the notes do not apply and were left out");
        }
    }

    fn publish_to_notes(&self, frame: &Bytes) {
        if let Some(notes) = &self.notes {
            notes.listeners().publish(self.notes_channel(), frame);
        }
    }

    /// An update is on disk: everyone gets it, its author too.
    pub(super) fn publish_note(&mut self, update: &NoteUpdate, ctx: &mut Context<Self>) {
        metrics::counter!("kontor_note_updates_total").increment(1);
        self.publish_to_notes(&Room::published(update));
        if self.notes.as_ref().is_some_and(|notes| notes.unmerged() >= MERGE_EVERY) {
            self.merge_notes(ctx);
        }
    }

    /// An update that was saved while the contact was handed over.
    pub(super) fn take_over_note(&mut self, update: &NoteUpdate, ctx: &mut Context<Self>) {
        match self.notes.as_mut().map(|notes| notes.take_over(update)) {
            Some(Err(error)) => {
                tracing::error!(contact = %self.id, %error, "the notes did not take what is on disk");
                self.close_notes("the notes are read afresh");
            }
            Some(Ok(())) | None => self.publish_note(update, ctx),
        }
    }

    pub(super) fn tell_notes(&self, session: SessionId, frame: Bytes) {
        if let Some(socket) = self.notes.as_ref().and_then(|notes| notes.listeners().get(session)) {
            socket.tell(Delivery::Direct { session, frame });
        }
    }

    /// Replaces the log by the document as one update. Skipped while updates are on their way to disk: it comes again.
    pub(super) fn merge_notes(&mut self, ctx: &mut Context<Self>) {
        if self.merging_notes || self.live.waiting_notes().next().is_some() {
            return;
        }
        let Some(merged) = self.notes.as_ref().and_then(Room::merged) else { return };
        let Merged { through, update, freed } = merged;
        self.merging_notes = true;
        let (store, id) = (self.services.store.clone(), self.id);
        let merging = async move { store.compact_note(id, through, update).await }.into_actor(self);
        ctx.spawn(merging.map(move |outcome, this, _| {
            this.merging_notes = false;
            match (outcome, &mut this.notes) {
                (Ok(()), Some(notes)) => notes.has_merged(through, freed),
                (Ok(()), None) => {}
                // The log is as it was, and is merged another time.
                (Err(error), _) => tracing::warn!(contact = %this.id, %error, "the notes could not be merged"),
            }
            if this.notes.as_ref().is_some_and(Room::is_idle) {
                this.notes = None;
            }
        }));
    }

    /// Ends the notes for everyone; their clients come back and send what is missing.
    pub(super) fn close_notes(&mut self, reason: &'static str) {
        let Some(notes) = self.notes.take() else { return };
        for socket in notes.listeners().iter() {
            socket.tell(Delivery::Disconnect { session: socket.session, code: TRY_AGAIN, reason });
        }
    }

    pub(super) fn revoke_notes(&mut self, whom: impl Fn(&Socket) -> bool, ctx: &mut Context<Self>) {
        let Some(notes) = &self.notes else { return };
        let sessions: Vec<_> =
            notes.listeners().iter().filter(|socket| whom(socket)).map(|socket| socket.session).collect();
        for session in sessions {
            self.cut_off(session, ACCESS_LOST, "access_lost", ctx);
        }
    }

    fn cut_off(&mut self, session: SessionId, code: u16, reason: &'static str, ctx: &mut Context<Self>) {
        if let Some(socket) = self.leave_notes(session, ctx) {
            socket.tell(Delivery::Disconnect { session, code, reason });
        }
    }

    fn leave_notes(&mut self, session: SessionId, ctx: &mut Context<Self>) -> Option<Socket> {
        let (left, farewell) = self.notes.as_mut()?.leave(session);
        if let Some(socket) = &left {
            socket.tell(Delivery::Close { channel: self.notes_channel(), session, last: None });
        }
        if let Some(farewell) = farewell {
            self.publish_to_notes(&farewell);
        }
        if self.notes.as_ref().is_some_and(|notes| notes.listeners().is_empty()) {
            self.merge_notes(ctx);
        }
        left
    }

    /// The document took half of an update: read it afresh, so that nobody ever sees that half.
    fn rebuild_notes(&mut self, ctx: &mut Context<Self>) {
        let (store, id) = (self.services.store.clone(), self.id);
        let reading = async move { store.note(id).await }.into_actor(self);
        ctx.wait(reading.map(|log, this: &mut Self, _| {
            let waiting: Vec<_> = this.live.waiting_notes().cloned().collect();
            match (log, &mut this.notes) {
                (Ok(log), Some(notes)) => {
                    let failed = notes.rebuild(&log, &waiting);
                    this.report_left_out(failed);
                }
                (Ok(_), None) => {}
                (Err(error), _) => {
                    tracing::error!(contact = %this.id, %error, "the notes could not be read afresh");
                    this.close_notes("the notes could not be read");
                }
            }
        }));
    }
}

impl Handler<JoinNotes> for ContactActor {
    type Result = AtomicResponse<Self, Result<(), JoinError>>;

    fn handle(&mut self, JoinNotes { socket, may_write }: JoinNotes, _ctx: &mut Self::Context) -> Self::Result {
        let employee = socket.employee;
        // Not sooner: a commit under way may still be published before the actor waits.
        let opening = fut::ready(()).then(move |(), this: &mut Self, _| match this.may_join(employee) {
            Ok(()) => this.open_notes(),
            Err(refused) => Box::pin(fut::ready(Err(refused))),
        });
        AtomicResponse::new(Box::pin(opening.map(move |opened, this: &mut Self, _| {
            opened?;
            if let Some(notes) = &mut this.notes {
                let first = notes.join(socket.clone(), may_write);
                let (channel, session) = (this.notes_channel(), socket.session);
                socket.tell(Delivery::Open { channel, session, first });
            }
            Ok(())
        })))
    }
}

impl Handler<NotesMessage> for ContactActor {
    type Result = ();

    fn handle(&mut self, message: NotesMessage, ctx: &mut Self::Context) {
        if self.hold.is_some() {
            self.aside.push(Aside::Notes(message));
            return;
        }
        let NotesMessage { session, bytes } = message;
        let Some(notes) = self.notes.as_mut() else { return };
        let Some(employee) = notes.listeners().get(session).map(|socket| socket.employee) else { return };
        let (steps, result) = notes.receive(session, &bytes);
        for step in steps {
            match step {
                Step::Store(update) => self.live.push_note(Work::Note(update)),
                Step::Answer(frame) => self.live.push_note(Work::Answer { session, frame }),
                Step::Publish(frame) => self.publish_to_notes(&frame),
            }
        }
        if let Err(offence) = result {
            tracing::warn!(contact = %self.id, %session, %employee, %offence, "a notes socket was cut off");
            metrics::counter!("kontor_notes_offences_total").increment(1);
            if matches!(&offence, Offence::Document(error) if error.spoils()) {
                self.rebuild_notes(ctx);
            }
            let (code, reason) = if offence.is_too_large() {
                (TOO_LARGE, "notes_too_large")
            } else {
                (INVALID_PAYLOAD, "invalid_update")
            };
            self.cut_off(session, code, reason, ctx);
        }
        self.pump(ctx);
    }
}

impl Handler<LeaveNotes> for ContactActor {
    type Result = ();

    fn handle(&mut self, LeaveNotes { session }: LeaveNotes, ctx: &mut Self::Context) {
        self.leave_notes(session, ctx);
    }
}
