//! A desk over a store in memory, people, and a relay that writes down what it is told.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix::prelude::*;
use bytes::Bytes;
use chrono::{DateTime, TimeZone, Utc};
use serde_json::Value;
use store::{Store, StoreOptions};
use tokio::sync::Notify;

use domain::contact::{
    AssignmentSource, Command, ContactKind, Field, FieldChange, FieldValue, FirstManager, NewContact,
};
use domain::{CommandId, ContactId, Employee, EmployeeId, Role, SessionId, Visibility};

use crate::contact::{Execute, ExecuteError, Executed, Order};
use crate::{Channel, Clock, Delivery, Desk, DeskOptions, Socket};

/// A condition that does not come true within this time never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// Time stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        now()
    }
}

/// A clock that a test puts forward. Copies show the same time.
#[derive(Clone)]
pub(crate) struct Moved(Arc<Mutex<DateTime<Utc>>>);

impl Moved {
    pub(crate) fn at(time: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    pub(crate) fn set(&self, time: DateTime<Utc>) {
        *self.0.lock().unwrap() = time;
    }
}

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 15, 10, 0, 0).unwrap()
}

/// An active member who signs in as `NAME@kontor.example`.
pub(crate) fn employee(name: &str) -> Employee {
    let id = EmployeeId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_DNS, name.as_bytes()));
    let email = format!("{}@kontor.example", name.to_lowercase());
    Employee { id, name: name.to_owned(), email, role: Role::Member, teams: Vec::new(), active: true }
}

pub(crate) fn anna() -> EmployeeId {
    employee("Anna").id
}

pub(crate) fn max() -> EmployeeId {
    employee("Max").id
}

pub(crate) fn edit(by: EmployeeId, field: Field, value: &str, base: u64) -> Execute {
    let changes = vec![FieldChange { field, value: FieldValue::from(value) }];
    change(by, Command::EditFields { changes, base })
}

pub(crate) fn comment(by: EmployeeId, text: &str, parent: Option<CommandId>) -> Execute {
    change(by, Command::AddComment { text: text.to_owned(), parent, visibility: Visibility::Internal })
}

pub(crate) fn change(by: EmployeeId, command: Command) -> Execute {
    Execute { id: CommandId::new(), by, acting_for: None, order: Order::Change(command) }
}

pub(crate) fn creation(by: EmployeeId, contact: ContactId) -> Execute {
    let values = vec![(Field::Name, FieldValue::from("Huber"))];
    let new = NewContact {
        id: contact,
        kind: ContactKind::Person,
        values,
        source: AssignmentSource::Manual,
        manager: FirstManager::Author,
    };
    Execute { id: CommandId::new(), by, acting_for: None, order: Order::Create(new) }
}

/// A store in memory where Anna, Max and Lena work.
pub(crate) async fn store() -> Store {
    let store = Store::open(&StoreOptions::new("mem://")).await.unwrap();
    for name in ["Anna", "Max", "Lena"] {
        store.put_employee(&employee(name)).await.unwrap();
    }
    store
}

pub(crate) async fn desk_over(store: Store, idle_after: Duration) -> Desk {
    Desk::start(options_over(store, idle_after)).await.unwrap()
}

pub(crate) fn options_over(store: Store, idle_after: Duration) -> DeskOptions {
    DeskOptions { store, clock: Arc::new(Still), threads: 2, idle_after, most_active: 1000 }
}

/// A desk where nobody is put away, and Anna's contact Huber (version 2, seen by everyone).
pub(crate) async fn desk() -> (Desk, ContactId) {
    let desk = desk_over(store().await, Duration::from_hours(1)).await;
    let huber = create(&desk).await;
    (desk, huber)
}

pub(crate) async fn create(desk: &Desk) -> ContactId {
    let id = ContactId::new();
    desk.execute(id, creation(anna(), id)).await.unwrap();
    id
}

/// Edits on the newest version until no colleague is in the way.
pub(crate) async fn edit_newest(desk: &Desk, contact: ContactId, by: EmployeeId, value: &str) -> Executed {
    loop {
        let base = desk.store().contact(contact).await.unwrap().unwrap().version;
        match desk.execute(contact, edit(by, Field::City, value, base)).await {
            Err(ExecuteError::Refused(domain::contact::ContactRefusal::Conflict(_))) => {}
            done => return done.unwrap(),
        }
    }
}

/// A worker's relay that writes down what it is told.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Told>);

