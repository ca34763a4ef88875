//! The way in to the live core, for routes, sockets and the import: finds the actor, asks again when it is just being put
//! away, and keeps the gate on what is read straight from the store.

use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use arc_swap::ArcSwap;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use store::{Store, StoreError};
use tokio::sync::{Mutex, watch};

use domain::access::{self, Keys, Reach};
use domain::contact::{Command, Contact, ContactKind, ContactRefusal, Employment, Field, FieldValue, Rewind};
use domain::custom_field::{CustomField, CustomFieldRefusal, CustomFields};
use domain::rules::Automation;
use domain::{CommandId, ContactId, EmployeeId, Notification, NotificationId, Roster, SessionId, Substitution};

use crate::acts::{Acts, Hanging};
use crate::audit::Audit;
use crate::clock::Clock;
use crate::contact::{
    ContactActor, Execute, ExecuteError, Executed, JoinError, JoinNotes, LeaveNotes, Order, Subscribe, Unsubscribe,
};
use crate::directory::{Directory, DrainAll, Locate, LocateEmployee, Tell};
use crate::dispatcher::Dispatcher;
use crate::employee::{EmployeeActor, MarkRead, SubscribeInbox, UnsubscribeInbox};
use crate::frame;
use crate::journal::Journal;
use crate::lists::ListsAddress;
use crate::relay::Socket;
use crate::rules::{ActiveRules, Rules};
use crate::substitutions;
use crate::wire::ServerFrame;

/// How often something is tried again that others were in the way of, or whose outcome the store did not tell.
pub(crate) const ATTEMPTS: usize = 4;
/// How often a message follows a contact whose actor was just put away: that costs nothing and did nothing.
const MOVES: usize = 50;
/// How far a contact is followed through those that took it over, one after the other.
const MERGES_FOLLOWED: usize = 10;
/// How many events are read at once on the way back to an earlier time.
const EVENTS_AT_ONCE: usize = 200;

/// What actors need from outside.
pub(crate) struct Services {
    pub(crate) store: Store,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) lists: ListsAddress,
    pub(crate) roster: Arc<ArcSwap<Roster>>,
    /// Holds the frame that tells of a changed roster; each change sends it again.
    pub(crate) roster_told: watch::Sender<Bytes>,
    custom_fields: Arc<ArcSwap<CustomFields>>,
    pub(crate) rules: Rules,
    /// Held by who changes a custom field: each change is decided on the one before.
    defining: Arc<Mutex<()>>,
    /// Held while an employee or a substitution is read, changed and stored, so that no change builds on one that is being
    /// replaced.
    pub(crate) roster_turn: tokio::sync::Mutex<()>,
    /// Held while contacts are merged or taken apart: two merges never wait for each other's contacts.
    pub(crate) merging: Arc<Mutex<()>>,
    pub(crate) acts: Acts,
    pub(crate) audit: Audit,
    teller: Recipient<Tell>,
}

impl Services {
    pub(crate) fn roster(&self) -> Arc<Roster> {
        self.roster.load_full()
    }

    pub(crate) fn custom_fields(&self) -> Arc<CustomFields> {
        self.custom_fields.load_full()
    }

    /// What a command is decided by now, besides its contact.
    pub(crate) fn surroundings(&self) -> Surroundings {
        Surroundings {
            roster: self.roster(),
            custom_fields: self.custom_fields(),
            rules: self.rules.active(),
            dispatcher: self.rules.dispatcher().clone(),
            now: self.clock.now(),
        }
    }

    /// Nobody waits: the notifications are on disk, and who is not told now finds them there.
    pub(crate) fn notify(&self, notifications: Vec<Notification>) {
        if !notifications.is_empty() {
            self.teller.do_send(Tell(notifications));
        }
    }
}

/// What rules need to know besides a contact, as of one instant.
pub(crate) struct Surroundings {
    pub(crate) roster: Arc<Roster>,
    pub(crate) custom_fields: Arc<CustomFields>,
    pub(crate) rules: Arc<ActiveRules>,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) now: DateTime<Utc>,
}

