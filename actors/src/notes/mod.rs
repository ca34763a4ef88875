//! The shared notes of a contact: who takes part, and the document between them, spoken in the y-websocket protocol.
//!
//! An update reaches others, and comes back to its author, only once it is on disk; until then it is part of the document
//! to come, and an answer that would already show it waits behind it. Awareness (carets, names) is not stored. The room
//! belongs to the contact's actor, which keeps the gate and commits.

mod bytes;
mod document;
#[cfg(test)]
pub(crate) mod fixtures;
mod guard;
mod protocol;

use std::collections::{HashMap, HashSet};

use ::bytes::Bytes;
use store::NoteUpdate;

use domain::SessionId;

use crate::frame;
use crate::relay::{Listeners, Socket};
pub(crate) use document::{Document, DocumentError, Weight};
use protocol::{Incoming, Presence};

/// One client shows at most this many carets, each of at most [`MAX_AWARENESS_BYTES`].
const MAX_AWARENESS_PER_SOCKET: usize = 8;
const MAX_AWARENESS_BYTES: usize = 4096;

/// What a message from a client leads to, in order.
pub(crate) enum Step {
    /// To be stored, then published.
    Store(NoteUpdate),
    /// To the sender, once everything before it is on disk.
    Answer(Bytes),
    /// To everyone at once; it is not stored.
    Publish(Bytes),
}

/// Why a socket is cut off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Offence {
    #[error("the message is not of the y-websocket protocol")]
    Malformed,
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error("too many or too large awareness states")]
    Awareness,
}

impl Offence {
    /// Nothing is wrong with it, but there is no room for it.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self, Self::Document(DocumentError::TooLarge | DocumentError::TooMany))
    }
}

pub(crate) struct Room {
    document: Document,
    /// The number of the next update in the log.
    next: u64,
    /// Updates in the log behind the last merged one.
    unmerged: usize,
    listeners: Listeners,
    writers: HashSet<SessionId>,
    awareness: HashMap<u64, Shown>,
}

/// A log as one update.
pub(crate) struct Merged {
    /// The number of the last update in it.
    pub(crate) through: u64,
    pub(crate) update: Vec<u8>,
    pub(crate) freed: Weight,
}

/// The awareness state of one client of the document; a socket may carry several.
struct Shown {
    clock: u64,
    state: String,
    session: SessionId,
}

impl Room {
    pub(crate) fn open(log: &store::NoteLog) -> (Self, usize) {
        let updates = log.snapshot.iter().chain(&log.updates).map(AsRef::as_ref);
        let (document, failed) = Document::from_log(updates);
        let room = Self {
            document,
            next: log.next,
            unmerged: log.updates.len(),
            listeners: Listeners::default(),
            writers: HashSet::new(),
            awareness: HashMap::new(),
        };
        (room, failed)
    }

    /// Takes an update that is on disk already.
    pub(crate) fn take_over(&mut self, update: &NoteUpdate) -> Result<(), DocumentError> {
        self.document.apply(&update.bytes)?;
        self.next = update.n + 1;
        self.unmerged += 1;
        Ok(())
    }

    /// Puts a document that was read afresh in place of a spoiled one. `waiting` are updates on their way to disk.
    pub(crate) fn rebuild(&mut self, log: &store::NoteLog, waiting: &[NoteUpdate]) -> usize {
        let behind = waiting.iter().filter(|update| update.n >= log.next).map(|update| update.bytes.as_ref());
        let stored = log.snapshot.iter().chain(&log.updates).map(AsRef::as_ref);
        let (document, failed) = Document::from_log(stored.chain(behind));
        self.document = document;
        failed
    }

    /// Nobody takes part and nothing waits to be merged.
    pub(crate) fn is_idle(&self) -> bool {
        self.listeners.is_empty() && self.unmerged == 0
    }

    pub(crate) fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// Lets a socket in and returns what it gets first: our question for what we lack, and who is here.
    pub(crate) fn join(&mut self, socket: Socket, may_write: bool) -> Vec<Bytes> {
        if may_write {
            self.writers.insert(socket.session);
        }
        self.listeners.insert(socket);
        let mut first = vec![frame::binary(&protocol::ask(&self.document.state_vector()))];
        first.extend(self.everyone());
        first
    }

