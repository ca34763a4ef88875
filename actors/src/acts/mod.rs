//! Acts: one deed over many contacts, carried out in the background, contact by contact, and taken back the same way.
//!
//! An act and its items are on disk before anything is done, and what became of a piece of them is noted in one write
//! ([`run`]). So an act goes on where it was after a restart, costs the same memory however many contacts it has, and every
//! contact is changed by its own actor under the rules of a single command. `docs/decisions/0008-acts.md` says why.

mod handover;
mod reading;
mod run;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use actix::{Arbiter, ArbiterHandle};
use futures_util::{Stream, StreamExt as _};
use store::StoreError;
use tokio::sync::{Semaphore, mpsc};

use domain::act::{Act, ActItem, ActKind, ActRefusal, ActState, Answer, CHUNK, Deed};
use domain::notification::with_substitutes;
use domain::{ActId, ContactId, EmployeeId};

use crate::Desk;

pub use handover::{HandoverPreview, HandoverWish, Scope, Share};
pub use reading::{Hanging, SeenItem};

/// Acts that are under way at a time.
const MOST_UNDER_WAY: usize = 64;
/// Contacts that all acts together change at a time, so that people come in between.
const CONTACTS_AT_A_TIME: usize = 32;

/// Why an act is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error(transparent)]
    Refused(#[from] ActRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server is stopping")]
    Stopping,
}

/// An act whose items are on disk.
enum Prepared {
    /// It was asked for before.
    Known(Act),
    New(Act),
}

/// What all acts share.
pub(crate) struct Acts {
    arbiter: ArbiterHandle,
    contacts: Semaphore,
    /// Held while the state of an act is looked at and changed.
    turn: tokio::sync::Mutex<()>,
    under_way: AtomicUsize,
    stopping: AtomicBool,
    /// Whoever works on an act holds a clone; gone once nothing more is begun.
    working: Mutex<Option<mpsc::Sender<()>>>,
    worked: tokio::sync::Mutex<mpsc::Receiver<()>>,
}

impl Acts {
    /// Within the running actix system, on a thread of their own.
    pub(crate) fn new() -> Self {
        let (working, worked) = mpsc::channel(1);
        Self {
            arbiter: Arbiter::new().handle(),
            contacts: Semaphore::new(CONTACTS_AT_A_TIME),
            turn: tokio::sync::Mutex::default(),
            under_way: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            working: Mutex::new(Some(working)),
            worked: tokio::sync::Mutex::new(worked),
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// A place for one more act, if there is one. Given back when it is dropped.
    fn place(&self) -> Result<(), ActRefusal> {
        let more = |count: usize| (count < MOST_UNDER_WAY).then_some(count + 1);
        let found = self.under_way.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        found.map(|_| ()).map_err(|_| ActRefusal::Busy)
    }

    fn leave_place(&self) {
        self.under_way.fetch_sub(1, Ordering::AcqRel);
    }

    fn pass(&self) -> Option<mpsc::Sender<()>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins nothing more and waits until the contacts in hand are done. What is left goes on at the next start.
    pub(crate) async fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.working.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Nothing is ever sent: it ends when nobody works any more.
        let ended = self.worked.lock().await.recv().await;
        debug_assert!(ended.is_none());
    }
}

impl Desk {
    /// Stores an act with its items, each contact once, and begins with it. Sent again with the same id by the same
    /// employee, it is begun once.
    ///
    /// The items are taken one after the other and kept nowhere; if they fail, nothing of the act is done.
    pub async fn begin_act(
        &self,
        id: ActId,
        by: EmployeeId,
        kind: ActKind,
        items: impl Stream<Item = Result<(ContactId, Deed), StoreError>>,
    ) -> Result<Act, ActError> {
        let act = Act::new(id, kind, by, self.clock().now());
        match self.prepare(act, items).await? {
            Prepared::Known(act) => Ok(act),
            Prepared::New(act) => self.begin(act, ActState::Running).await,
        }
    }

    /// Stores an act with its items, and nothing of it is done yet. A new one has its place among those under way.
    async fn prepare(
        &self,
        act: Act,
        items: impl Stream<Item = Result<(ContactId, Deed), StoreError>>,
    ) -> Result<Prepared, ActError> {
        if self.services.acts.is_stopping() {
            return Err(ActError::Stopping);
        }
        let id = act.id;
        // Of the same act sent twice at once, the second finds the first.
        let turn = self.services.acts.turn.lock().await;
        if let Some(known) = self.store().act(id).await? {
            let is_again = known.by == act.by && is_same(&known.kind, &act.kind);
            return if is_again { Ok(Prepared::Known(known)) } else { Err(ActRefusal::IdTaken.into()) };
        }
        self.services.acts.place()?;
        // Before its items, so that what a crash leaves behind is found.
        let noted = self.store().put_act(&act).await;
        drop(turn);
        let stored = match noted {
            Ok(()) => self.store_items(act, items).await,
            Err(error) => Err(error.into()),
        };
        match stored {
            Ok(act) => Ok(Prepared::New(act)),
            Err(error) => {
                self.abandon(id).await;
                Err(error)
            }
        }
    }