impl Surroundings {
    /// Asks the rules that hold, while nobody else takes a turn.
    pub(crate) fn automate<T>(&self, ask: impl FnOnce(&mut Automation<'_>) -> T) -> T {
        let mut states = self.dispatcher.states();
        let ActiveRules { version, compiled } = self.rules.as_ref();
        ask(&mut Automation { compiled, version: *version, states: &mut states })
    }
}

pub struct DeskOptions {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    /// Threads that contacts live on.
    pub threads: usize,
    /// A contact that nobody used for this long is put away.
    pub idle_after: Duration,
    /// This many contacts stay in memory; beyond it the longest unused ones are put away sooner.
    pub most_active: usize,
}

/// Why a read was refused.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("there is no such contact, or you may not see it")]
    NotFound,
    /// The contact that took it over is named to who may see that one whole (`[M7]`).
    #[error("this contact was merged into another one")]
    Merged(ContactId),
    /// Somebody goes and leaves something behind (`[B8]`).
    #[error("this still hangs on the employee; hand it over first")]
    StillHas(Box<Hanging>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server is stopping")]
    Stopping,
}

/// Why a custom field is as it was.
#[derive(Debug, thiserror::Error)]
pub enum CustomFieldError {
    #[error(transparent)]
    Refused(#[from] CustomFieldRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server is stopping")]
    Stopping,
}

impl From<DeskError> for JoinError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::NotFound,
            DeskError::Merged(into) => Self::Merged(into),
            DeskError::StillHas(_) | DeskError::Store(_) | DeskError::Stopping => Self::Unavailable(error.to_string()),
        }
    }
}

#[derive(Clone)]
pub struct Desk {
    pub(crate) directory: Addr<Directory>,
    pub(crate) services: Arc<Services>,
}

impl Desk {
    /// Starts the core's threads within the running actix system and reads the roster.
    pub async fn start(options: DeskOptions) -> Result<Self, StoreError> {
        let journal = Arc::new(options.store.clone());
        Self::start_with(options, journal).await
    }

    pub(crate) async fn start_with(options: DeskOptions, journal: Arc<dyn Journal>) -> Result<Self, StoreError> {
        let DeskOptions { store, clock, threads, idle_after, most_active } = options;
        let roster = Roster::new(store.employees().await?, store.teams().await?);
        let holding = substitutions::holding(&store.open_substitutions().await?, clock.now());
        let roster = roster.with_stand_ins(holding.iter().map(Substitution::stand_in));
        let roster = Arc::new(ArcSwap::from_pointee(roster));
        let custom_fields = Arc::new(ArcSwap::from_pointee(CustomFields::new(store.custom_fields().await?)));
        let rules = Rules::load(&store).await?;
        let arbiters: Vec<_> = (0..threads.max(1)).map(|_| Arbiter::new().handle()).collect();
        let home = arbiters[0].clone();
        let lists = Arbiter::new().handle();
        let lists = ListsAddress::start(&lists, store.clone(), clock.clone(), roster.clone(), custom_fields.clone());
        let audit = Audit::start(store.clone());
        let (started, services) = tokio::sync::oneshot::channel();
        let directory = Directory::start_in_arbiter(&home, move |ctx| {
            let teller = ctx.address().recipient();
            let (defining, roster_turn, merging) = (Arc::default(), tokio::sync::Mutex::default(), Arc::default());
            let services = Arc::new(Services {
                store,
                journal,
                clock,
                lists,
                roster,
                roster_told: watch::Sender::new(frame::json(&ServerFrame::Roster)),
                custom_fields,
                rules,
                defining,
                roster_turn,
                merging,
                acts: Acts::new(),
                audit,
                teller,
            });
            if started.send(services.clone()).is_err() {
                tracing::debug!("nobody waits for the core to start");
            }
            Directory::new(services, arbiters, idle_after, most_active)
        });
        let services = services.await.expect("the directory starts on an arbiter that lives as long as the system");
        let desk = Self { directory, services };
        desk.resume_acts().await?;
        Ok(desk)
    }

    pub fn store(&self) -> &Store {
        &self.services.store
    }

    pub fn clock(&self) -> &dyn Clock {
        self.services.clock.as_ref()
    }