    /// Takes a socket out; its carets disappear for the others.
    pub(crate) fn leave(&mut self, session: SessionId) -> (Option<Socket>, Option<Bytes>) {
        let left = self.listeners.remove(session);
        self.writers.remove(&session);
        let gone: Vec<(u64, u64)> = self
            .awareness
            .iter()
            .filter(|(_, shown)| shown.session == session)
            .map(|(client, shown)| (*client, shown.clock + 1))
            .collect();
        self.awareness.retain(|_, shown| shown.session != session);
        let farewell = (!gone.is_empty()).then(|| {
            let presences =
                gone.iter().map(|(client, clock)| Presence { client: *client, clock: *clock, state: "null" });
            frame::binary(&protocol::awareness(presences))
        });
        (left, farewell)
    }

    /// Handles one frame of a participant. After an offence the frame's earlier steps still count.
    pub(crate) fn receive(&mut self, session: SessionId, bytes: &[u8]) -> (Vec<Step>, Result<(), Offence>) {
        let mut steps = Vec::new();
        let result = self.receive_all(session, bytes, &mut steps);
        (steps, result)
    }

    fn receive_all(&mut self, session: SessionId, bytes: &[u8], steps: &mut Vec<Step>) -> Result<(), Offence> {
        let may_write = self.writers.contains(&session);
        for message in protocol::parse(bytes).map_err(|_| Offence::Malformed)? {
            match message {
                Incoming::Ask(state_vector) => {
                    let missing = self.document.missing_from(state_vector)?;
                    steps.push(Step::Answer(frame::binary(&protocol::answer(&missing))));
                }
                Incoming::Update(update) if may_write => {
                    if let Some(news) = self.document.apply(update)? {
                        let n = self.next;
                        self.next += 1;
                        self.unmerged += 1;
                        steps.push(Step::Store(NoteUpdate { n, bytes: news }));
                    }
                }
                // Who may only read is not listened to.
                Incoming::Update(_) => {}
                Incoming::Awareness(presences) => {
                    let known = self.show(session, &presences)?;
                    steps.extend(known.map(Step::Publish));
                }
                Incoming::QueryAwareness => steps.extend(self.everyone().map(Step::Answer)),
            }
        }
        Ok(())
    }

    /// Remembers carets and returns what is new of them.
    fn show(&mut self, session: SessionId, presences: &[Presence<'_>]) -> Result<Option<Bytes>, Offence> {
        let mut news = Vec::new();
        for Presence { client, clock, state } in presences {
            if state.len() > MAX_AWARENESS_BYTES {
                return Err(Offence::Awareness);
            }
            // Another socket's caret is that socket's to move.
            let known = self.awareness.get(client);
            if known.is_some_and(|shown| shown.session != session || shown.clock >= *clock) {
                continue;
            }
            if *state == "null" {
                self.awareness.remove(client);
            } else {
                let shown = Shown { clock: *clock, state: (*state).to_owned(), session };
                self.awareness.insert(*client, shown);
            }
            news.push(Presence { client: *client, clock: *clock, state });
        }
        let carried = self.awareness.values().filter(|shown| shown.session == session).count();
        if carried > MAX_AWARENESS_PER_SOCKET {
            return Err(Offence::Awareness);
        }
        Ok((!news.is_empty()).then(|| frame::binary(&protocol::awareness(news.into_iter()))))
    }

    fn everyone(&self) -> Option<Bytes> {
        let presences = self.awareness.iter().map(|(client, shown)| Presence {
            client: *client,
            clock: shown.clock,
            state: &shown.state,
        });
        (!self.awareness.is_empty()).then(|| frame::binary(&protocol::awareness(presences)))
    }

    /// An update on disk, as everyone gets it.
    pub(crate) fn published(update: &NoteUpdate) -> Bytes {
        frame::binary(&protocol::update(&update.bytes))
    }

    /// The document as one update, when there is something to merge.
    pub(crate) fn merged(&self) -> Option<Merged> {
        if self.unmerged == 0 {
            return None;
        }
        let (update, freed) = self.document.merged().ok()?;
        Some(Merged { through: self.next.checked_sub(1)?, update, freed })
    }

    /// The log up to this number is one update now.
    pub(crate) fn has_merged(&mut self, through: u64, freed: Weight) {
        self.document.has_merged(freed);
        self.unmerged = usize::try_from(self.next.saturating_sub(through + 1)).unwrap_or(usize::MAX);
    }

    pub(crate) fn unmerged(&self) -> usize {
        self.unmerged
    }
}