#[derive(Default)]
struct Told {
    deliveries: Mutex<Vec<Delivery>>,
    more: Notify,
}

struct Relay(Arc<Told>);

impl Actor for Relay {
    type Context = Context<Self>;
}

impl Handler<Delivery> for Relay {
    type Result = ();

    fn handle(&mut self, delivery: Delivery, _: &mut Self::Context) {
        self.0.deliveries.lock().unwrap().push(delivery);
        self.0.more.notify_waiters();
    }
}

/// One worker: its relay and what that was told.
pub(crate) struct Worker {
    number: usize,
    relay: Recipient<Delivery>,
    pub(crate) told: Recorder,
}

impl Worker {
    pub(crate) fn start(number: usize) -> Self {
        let told = Recorder::default();
        let relay = Relay(told.0.clone()).start().recipient();
        Self { number, relay, told }
    }

    /// A new socket of this employee.
    pub(crate) fn socket(&self, employee: EmployeeId) -> Socket {
        Socket { session: SessionId::new(), employee, relay: self.relay.clone(), worker: self.number }
    }
}

impl Recorder {
    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.0.deliveries.lock().unwrap().clone()
    }

    /// Waits until what was told so far fulfils the condition, and returns it.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&[Delivery]) -> bool) -> Vec<Delivery> {
        let waiting = async {
            loop {
                let more = self.0.more.notified();
                tokio::pin!(more);
                more.as_mut().enable();
                let told = self.all();
                if holds(&told) {
                    return told;
                }
                more.await;
            }
        };
        let Ok(told) = tokio::time::timeout(PATIENCE, waiting).await else {
            panic!("waited in vain for {what}; told: {:#?}", self.all().iter().map(summary).collect::<Vec<_>>());
        };
        told
    }

    /// Waits for the event of this seq on the contact, and returns everything.
    pub(crate) async fn until_event(&self, seq: u64) -> Vec<Delivery> {
        self.until(&format!("event {seq}"), |told| events(told).last().is_some_and(|last| *last >= seq)).await
    }
}

fn summary(delivery: &Delivery) -> String {
    format!("{delivery:?}").chars().take(300).collect()
}

/// The lengths of the header and of the payload of a finished server frame (RFC 6455, 5.2: never masked).
fn lengths(frame: &Bytes) -> (usize, usize) {
    match frame[1] {
        126 => (4, usize::from(u16::from_be_bytes(frame[2..4].try_into().unwrap()))),
        127 => (10, usize::try_from(u64::from_be_bytes(frame[2..10].try_into().unwrap())).unwrap()),
        short => (2, usize::from(short)),
    }
}

pub(crate) fn payload(frame: &Bytes) -> &[u8] {
    &frame[lengths(frame).0..]
}

pub(crate) fn json(frame: &Bytes) -> Value {
    serde_json::from_slice(payload(frame)).unwrap()
}

/// Every frame that a relay was told, in order.
pub(crate) fn frames(told: &[Delivery]) -> Vec<Bytes> {
    told.iter()
        .flat_map(|delivery| match delivery {
            Delivery::Open { first, .. } => first.clone(),
            Delivery::Publish { frame, .. } => parted(frame.clone()),
            Delivery::Direct { frame, .. } => vec![frame.clone()],
            Delivery::Close { last, .. } => last.iter().cloned().collect(),
            Delivery::Disconnect { .. } => Vec::new(),
        })
        .collect()
}

/// Frames that were joined into one piece, each by itself.
fn parted(mut piece: Bytes) -> Vec<Bytes> {
    let mut frames = Vec::new();
    while !piece.is_empty() {
        let (header, payload) = lengths(&piece);
        frames.push(piece.split_to(header + payload));
    }
    frames
}

/// Every JSON frame of this type that a relay was told, in order.
pub(crate) fn frames_of(told: &[Delivery], kind: &str) -> Vec<Value> {
    let is_text = |frame: &Bytes| frame[0] & 0x0f == 1;
    frames(told).iter().filter(|frame| is_text(frame)).map(json).filter(|frame| frame["type"] == kind).collect()
}

/// The seqs of the events that a relay was told, in order.
pub(crate) fn events(told: &[Delivery]) -> Vec<u64> {
    frames_of(told, "event").iter().map(|event| event["seq"].as_u64().unwrap()).collect()
}

pub(crate) fn published(told: &[Delivery], channel: Channel) -> usize {
    told.iter().filter(|delivery| matches!(delivery, Delivery::Publish { channel: on, .. } if *on == channel)).count()
}