    pub fn roster(&self) -> Arc<Roster> {
        self.services.roster()
    }

    pub fn custom_fields(&self) -> Arc<CustomFields> {
        self.services.custom_fields()
    }

    /// Decides a change of the custom fields and stores it; from here on every contact is decided by it.
    pub async fn change_custom_fields(
        &self,
        decide: impl FnOnce(&CustomFields) -> Result<CustomField, CustomFieldRefusal>,
    ) -> Result<CustomField, CustomFieldError> {
        let one_at_a_time = self.services.defining.clone().lock_owned().await;
        let field = decide(&self.custom_fields())?;
        let services = self.services.clone();
        // Also if the asking request is dropped meanwhile: what is stored and what is known must not part.
        let storing = actix_rt::spawn(async move {
            services.store.put_custom_field(&field).await?;
            services.custom_fields.store(Arc::new(services.custom_fields().with(field.clone())));
            drop(one_at_a_time);
            Ok(field)
        });
        storing.await.unwrap_or(Err(CustomFieldError::Stopping))
    }

    /// What this employee holds now; nothing, if unknown or inactive.
    pub fn keys(&self, employee: EmployeeId) -> Keys {
        self.roster().keys(employee)
    }

    /// A contact as far as this employee may see it.
    pub async fn read(&self, id: ContactId, employee: EmployeeId) -> Result<(Contact, Reach), DeskError> {
        let contact = self.services.store.contact(id).await?.ok_or(DeskError::NotFound)?;
        match access::reach(&access::audience(&contact), &self.keys(employee)) {
            Reach::Nothing => Err(self.gone(&contact, employee).await?),
            reach => Ok((contact, reach)),
        }
    }

    /// What to say of a contact that nobody sees any more, or that this employee may not see.
    async fn gone(&self, contact: &Contact, employee: EmployeeId) -> Result<DeskError, StoreError> {
        let mut into = contact.merged_into;
        for _ in 0..MERGES_FOLLOWED {
            let Some(id) = into else { break };
            let Some(survivor) = self.services.store.contact(id).await? else { break };
            if access::reach(&access::audience(&survivor), &self.keys(employee)) == Reach::Full {
                return Ok(DeskError::Merged(id));
            }
            into = survivor.merged_into;
        }
        Ok(DeskError::NotFound)
    }

    /// A contact that this employee may see whole.
    pub async fn read_whole(&self, id: ContactId, employee: EmployeeId) -> Result<Contact, DeskError> {
        match self.read(id, employee).await? {
            (contact, Reach::Full) => Ok(contact),
            _ => Err(DeskError::NotFound),
        }
    }

    /// A contact that this employee may see whole now, as it was at an earlier time (`[H1]`).
    pub async fn read_at(
        &self,
        id: ContactId,
        employee: EmployeeId,
        time: DateTime<Utc>,
    ) -> Result<Contact, DeskError> {
        let contact = self.read_whole(id, employee).await?;
        // What is committed meanwhile has a later seq.
        let mut before = contact.version + 1;
        let mut rewind = Rewind::new(contact, time);
        while rewind.goes_on() {
            let events = self.services.store.events_before(id, Some(before), EVENTS_AT_ONCE).await?;
            let Some(oldest) = events.last() else { break };
            before = oldest.seq;
            events.iter().for_each(|event| rewind.take(event));
        }
        rewind.finish().ok_or(DeskError::NotFound)
    }

    /// Has it done and answers once it is on disk. Sent again with the same id, it is done once.
    pub async fn execute(&self, contact: ContactId, execute: Execute) -> Result<Executed, ExecuteError> {
        self.execute_at(None, contact, execute).await
    }

    /// Has something done that nobody asked for.
    pub(crate) async fn act_by_itself(&self, contact: ContactId, order: Order) -> Result<Executed, ExecuteError> {
        let nobody = EmployeeId(uuid::Uuid::nil());
        self.execute(contact, Execute { id: CommandId::new(), by: nobody, acting_for: None, order }).await
    }

