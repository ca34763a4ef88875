//! The actor of one contact: every change of the contact passes through it, and every socket that watches the contact
//! hangs on it.
//!
//! A thin shell around [`live::Live`]: it loads, commits, publishes, and keeps the gate on open sockets. Changes that
//! arrive while a commit is under way are decided at once and leave together as the next batch, so a busy contact is
//! bounded by the size of a batch and not by the latency of the disk. When the store cannot say whether a commit
//! happened, the actor stops and a fresh one loads what is true.

mod comments;
mod gather;
mod hold;
mod live;
mod messages;
mod notes;
mod presence;
mod publish;

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix::fut;
use actix::prelude::*;
use futures_util::future::ready;
use store::{CommitError, Committed, Store, StoreError};
use tokio::sync::oneshot;

use domain::access::{self, Reach};
use domain::{Contact, ContactId, EmployeeId, Event};

pub(crate) use hold::{HandBack, Held, Hold, TakenOver};
pub(crate) use messages::Settle;
pub use messages::{
    Drain, Execute, ExecuteError, Executed, JoinError, JoinNotes, LeaveNotes, NotesMessage, Order, Passivate, Recheck,
    ShowPresence, Subscribe, Unsubscribe,
};

use crate::desk::Services;
use crate::frame;
use crate::notes::Room;
use crate::relay::{Channel, Delivery, Listeners, Socket};
use crate::wire::{RevokedReason, ServerFrame, Topic};
use comments::{BYTES_IN_SNAPSHOT, COMMENTS_IN_SNAPSHOT, Comments};
use gather::{Gather, Turn};
use hold::Aside;
use live::{Entry, Live, Loaded, Next, Recall, SEEN_LIMIT, Work, answer};
use presence::Presence;

/// With `since`, at most this many events are sent again; who missed more gets a snapshot.
const REPLAY_LIMIT: usize = 500;
/// A mailbox holds this many messages before its senders wait.
const MAILBOX: usize = 256;

pub struct ContactActor {
    id: ContactId,
    services: Arc<Services>,
    live: Live,
    gather: Gather,
    listeners: Listeners,
    presence: Presence,
    notes: Option<Room>,
    merging_notes: bool,
    /// The encoded snapshot of the current version, shared by all who subscribe to it.
    snapshot: Option<bytes::Bytes>,
    state: State,
    drained: Vec<oneshot::Sender<()>>,
    /// Somebody waits to get the contact handed over.
    hold: Option<oneshot::Sender<Held>>,
    /// What came since, to be handled once the contact is back.
    aside: Vec<Aside>,
}

enum State {
    Open,
    /// Nothing new is taken; see [`Passivate`] and [`Drain`].
    Closing,
    /// The store failed while loading; everything is answered with the reason.
    Broken(String),
}

impl ContactActor {
    pub(crate) fn new(id: ContactId, services: Arc<Services>) -> Self {
        let live = Live::absent(id, services.clock.now());
        Self {
            id,
            services,
            live,
            gather: Gather::default(),
            listeners: Listeners::default(),
            presence: Presence::default(),
            notes: None,
            merging_notes: false,
            snapshot: None,
            state: State::Open,
            drained: Vec::new(),
            hold: None,
            aside: Vec::new(),
        }
    }

    fn channel(&self) -> Channel {
        Channel::Contact(self.id)
    }

    fn topic(&self) -> Topic {
        Topic::Contact(self.id)
    }

    /// Reads the contact from the store. The actor waits for it, so nothing is handled on a half-known contact.
    fn load(&self) -> impl ActorFuture<Self, Output = ()> + use<> {
        let store = self.services.store.clone();
        let id = self.id;
        async move { load(&store, id).await }.into_actor(self).map(|loaded, this, ctx| match loaded {
            Ok(Some(loaded)) => this.live = Live::new(loaded),
            Ok(None) => this.live = Live::absent(this.id, this.services.clock.now()),
            Err(error) => {
                tracing::error!(contact = %this.id, %error, "a contact could not be loaded");
                this.state = State::Broken(error.to_string());
                ctx.notify(StopWhenAnswered);
            }
        })
    }

