//! One list that is followed: what it asks for, how many contacts answer, and what its sockets are still to be told.
//! Knows neither the actor around it nor the store.

use std::sync::Arc;

use store::ContactCount;
use tokio::sync::oneshot;

use domain::access::{Keys, Reach};
use domain::listing::{Candidate, Criteria, SeenContact};
use domain::{Contact, ContactId, SessionId};

use crate::contact::JoinError;
use crate::frame;
use crate::relay::{Channel, Delivery, Listeners, Socket};
use crate::wire::{RevokedReason, ServerFrame, Topic, TopicState};

/// Rows of one frame. Who missed more reads the list again.
pub(super) const MOST_ROWS: usize = 100;

pub(super) struct List {
    channel: Channel,
    topic: Topic,
    criteria: Criteria,
    keys: Keys,
    listeners: Listeners,
    total: Total,
    /// Counts the frames of rows.
    seq: u64,
    rows: Rows,
}

/// A socket that is to follow the list, and who waits for it.
pub(super) struct Waiting {
    pub(super) socket: Socket,
    pub(super) answer: oneshot::Sender<Result<(), JoinError>>,
}

enum Total {
    Known {
        total: u64,
        revision: Option<u64>,
    },
    /// Changes that arrive before the count may be part of it or not: their revision will tell.
    Counting {
        number: u64,
        early: Vec<Difference>,
        waiting: Vec<Waiting>,
    },
}

/// By how much a commit changes the total.
struct Difference {
    revision: Option<u64>,
    contacts: i64,
}

/// What is to be told.
#[derive(Default)]
struct Rows {
    rows: Vec<(ContactId, Row)>,
    are_too_many: bool,
    /// The database is shared, and a change touched the total.
    total_is_stale: bool,
}

enum Row {
    Changed(SeenContact),
    Left,
}

impl Rows {
    fn put(&mut self, contact: ContactId, row: Row) {
        if self.are_too_many {
            return;
        }
        match self.rows.iter_mut().find(|(known, _)| *known == contact) {
            Some((_, known)) => *known = row,
            None => self.rows.push((contact, row)),
        }
        if self.rows.len() > MOST_ROWS {
            self.rows = Vec::new();
            self.are_too_many = true;
        }
    }
}

impl List {
    pub(super) fn new(number: u64, query: Arc<str>, criteria: Criteria, keys: Keys) -> Self {
        Self {
            channel: Channel::List(number),
            topic: Topic::List(query),
            criteria,
            keys,
            listeners: Listeners::default(),
            total: Total::Known { total: 0, revision: None },
            seq: 0,
            rows: Rows::default(),
        }
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) fn criteria(&self) -> &Criteria {
        &self.criteria
    }

    pub(super) fn looks_back(&self) -> bool {
        self.criteria.filter.looks_back()
    }

    pub(super) fn has_rows(&self) -> bool {
        self.rows.are_too_many || !self.rows.rows.is_empty()
    }

    pub(super) fn needs_count(&self) -> bool {
        self.rows.total_is_stale && matches!(self.total, Total::Known { .. })
    }

    pub(super) fn is_unused(&self) -> bool {
        let waits = matches!(&self.total, Total::Counting { waiting, .. } if !waiting.is_empty());
        self.listeners.is_empty() && !waits
    }

    pub(super) fn begin_count(&mut self, number: u64) {
        self.rows.total_is_stale = false;
        let waiting = match std::mem::replace(&mut self.total, Total::Known { total: 0, revision: None }) {
            Total::Counting { waiting, .. } => waiting,
            Total::Known { .. } => Vec::new(),
        };
        self.total = Total::Counting { number, early: Vec::new(), waiting };
    }

    /// Takes a count over, unless another one was begun since.
    pub(super) fn counted(&mut self, number: u64, count: ContactCount) {
        let Total::Counting { number: current, early, waiting } = &mut self.total else { return };
        if *current != number {
            return;
        }
        let (early, waiting) = (std::mem::take(early), std::mem::take(waiting));
        self.total = Total::Known { total: count.total, revision: count.revision };
        for difference in early {
            self.add(&difference);
        }
        for Waiting { socket, answer } in waiting {
            self.open(socket, answer);
        }
    }

    pub(super) fn join(&mut self, joining: Waiting) {
        match &mut self.total {
            Total::Counting { waiting, .. } => waiting.push(joining),
            Total::Known { .. } => self.open(joining.socket, joining.answer),
        }
    }