    /// The same as [`Desk::execute`], trying first the address that a subscription gave.
    pub async fn execute_at(
        &self,
        mut known: Option<Addr<ContactActor>>,
        contact: ContactId,
        execute: Execute,
    ) -> Result<Executed, ExecuteError> {
        self.check_organisations(&execute).await?;
        let is_gated = match &execute.order {
            Order::Change(command) => command.needs_sight(),
            Order::DeleteAt { .. } | Order::AcceptProposal { .. } => true,
            Order::Create(_) | Order::KeepCalendar | Order::SetActiveOrder { .. } | Order::EndWaiting => false,
        };
        if known.is_none() && is_gated {
            self.check_exists(contact, execute.by).await?;
        }
        let mut stale = None;
        let mut last = ExecuteError::Unavailable("the server is stopping".to_owned());
        let (mut attempts, mut moves) = (0, 0);
        while attempts < ATTEMPTS && moves < MOVES {
            let located = match known.take() {
                Some(addr) => Some(addr),
                None => self.locate(contact, stale.take()).await,
            };
            let Some(addr) = located else { break };
            match addr.send(execute.clone()).await {
                // What an earlier attempt may have done stays the last that is known.
                Ok(Err(ExecuteError::Moved)) => moves += 1,
                Ok(Err(ExecuteError::OutcomeUnknown)) | Err(_) => {
                    attempts += 1;
                    last = ExecuteError::OutcomeUnknown;
                }
                Ok(result) => return result,
            }
            stale = Some(addr);
        }
        Err(last)
    }

    /// Opens the contact on this socket; the address takes the socket's further messages.
    pub async fn subscribe(
        &self,
        contact: ContactId,
        socket: Socket,
        since: Option<u64>,
    ) -> Result<Addr<ContactActor>, JoinError> {
        self.join(contact, socket.employee, |addr| addr.send(Subscribe { socket: socket.clone(), since })).await
    }

    pub async fn join_notes(
        &self,
        contact: ContactId,
        socket: Socket,
        may_write: bool,
    ) -> Result<Addr<ContactActor>, JoinError> {
        self.join(contact, socket.employee, |addr| addr.send(JoinNotes { socket: socket.clone(), may_write })).await
    }

    /// Takes out a socket that ended before it knew whether it had joined, from the contact and from its notes.
    pub async fn leave(&self, contact: ContactId, session: SessionId) {
        if let Some(addr) = self.locate(contact, None).await {
            // A contact that is gone has no listeners to forget.
            let left = futures_util::join!(addr.send(Unsubscribe { session }), addr.send(LeaveNotes { session }));
            tracing::trace!(?left, "a socket left while it joined");
        }
    }

    /// Only for who passes the gate is a contact taken into memory: guessing ids costs nothing but a look.
    async fn join<F>(
        &self,
        contact: ContactId,
        employee: EmployeeId,
        ask: impl Fn(&Addr<ContactActor>) -> F,
    ) -> Result<Addr<ContactActor>, JoinError>
    where
        F: Future<Output = Result<Result<(), JoinError>, MailboxError>>,
    {
        let (seen, reach) = self.read(contact, employee).await?;
        if reach == Reach::Stub {
            return Err(JoinError::NameOnly);
        }
        self.note_read(employee, &seen).await;
        let mut stale = None;
        for _ in 0..MOVES {
            let Some(addr) = self.locate(contact, stale.take()).await else { break };
            match ask(&addr).await {
                Ok(Err(JoinError::Moved)) | Err(_) => stale = Some(addr),
                Ok(result) => return result.map(|()| addr),
            }
        }
        Err(JoinError::Unavailable("the server is stopping".to_owned()))
    }

    /// The same for a command from somebody who does not listen to the contact.
    async fn check_exists(&self, contact: ContactId, employee: EmployeeId) -> Result<(), ExecuteError> {
        match self.read_whole(contact, employee).await {
            Ok(_) => Ok(()),
            Err(DeskError::NotFound | DeskError::Merged(_)) => Err(ContactRefusal::NotFound.into()),
            Err(error) => Err(ExecuteError::Unavailable(error.to_string())),
        }
    }

