//! What actors tell the relays: one relay runs on each worker thread and owns the sockets there.
//!
//! An actor sends a frame to a relay once; the relay hands the shared bytes to each local socket of the channel. Messages
//! from one actor to one relay arrive in order, so a socket that was opened on a channel misses nothing after its snapshot,
//! and one that was closed gets nothing after (`[A3]`).

use actix::{Message, Recipient};
use bytes::Bytes;

use domain::{ContactId, EmployeeId, SessionId};

/// A stream of frames that sockets listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Contact(ContactId),
    Notes(ContactId),
    Inbox(EmployeeId),
    /// A list that somebody follows, by the number it was given.
    List(u64),
    /// That employees or teams changed; every `/live` socket listens.
    Roster,
}

#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub enum Delivery {
    /// The socket listens from here on; `first` goes to it alone, before anything else of the channel.
    Open { channel: Channel, session: SessionId, first: Vec<Bytes> },
    /// To every socket that listens: a finished frame, or several that were joined.
    Publish { channel: Channel, frame: Bytes },
    /// To one socket.
    Direct { session: SessionId, frame: Bytes },
    /// The socket listens no more; `last` still goes to it.
    Close { channel: Channel, session: SessionId, last: Option<Bytes> },
    /// The whole socket is closed with a code and a reason (RFC 6455, 7.4).
    Disconnect { session: SessionId, code: u16, reason: &'static str },
}

/// An open socket as actors know it.
#[derive(Clone)]
pub struct Socket {
    pub session: SessionId,
    pub employee: EmployeeId,
    pub relay: Recipient<Delivery>,
    /// Tells relays apart: sockets of the same worker share it.
    pub worker: usize,
}

impl Socket {
    /// Relays are told without waiting: what is under way to one is bounded by the commands that sockets may have in
    /// flight, and a relay never waits for anybody.
    pub fn tell(&self, delivery: Delivery) {
        self.relay.do_send(delivery);
    }
}

/// The sockets on a channel, and each worker's relay once.
#[derive(Default)]
pub(crate) struct Listeners {
    sockets: std::collections::HashMap<SessionId, Socket>,
    relays: Vec<(usize, Recipient<Delivery>, usize)>,
}

impl Listeners {
    pub(crate) fn insert(&mut self, socket: Socket) {
        let worker = socket.worker;
        let relay = socket.relay.clone();
        if self.sockets.insert(socket.session, socket).is_some() {
            return;
        }
        match self.relays.iter_mut().find(|(known, ..)| *known == worker) {
            Some((.., count)) => *count += 1,
            None => self.relays.push((worker, relay, 1)),
        }
    }

    pub(crate) fn remove(&mut self, session: SessionId) -> Option<Socket> {
        let socket = self.sockets.remove(&session)?;
        if let Some(position) = self.relays.iter().position(|(worker, ..)| *worker == socket.worker) {
            self.relays[position].2 -= 1;
            if self.relays[position].2 == 0 {
                self.relays.swap_remove(position);
            }
        }
        Some(socket)
    }

    pub(crate) fn get(&self, session: SessionId) -> Option<&Socket> {
        self.sockets.get(&session)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Socket> {
        self.sockets.values()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.sockets.len()
    }

    /// Hands a frame to each worker once. See [`Socket::tell`] for why nobody waits.
    pub(crate) fn publish(&self, channel: Channel, frame: &Bytes) {
        for (_, relay, _) in &self.relays {
            relay.do_send(Delivery::Publish { channel, frame: frame.clone() });
        }
    }
}