    async fn store_items(
        &self,
        mut act: Act,
        items: impl Stream<Item = Result<(ContactId, Deed), StoreError>>,
    ) -> Result<Act, ActError> {
        let chunks = items.chunks(CHUNK);
        futures_util::pin_mut!(chunks);
        while let Some(chunk) = chunks.next().await {
            let item = |(contact, deed)| ActItem { contact, deed, outcome: None };
            let items = chunk.into_iter().map(|read| read.map(item)).collect::<Result<Vec<_>, _>>()?;
            self.store().put_act_items(act.id, act.chunks, &items).await?;
            act.chunks += 1;
            act.counts.total += items.len() as u64;
        }
        if act.counts.total == 0 {
            return Err(ActRefusal::Nothing.into());
        }
        Ok(act)
    }

    /// Lets a prepared act run, or wait for its receiver.
    async fn begin(&self, mut act: Act, state: ActState) -> Result<Act, ActError> {
        act.state = state;
        let told = with_substitutes(handover::proposal(&act), &self.roster());
        if let Err(error) = self.store().put_act_and_tell(&act, &told).await {
            self.abandon(act.id).await;
            return Err(error.into());
        }
        self.services.notify(told);
        if state == ActState::Running {
            self.work_on(act.id, false);
        } else {
            self.services.acts.leave_place();
        }
        Ok(act)
    }

    /// Forgets an act of which nothing was done.
    async fn abandon(&self, id: ActId) {
        self.services.acts.leave_place();
        if let Err(error) = self.store().delete_act(id).await {
            tracing::warn!(%error, act = %id, "an act that was not begun stays until the next start");
        }
    }

    /// An act as far as this employee may know of it.
    pub async fn act(&self, id: ActId, employee: EmployeeId) -> Result<Act, ActError> {
        let roster = self.roster();
        let act = self.store().act(id).await?.ok_or(ActRefusal::NotFound)?;
        let seen = roster.employee(employee).is_some_and(|employee| act.is_seen_by(employee, &roster));
        if seen { Ok(act) } else { Err(ActRefusal::NotFound.into()) }
    }

    /// Takes a finished act back, in the background (`[B5]`).
    pub async fn undo_act(&self, id: ActId, by: EmployeeId) -> Result<Act, ActError> {
        let _turn = self.services.acts.turn.lock().await;
        let (roster, now) = (self.roster(), self.clock().now());
        let mut act = self.act(id, by).await?;
        let employee = roster.employee(by).ok_or(ActRefusal::NotFound)?;
        act.check_undo(employee, &roster, now)?;
        self.services.acts.place()?;
        act.state = ActState::Undoing;
        act.undone = Some(Answer { by, at: now });
        act.next_chunk = 0;
        act.told.clear();
        if let Err(error) = self.store().put_act(&act).await {
            self.services.acts.leave_place();
            return Err(error.into());
        }
        self.work_on(id, false);
        Ok(act)
    }

    /// Goes on with what a former run left in the middle; what it had not begun with is forgotten.
    pub(crate) async fn resume_acts(&self) -> Result<(), StoreError> {
        let states = [ActState::Preparing, ActState::Running, ActState::Undoing];
        for act in self.store().acts_in(&states).await? {
            if act.state == ActState::Preparing {
                self.store().delete_act(act.id).await?;
                continue;
            }
            // However many there are: they were begun.
            self.services.acts.under_way.fetch_add(1, Ordering::AcqRel);
            self.work_on(act.id, true);
        }
        Ok(())
    }

    /// Somebody has the act's place already. `again`: a part of it may be done without being noted.
    fn work_on(&self, id: ActId, again: bool) {
        let Some(pass) = self.services.acts.pass() else {
            self.services.acts.leave_place();
            return;
        };
        let desk = self.clone();
        let working = async move {
            run::work(&desk, id, again).await;
            desk.services.acts.leave_place();
            drop(pass);
        };
        if !self.services.acts.arbiter.spawn(working) {
            tracing::error!(act = %id, "the thread of the acts is gone");
        }
    }
}

/// Whether both ask for the same; of a handover, what was counted since may differ.
fn is_same(known: &ActKind, asked: &ActKind) -> bool {
    match (known, asked) {
        (ActKind::Handover(known), ActKind::Handover(asked)) => {
            known.giver == asked.giver && known.receiver == asked.receiver && known.note == asked.note
        }
        (known, asked) => known == asked,
    }
}

#[cfg(test)]
mod tests;