    pub(crate) async fn locate(
        &self,
        contact: ContactId,
        stale: Option<Addr<ContactActor>>,
    ) -> Option<Addr<ContactActor>> {
        self.directory.send(Locate { contact, stale }).await.ok().flatten()
    }

    async fn employee(&self, id: EmployeeId) -> Option<Addr<EmployeeActor>> {
        self.directory.send(LocateEmployee(id)).await.ok().flatten()
    }

    pub async fn subscribe_inbox(&self, socket: Socket) -> Result<(), JoinError> {
        for _ in 0..ATTEMPTS {
            let Some(addr) = self.employee(socket.employee).await else { break };
            if let Ok(result) = addr.send(SubscribeInbox { socket: socket.clone() }).await {
                return result;
            }
        }
        Err(JoinError::Unavailable("the server is stopping".to_owned()))
    }

    pub async fn unsubscribe_inbox(&self, employee: EmployeeId, session: SessionId) {
        if let Some(addr) = self.employee(employee).await
            && addr.send(UnsubscribeInbox { session }).await.is_err()
        {
            tracing::debug!(%employee, "the inbox was put away already");
        }
    }

    /// Sends this socket what changes in a list, as the query of `GET /api/contacts` asks for it.
    pub async fn follow_list(&self, socket: Socket, query: Arc<str>) -> Result<(), JoinError> {
        self.services.lists.follow(socket, query).await
    }

    pub async fn unfollow_list(&self, employee: EmployeeId, session: SessionId, query: Arc<str>) {
        self.services.lists.unfollow(employee, session, query).await;
    }

    /// Marks notifications as read, all of them without ids, and answers how many are still unread.
    pub async fn mark_read(&self, employee: EmployeeId, ids: Option<Vec<NotificationId>>) -> Result<u64, DeskError> {
        for _ in 0..ATTEMPTS {
            let Some(addr) = self.employee(employee).await else { break };
            if let Ok(result) = addr.send(MarkRead { ids: ids.clone() }).await {
                return Ok(result?);
            }
        }
        Err(DeskError::Stopping)
    }

    /// Takes nothing new and waits until everything under way is on disk. False: the deadline passed first.
    pub async fn drain(&self, deadline: Duration) -> bool {
        let draining = async {
            self.services.acts.stop().await;
            self.services.audit.settle().await;
            self.directory.send(DrainAll).await
        };
        tokio::time::timeout(deadline, draining).await.is_ok()
    }

    /// An organisation that a person is to work for must be one that the author may see (`[C5]`).
    async fn check_organisations(&self, execute: &Execute) -> Result<(), ExecuteError> {
        let named: Vec<ContactId> = named_organisations(&execute.order);
        if named.is_empty() {
            return Ok(());
        }
        let unavailable = |error: StoreError| ExecuteError::Unavailable(error.to_string());
        let found = self.services.store.contacts(&named).await.map_err(unavailable)?;
        let keys = self.keys(execute.by);
        let seen = |id: &ContactId| {
            found.iter().any(|contact| {
                contact.id == *id
                    && contact.kind == ContactKind::Organisation
                    && access::reach(&access::audience(contact), &keys) != Reach::Nothing
            })
        };
        if named.iter().all(seen) { Ok(()) } else { Err(ContactRefusal::NoSuchOrganisation.into()) }
    }
}

fn named_organisations(order: &Order) -> Vec<ContactId> {
    let values: Vec<(Field, &FieldValue)> = match order {
        Order::Create(new) => new.values.iter().map(|(field, value)| (*field, value)).collect(),
        Order::Change(Command::EditFields { changes, .. }) => {
            changes.iter().map(|change| (change.field, &change.value)).collect()
        }
        Order::Change(_)
        | Order::DeleteAt { .. }
        | Order::KeepCalendar
        | Order::SetActiveOrder { .. }
        | Order::AcceptProposal { .. }
        | Order::EndWaiting => return Vec::new(),
    };
    values
        .into_iter()
        .filter_map(|(field, value)| match (field, value) {
            (Field::WorksFor, FieldValue::Employments(employments)) => Some(employments),
            _ => None,
        })
        .flatten()
        .map(|Employment { organisation, .. }| *organisation)
        .collect()
}