    /// Sends the next batch to the store, unless one is under way or is being gathered.
    fn pump(&mut self, ctx: &mut Context<Self>) {
        while self.live.has_waiting() {
            match self.gather.turn(self.listeners.len(), Instant::now()) {
                Turn::Now => {}
                Turn::In(pause) => {
                    ctx.run_later(pause, |this, ctx| {
                        this.gather.waited();
                        this.pump(ctx);
                    });
                    break;
                }
                Turn::Later => break,
            }
            let batch = match self.live.next_batch() {
                Next::Nothing => break,
                Next::Answers => {
                    self.publish_committed(None, ctx);
                    continue;
                }
                Next::Batch(batch) => batch,
            };
            let started = Instant::now();
            self.gather.begin(started);
            let commit = self.services.journal.commit(batch).into_actor(self).map(move |outcome, this, ctx| {
                metrics::histogram!("kontor_commit_seconds").record(started.elapsed().as_secs_f64());
                this.committed(outcome, ctx);
            });
            ctx.spawn(commit);
        }
        if let Some(recall) = self.live.next_recall() {
            self.recall(recall, ctx);
            return;
        }
        if self.live.is_idle() {
            if let Some(hold) = self.hold.take() {
                self.hand_over(hold, ctx);
                return;
            }
            for drained in self.drained.drain(..) {
                if drained.send(()).is_err() {
                    tracing::debug!(contact = %self.id, "nobody waits for the drained contact");
                }
            }
        }
    }

    /// Reads an older comment, so that its change can be decided. The actor waits for it, so that what is sent in order
    /// happens in order.
    fn recall(&self, Recall { seq, execute, reply }: Recall, ctx: &mut Context<Self>) {
        let (store, id) = (self.services.store.clone(), self.id);
        let reading = async move { store.comment(id, seq).await }.into_actor(self);
        ctx.wait(reading.map(move |read, this, ctx| {
            match read {
                Ok(Some(comment)) => {
                    this.live.recall(comment);
                    this.live.execute(execute, reply, &this.services.surroundings());
                }
                Ok(None) => {
                    tracing::error!(contact = %this.id, seq, "a comment is missing");
                    answer(vec![reply], &Err(ExecuteError::Unavailable("a comment is missing".to_owned())));
                }
                Err(error) => answer(vec![reply], &Err(ExecuteError::Unavailable(error.to_string()))),
            }
            this.pump(ctx);
        }));
    }

    fn committed(&mut self, outcome: Result<Committed, CommitError>, ctx: &mut Context<Self>) {
        match outcome {
            Ok(Committed { revision }) => self.publish_committed(revision, ctx),
            Err(CommitError::NotDone(error)) => self.refuse_batch(&error),
            Err(CommitError::Stale) => self.reload_and_decide_again(ctx),
            Err(CommitError::Unknown(reason)) => {
                tracing::error!(contact = %self.id, reason, "the outcome of a commit is unknown; loading afresh");
                self.abandon(&ExecuteError::OutcomeUnknown);
                ctx.stop();
            }
        }
        self.pump(ctx);
    }

    /// Certainly not on disk: its authors are told, what was decided on top of it is decided again.
    fn refuse_batch(&mut self, error: &StoreError) {
        tracing::error!(contact = %self.id, %error, "a batch was not saved");
        let (failed, behind) = self.live.failed_batch();
        let reason = ExecuteError::Unavailable(error.to_string());
        let notes_lost = failed.iter().chain(&behind).any(Entry::is_of_notes);
        for entry in failed {
            if let Work::Command { replies, .. } = entry.work {
                answer(replies, &Err(reason.clone()));
            }
        }
        if notes_lost {
            self.close_notes("the notes could not be saved");
        }
        self.decide_again(behind);
    }

    /// Another node committed first: take its changes over, then decide again.
    fn reload_and_decide_again(&mut self, ctx: &mut Context<Self>) {
        let (mut entries, behind) = self.live.failed_batch();
        entries.extend(behind);
        if entries.iter().any(Entry::is_of_notes) {
            self.close_notes("the notes changed elsewhere");
        }
        self.snapshot = None;
        self.services.lists.changes_missed();
        let again = self.load().map(move |(), this: &mut Self, ctx| {
            let topic = this.topic();
            this.listeners.publish(this.channel(), &frame::json(&ServerFrame::Resync { topic }));
            this.decide_again(entries);
            this.pump(ctx);
        });
        ctx.wait(again);
    }

    fn decide_again(&mut self, entries: Vec<Entry>) {
        let around = self.services.surroundings();
        for entry in entries {
            if let Work::Command { execute, mut replies } = entry.work
                && let Some(first) = replies.pop()
            {
                for repeated in replies {
                    self.live.execute(execute.clone(), repeated, &around);
                }
                self.live.execute(execute, first, &around);
            }
        }
    }

