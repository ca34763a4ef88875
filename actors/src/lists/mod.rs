//! The actor of the lists that people follow live: topics `list:QUERY`.
//!
//! It hears of each change of a contact once that is on disk, asks of every followed list whether the contact stood there
//! before and stands there now, and tells the list's sockets at most ten times a second. A list is one employee's
//! question, however many sockets ask it; their keys are part of it, so its rows are gated as they are found (`[E5]`).
//! [`list`] holds what is known of one list; this file sequences.

mod list;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;
use arc_swap::ArcSwap;
use store::{ContactCount, Store, StoreError};
use tokio::sync::oneshot;

use domain::access::Keys;
use domain::custom_field::CustomFields;
use domain::listing::{Asker, Candidate, Criteria, QueryError, parse_topic};
use domain::{Contact, EmployeeId, Roster, SessionId};

use crate::clock::Clock;
use crate::contact::JoinError;
use crate::relay::Socket;
use list::{List, Waiting};

/// Rows of a list are told this long after the last ones at the earliest.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// A list that looks back from now is asked anew this often.
const LOOK_BACK_EVERY: Duration = Duration::from_hours(1);

/// Whose list, and what it asks for.
type Name = (EmployeeId, Arc<str>);

pub(crate) struct Lists {
    store: Store,
    clock: Arc<dyn Clock>,
    roster: Arc<ArcSwap<Roster>>,
    custom_fields: Arc<ArcSwap<CustomFields>>,
    lists: HashMap<Name, List>,
    followed: Arc<AtomicUsize>,
    /// Names lists and counts.
    last_number: u64,
    last_told: Option<Instant>,
    is_telling_later: bool,
}

/// The way to the actor, for those who have something to tell it.
#[derive(Clone)]
pub(crate) struct ListsAddress {
    addr: Addr<Lists>,
    /// While nobody follows a list, nothing is sent.
    followed: Arc<AtomicUsize>,
}

impl ListsAddress {
    pub(crate) fn start(
        arbiter: &ArbiterHandle,
        store: Store,
        clock: Arc<dyn Clock>,
        roster: Arc<ArcSwap<Roster>>,
        custom_fields: Arc<ArcSwap<CustomFields>>,
    ) -> Self {
        let followed = Arc::new(AtomicUsize::new(0));
        let known = Arc::clone(&followed);
        let addr = Lists::start_in_arbiter(arbiter, move |_| Lists {
            store,
            clock,
            roster,
            custom_fields,
            lists: HashMap::new(),
            followed: known,
            last_number: 0,
            last_told: None,
            is_telling_later: false,
        });
        Self { addr, followed }
    }

    /// A change is on disk. Nobody waits: what is under way is bounded by the commands that sockets may have in flight.
    pub(crate) fn contact_changed(&self, before: &Arc<Contact>, after: &Arc<Contact>, revision: Option<u64>) {
        if self.followed.load(Ordering::SeqCst) > 0 {
            self.addr.do_send(ContactChanged { before: Arc::clone(before), after: Arc::clone(after), revision });
        }
    }

    /// Changes may be on disk that nobody heard of.
    pub(crate) fn changes_missed(&self) {
        if self.followed.load(Ordering::SeqCst) > 0 {
            self.addr.do_send(ChangesMissed);
        }
    }

    pub(crate) fn rights_changed(&self, employee: EmployeeId) {
        self.addr.do_send(RightsChanged(employee));
    }

    pub(crate) async fn follow(&self, socket: Socket, query: Arc<str>) -> Result<(), JoinError> {
        let following = self.addr.send(Follow { socket, query }).await;
        following.unwrap_or_else(|_| Err(JoinError::Unavailable("the server is stopping".to_owned())))
    }

    pub(crate) async fn unfollow(&self, employee: EmployeeId, session: SessionId, query: Arc<str>) {
        if self.addr.send(Unfollow { employee, session, query }).await.is_err() {
            tracing::debug!(%employee, "the lists have stopped already");
        }
    }
}

impl Lists {
    fn keys(&self, employee: EmployeeId) -> Keys {
        self.roster.load().keys(employee)
    }

    /// What a list asks for, as its employee asks now.
    fn criteria(&self, name: &Name) -> Result<Criteria, QueryError> {
        let custom_fields = &self.custom_fields.load();
        parse_topic(&name.1, Asker { viewer: name.0, now: self.clock.now(), custom_fields })
    }

    fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Counts a list; what changes meanwhile is added once it is known what was counted.
    fn count(&mut self, name: &Name, ctx: &mut Context<Self>) {
        let number = self.next_number();
        let Some(list) = self.lists.get_mut(name) else { return };
        list.begin_count(number);
        let (store, keys, criteria) = (self.store.clone(), list.keys().clone(), list.criteria().clone());
        let name = name.clone();
        let counting = async move { store.count_contacts(keys, criteria).await }.into_actor(self);
        ctx.spawn(counting.map(move |counted, this, ctx| this.counted(&name, number, counted, ctx)));
    }

    fn counted(
        &mut self,
        name: &Name,
        number: u64,
        counted: Result<ContactCount, StoreError>,
        ctx: &mut Context<Self>,
    ) {
        let Some(list) = self.lists.get_mut(name) else { return };
        match counted {
            Ok(count) => {
                list.counted(number, count);
                self.tell_soon(ctx);
            }
            Err(error) => {
                tracing::error!(%error, "a list could not be counted");
                list.give_up(&error.to_string());
                self.forget(name);
            }
        }
    }

    fn forget(&mut self, name: &Name) {
        if self.lists.remove(name).is_some() {
            self.followed.fetch_sub(1, Ordering::SeqCst);
            metrics::gauge!("kontor_lists_followed").decrement(1);
        }
    }