    fn open(&mut self, socket: Socket, answer: oneshot::Sender<Result<(), JoinError>>) {
        let Total::Known { total, .. } = self.total else { return };
        let state = TopicState::List { total };
        let first = frame::json(&ServerFrame::Snapshot { topic: self.topic.clone(), seq: self.seq, state });
        let (channel, session) = (self.channel, socket.session);
        socket.tell(Delivery::Open { channel, session, first: vec![first] });
        self.listeners.insert(socket);
        if answer.send(Ok(())).is_err() {
            tracing::trace!("the socket has gone; it leaves the list as it ends");
        }
    }

    pub(super) fn leave(&mut self, session: SessionId) {
        if let Total::Counting { waiting, .. } = &mut self.total {
            waiting.retain(|waiting| waiting.socket.session != session);
        }
        if let Some(socket) = self.listeners.remove(session) {
            socket.tell(Delivery::Close { channel: self.channel, session, last: None });
        }
    }

    /// A contact changed: `was` before, `is` now.
    pub(super) fn take(
        &mut self,
        before: &Arc<Contact>,
        was: &Candidate<'_>,
        after: &Arc<Contact>,
        is: &Candidate<'_>,
        revision: Option<u64>,
    ) {
        let reaches = (self.criteria.reach(was, &self.keys), self.criteria.reach(is, &self.keys));
        if reaches == (Reach::Nothing, Reach::Nothing) {
            return;
        }
        let contacts = i64::from(reaches.1 != Reach::Nothing) - i64::from(reaches.0 != Reach::Nothing);
        let difference = Difference { revision, contacts };
        match &mut self.total {
            Total::Counting { early, .. } => early.push(difference),
            Total::Known { .. } => self.add(&difference),
        }
        match SeenContact::new(Arc::clone(after), reaches.1) {
            None => self.rows.put(after.id, Row::Left),
            // Whoever sees the name alone must not learn that something else changed.
            Some(seen @ SeenContact::Stub { .. })
                if SeenContact::new(Arc::clone(before), reaches.0).as_ref() == Some(&seen) => {}
            Some(seen) => self.rows.put(after.id, Row::Changed(seen)),
        }
    }

    fn add(&mut self, difference: &Difference) {
        let Total::Known { total, revision } = &mut self.total else { return };
        match (difference.revision, *revision) {
            // Counted already.
            (Some(changed), Some(counted)) if changed <= counted => {}
            (Some(_), Some(_)) => *total = total.saturating_add_signed(difference.contacts),
            _ => self.rows.total_is_stale |= difference.contacts != 0,
        }
    }

    /// Tells what is to be told. False: nothing.
    pub(super) fn tell(&mut self) -> bool {
        let Total::Known { total, .. } = self.total else { return false };
        if !self.has_rows() || self.rows.total_is_stale {
            return false;
        }
        let Rows { rows, are_too_many, .. } = std::mem::take(&mut self.rows);
        if are_too_many {
            self.publish_resync();
            return true;
        }
        let (mut changed, mut left) = (Vec::new(), Vec::new());
        for (contact, row) in rows {
            match row {
                Row::Changed(seen) => changed.push(seen),
                Row::Left => left.push(contact),
            }
        }
        self.seq += 1;
        let (topic, seq) = (self.topic.clone(), self.seq);
        let rows = ServerFrame::Rows { topic, seq, changed: &changed, left: &left, total };
        self.listeners.publish(self.channel, &frame::json(&rows));
        true
    }

    fn publish_resync(&self) {
        let resync = frame::json(&ServerFrame::Resync { topic: self.topic.clone() });
        self.listeners.publish(self.channel, &resync);
    }

    /// Another question under the same name: what was found by the former one is not told.
    pub(super) fn ask_anew(&mut self, criteria: Criteria, keys: Keys) {
        (self.criteria, self.keys) = (criteria, keys);
        self.rows = Rows::default();
        self.publish_resync();
    }

    /// Its employee may see nothing any more.
    pub(super) fn revoke(&mut self) {
        let reason = RevokedReason::AccessLost;
        let last = frame::json(&ServerFrame::Revoked { topic: self.topic.clone(), reason, merged_into: None });
        self.close(&last);
    }

    /// It cannot be counted: its sockets are asked to come back.
    pub(super) fn give_up(&mut self, reason: &str) {
        if let Total::Counting { waiting, .. } = &mut self.total {
            for Waiting { answer, .. } in waiting.drain(..) {
                // Its socket may have ended while it waited, and then nobody is left to answer.
                let _ = answer.send(Err(JoinError::Unavailable(reason.to_owned())));
            }
        }
        let last = frame::json(&ServerFrame::Resync { topic: self.topic.clone() });
        self.close(&last);
    }

    fn close(&mut self, last: &bytes::Bytes) {
        for socket in std::mem::take(&mut self.listeners).iter() {
            let (channel, session) = (self.channel, socket.session);
            socket.tell(Delivery::Close { channel, session, last: Some(last.clone()) });
        }
    }
}