    /// Tells everyone that this actor knows no more; what is true is in the store.
    fn abandon(&mut self, error: &ExecuteError) {
        self.state = State::Closing;
        self.hold = None;
        self.aside.clear();
        self.services.lists.changes_missed();
        let (mut failed, behind) = self.live.failed_batch();
        // What was under way may be on disk, what waited behind it is not.
        for ticket in failed.iter_mut().filter_map(|entry| entry.ticket.take()) {
            ticket.look_up(self.services.store.clone());
        }
        for entry in failed.into_iter().chain(behind) {
            if let Work::Command { replies, .. } = entry.work {
                answer(replies, &Err(error.clone()));
            }
        }
        let (channel, topic) = (self.channel(), self.topic());
        let resync = frame::json(&ServerFrame::Resync { topic });
        for socket in std::mem::take(&mut self.listeners).iter() {
            socket.tell(Delivery::Close { channel, session: socket.session, last: Some(resync.clone()) });
        }
        self.close_notes("the contact is loaded afresh");
    }

    fn may_join(&self, employee: EmployeeId) -> Result<(), JoinError> {
        match &self.state {
            State::Closing => Err(JoinError::Moved),
            State::Broken(reason) => Err(JoinError::Unavailable(reason.clone())),
            State::Open if self.sees(self.live.committed(), employee) => Ok(()),
            State::Open => Err(JoinError::NotFound),
        }
    }

    /// The gate. `contact` is committed: rights follow what is on disk.
    fn sees(&self, contact: &Contact, employee: EmployeeId) -> bool {
        self.services.roster().reach(&access::audience(contact), employee) == Reach::Full
    }
}

async fn load(store: &Store, id: ContactId) -> Result<Option<Loaded>, StoreError> {
    let Some(contact) = store.contact(id).await? else { return Ok(None) };
    let (recent, page, heads) = futures_util::try_join!(
        store.events_before(id, None, SEEN_LIMIT),
        store.comments(id, None, COMMENTS_IN_SNAPSHOT, BYTES_IN_SNAPSHOT),
        store.comment_heads(id),
    )?;
    let mut pinned = Vec::new();
    for head in heads.iter().filter(|head| head.is_pinned && page.before.is_some_and(|from| head.seq < from)) {
        pinned.extend(store.comment(id, head.seq).await?.map(|comment| (head.seq, comment)));
    }
    Ok(Some(Loaded { contact, recent, comments: Comments::new(page, pinned, heads) }))
}

impl Actor for ContactActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        metrics::gauge!("kontor_contacts_active").increment(1);
        ctx.wait(self.load());
    }

    fn stopped(&mut self, _ctx: &mut Self::Context) {
        metrics::gauge!("kontor_contacts_active").decrement(1);
    }
}

impl Handler<Execute> for ContactActor {
    type Result = ResponseFuture<Result<Executed, ExecuteError>>;

    fn handle(&mut self, execute: Execute, ctx: &mut Self::Context) -> Self::Result {
        let refused = match &self.state {
            State::Open => None,
            State::Closing => Some(ExecuteError::Moved),
            State::Broken(reason) => Some(ExecuteError::Unavailable(reason.clone())),
        };
        if let Some(error) = refused {
            return Box::pin(ready(Err(error)));
        }
        let (reply, answered) = oneshot::channel();
        if self.hold.is_some() {
            self.aside.push(Aside::Command(execute, reply));
        } else {
            self.live.execute(execute, reply, &self.services.surroundings());
            self.pump(ctx);
        }
        // The actor stopped between deciding and answering.
        Box::pin(async { answered.await.unwrap_or(Err(ExecuteError::OutcomeUnknown)) })
    }
}

impl Handler<Subscribe> for ContactActor {
    type Result = AtomicResponse<Self, Result<(), JoinError>>;

    fn handle(&mut self, Subscribe { socket, since }: Subscribe, _ctx: &mut Self::Context) -> Self::Result {
        let employee = socket.employee;
        // The actor waits for the events, so that none is published between reading and listening. A commit under way
        // may still be published before the waiting begins: nothing is looked at sooner.
        let reading = fut::ready(()).then(move |(), this: &mut Self, _| this.read_missed(employee, since));
        AtomicResponse::new(Box::pin(reading.map(move |events, this, _ctx| {
            let first = match events? {
                Some(events) if this.continues(&events, since) => this.replay(&events),
                _ => vec![this.snapshot_frame()],
            };
            let (channel, session) = (this.channel(), socket.session);
            socket.tell(Delivery::Open { channel, session, first });
            this.listeners.insert(socket);
            Ok(())
        })))
    }
}