    /// Asks a list anew, as its employee would ask it now. Nothing that was found by former rights is told.
    fn ask_anew(&mut self, name: &Name, ctx: &mut Context<Self>) {
        let (keys, criteria) = (self.keys(name.0), self.criteria(name));
        let Some(list) = self.lists.get_mut(name) else { return };
        let is_active = keys.iter().next().is_some();
        match criteria {
            Ok(criteria) if is_active => {
                list.ask_anew(criteria, keys);
                self.count(name, ctx);
            }
            // The question was understood when it was asked first.
            Ok(_) | Err(_) => {
                list.revoke();
                self.forget(name);
            }
        }
    }

    fn ask_all_anew(&mut self, which: impl Fn(&Name, &List) -> bool, ctx: &mut Context<Self>) {
        let names: Vec<Name> =
            self.lists.iter().filter(|(name, list)| which(name, list)).map(|(name, _)| name.clone()).collect();
        for name in names {
            self.ask_anew(&name, ctx);
        }
    }

    /// Tells what is to be told at once, if the last time was long enough ago, else as soon as it is.
    fn tell_soon(&mut self, ctx: &mut Context<Self>) {
        if self.is_telling_later {
            return;
        }
        let pause = self.last_told.map_or(Duration::ZERO, |told| TELL_EVERY.saturating_sub(told.elapsed()));
        if pause.is_zero() {
            self.tell(ctx);
            return;
        }
        self.is_telling_later = true;
        ctx.run_later(pause, |this, ctx| {
            this.is_telling_later = false;
            this.tell(ctx);
        });
    }

    fn tell(&mut self, ctx: &mut Context<Self>) {
        // The gate once more: rights may have changed since the rows were found.
        let roster = self.roster.load_full();
        self.ask_all_anew(|(employee, _), list| list.has_rows() && *list.keys() != roster.keys(*employee), ctx);
        let mut told = false;
        let mut uncounted = Vec::new();
        for (name, list) in &mut self.lists {
            told |= list.tell();
            if list.needs_count() {
                uncounted.push(name.clone());
            }
        }
        if told {
            self.last_told = Some(Instant::now());
        }
        for name in uncounted {
            self.count(&name, ctx);
        }
    }
}

impl Actor for Lists {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(LOOK_BACK_EVERY, |this, ctx| this.ask_all_anew(|_, list| list.looks_back(), ctx));
    }
}

/// A contact as it was and as it is now, on disk.
#[derive(Message)]
#[rtype(result = "()")]
struct ContactChanged {
    before: Arc<Contact>,
    after: Arc<Contact>,
    revision: Option<u64>,
}

impl Handler<ContactChanged> for Lists {
    type Result = ();

    fn handle(&mut self, ContactChanged { before, after, revision }: ContactChanged, ctx: &mut Self::Context) {
        let (was, is) = (Candidate::of(&before), Candidate::of(&after));
        for list in self.lists.values_mut() {
            list.take(&before, &was, &after, &is, revision);
        }
        self.tell_soon(ctx);
    }
}

/// See [`ListsAddress::changes_missed`].
#[derive(Message)]
#[rtype(result = "()")]
struct ChangesMissed;

impl Handler<ChangesMissed> for Lists {
    type Result = ();

    fn handle(&mut self, _: ChangesMissed, ctx: &mut Self::Context) {
        self.ask_all_anew(|_, _| true, ctx);
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct RightsChanged(EmployeeId);

impl Handler<RightsChanged> for Lists {
    type Result = ();

    fn handle(&mut self, RightsChanged(employee): RightsChanged, ctx: &mut Self::Context) {
        let keys = self.keys(employee);
        self.ask_all_anew(|(of, _), list| *of == employee && *list.keys() != keys, ctx);
    }
}

/// Send what changes in the list to this socket; first a snapshot.
#[derive(Message)]
#[rtype(result = "Result<(), JoinError>")]
struct Follow {
    socket: Socket,
    query: Arc<str>,
}

impl Handler<Follow> for Lists {
    type Result = ResponseFuture<Result<(), JoinError>>;

    fn handle(&mut self, Follow { socket, query }: Follow, ctx: &mut Self::Context) -> Self::Result {
        let (answer, answered) = oneshot::channel();
        let name = (socket.employee, query);
        if !self.lists.contains_key(&name) {
            let criteria = match self.criteria(&name) {
                Ok(criteria) => criteria,
                Err(error) => return Box::pin(std::future::ready(Err(error.into()))),
            };
            // Before anything is counted: what is committed after the count is sent here.
            self.followed.fetch_add(1, Ordering::SeqCst);
            metrics::gauge!("kontor_lists_followed").increment(1);
            let list = List::new(self.next_number(), Arc::clone(&name.1), criteria, self.keys(name.0));
            self.lists.insert(name.clone(), list);
            self.count(&name, ctx);
        }
        if let Some(list) = self.lists.get_mut(&name) {
            list.join(Waiting { socket, answer });
        }
        Box::pin(async {
            answered.await.unwrap_or_else(|_| Err(JoinError::Unavailable("the list was given up".to_owned())))
        })
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Unfollow {
    employee: EmployeeId,
    session: SessionId,
    query: Arc<str>,
}

impl Handler<Unfollow> for Lists {
    type Result = ();

    fn handle(&mut self, Unfollow { employee, session, query }: Unfollow, _ctx: &mut Self::Context) {
        let name = (employee, query);
        let Some(list) = self.lists.get_mut(&name) else { return };
        list.leave(session);
        if list.is_unused() {
            self.forget(&name);
        }
    }
}

#[cfg(test)]
mod tests;