impl ContactActor {
    /// The events after `since`, for who may see them; `None` where a snapshot has to serve.
    fn read_missed(
        &self,
        employee: EmployeeId,
        since: Option<u64>,
    ) -> impl ActorFuture<Self, Output = Result<Option<Vec<Event>>, JoinError>> + use<> {
        let allowed = self.may_join(employee);
        let version = self.live.committed().version;
        let missed = since.filter(|since| *since <= version && version - since <= REPLAY_LIMIT as u64);
        let (store, id) = (self.services.store.clone(), self.id);
        let reading = async move {
            allowed?;
            match missed {
                None => Ok(None),
                Some(since) if since == version => Ok(Some(Vec::new())),
                Some(since) => match store.events_since(id, since, REPLAY_LIMIT).await {
                    Ok(events) => Ok(Some(events)),
                    Err(error) => Err(JoinError::Unavailable(error.to_string())),
                },
            }
        };
        reading.into_actor(self)
    }

    /// Whether these events lead from `since` to the committed version without a gap.
    fn continues(&self, events: &[Event], since: Option<u64>) -> bool {
        let version = self.live.committed().version;
        let upto = events.iter().take_while(|event| event.seq <= version).count() as u64;
        since.is_some_and(|since| since + upto == version)
    }

    fn replay(&self, events: &[Event]) -> Vec<bytes::Bytes> {
        let version = self.live.committed().version;
        let mut frames: Vec<_> = events
            .iter()
            .take_while(|event| event.seq <= version)
            .map(|event| frame::json(&ServerFrame::Event { topic: self.topic(), event }))
            .collect();
        frames.push(self.presence.frame(self.id));
        frames
    }
}

impl Handler<Unsubscribe> for ContactActor {
    type Result = ();

    fn handle(&mut self, Unsubscribe { session }: Unsubscribe, ctx: &mut Self::Context) {
        if let Some(socket) = self.listeners.remove(session) {
            socket.tell(Delivery::Close { channel: self.channel(), session, last: None });
        }
        self.leave_presence(session, ctx);
    }
}

impl Handler<Recheck> for ContactActor {
    type Result = ();

    fn handle(&mut self, Recheck { employee }: Recheck, ctx: &mut Self::Context) {
        if !self.sees(self.live.committed(), employee) {
            self.revoke(|socket| socket.employee == employee, RevokedReason::AccessLost.into(), ctx);
        }
    }
}

impl Handler<Passivate> for ContactActor {
    type Result = bool;

    fn handle(&mut self, _: Passivate, ctx: &mut Self::Context) -> bool {
        if self.notes.as_ref().is_some_and(|notes| notes.listeners().is_empty()) {
            self.merge_notes(ctx);
        }
        let needed = !self.listeners.is_empty()
            || !self.live.is_idle()
            || self.notes.as_ref().is_some_and(|notes| !notes.is_idle());
        if !needed {
            self.state = State::Closing;
        }
        !needed
    }
}

impl Handler<Settle> for ContactActor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Settle, ctx: &mut Self::Context) -> Self::Result {
        let (settled, wait) = oneshot::channel();
        self.live.push_note(Work::Settled(settled));
        self.pump(ctx);
        // What is decided anew meanwhile is decided by what holds then.
        Box::pin(async { wait.await.unwrap_or(()) })
    }
}

impl Handler<Drain> for ContactActor {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, _: Drain, ctx: &mut Self::Context) -> Self::Result {
        self.state = State::Closing;
        let (drained, wait) = oneshot::channel();
        self.drained.push(drained);
        self.pump(ctx);
        // An actor that stops meanwhile has nothing left to finish.
        Box::pin(async { wait.await.unwrap_or(()) }.into_actor(self).map(|(), _, ctx| ctx.stop()))
    }
}

/// Leaves the messages that are queued already time to be answered before the actor goes.
#[derive(Message)]
#[rtype(result = "()")]
struct StopWhenAnswered;

impl Handler<StopWhenAnswered> for ContactActor {
    type Result = ();

    fn handle(&mut self, _: StopWhenAnswered, ctx: &mut Self::Context) {
        ctx.run_later(Duration::from_millis(100), |_, ctx| ctx.stop());
    }
}

#[cfg(test)]
mod tests;
