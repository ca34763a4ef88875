//! The journal: every change of every contact goes to disk here, gathered into groups.
//!
//! Batches wait in one bounded queue. What waits is taken as one transaction, up to a bound; while one waits for the
//! disk the next is prepared. No contact is in two transactions at a time, so the order of its batches holds. If a
//! group fails, each of its batches is tried alone: the guilty one is refused and the innocent ones are saved.
//!
//! After an embedded database could not write, nothing more is written until the program starts again: what it then
//! finds on disk is the truth, and until then nobody builds on what may not be there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use domain::merge::Merge;
use domain::{Contact, ContactId, Event, Notification};
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{self, JoinHandle, JoinSet};

use crate::engine::{ATTEMPTS, pause};
use crate::listing::Listing;
use crate::transaction::{Outcome, Rows};
use crate::{CommitError, Store, StoreError};

/// Batches in one transaction, and their bytes together. One larger batch goes alone.
const GROUP_BATCHES: usize = 128;
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// Transactions under way at a time.
const GROUPS_UNDER_WAY: usize = 2;

/// While a transaction is under way, fewer batches than this wait for it: opening and syncing another one costs as much
/// as committing several batches.
const GROUP_WORTHWHILE: usize = 24;

/// Batches that wait; further callers wait outside.
const QUEUE_BATCHES: usize = 4096;

/// What one contact's actor wants on disk, all or nothing.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The contact as it is after the events.
    pub contact: Arc<Contact>,
    pub events: Vec<Event>,
    pub notifications: Vec<Notification>,
    pub note_updates: Vec<NoteUpdate>,
}

/// One update of the contact's shared notes.
#[derive(Clone, Debug)]
pub struct NoteUpdate {
    /// Counts the updates of one contact's notes.
    pub n: u64,
    pub bytes: Vec<u8>,
}

/// What is known of a batch that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Lists that are counted at this revision or a later one hold the batch, earlier ones do not
    /// ([`crate::ContactCount`]). None: the database is shared, and nobody counts.
    pub revision: Option<u64>,
}

/// Batches that wait to be done all or none, most often one, and who waits for them.
struct Pending {
    parts: Vec<Rows>,
    answer: oneshot::Sender<Result<Committed, CommitError>>,
}

impl Pending {
    fn contacts(&self) -> impl Iterator<Item = ContactId> {
        self.parts.iter().map(|rows| rows.contact)
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(|rows| rows.bytes).sum()
    }

    fn answer(self, result: Result<Committed, CommitError>) {
        // Whoever dropped the future does not want to know.
        let _ = self.answer.send(result);
    }
}

/// What runs a group as one transaction. The database does; a test may fail on demand.
pub(crate) trait Transactions: Send + Sync {
    fn run<'a>(&'a self, group: &'a [&'a Rows]) -> BoxFuture<'a, Outcome>;
}

/// The way into the journal.
pub(crate) struct Journal {
    entry: Entry,
    disk_failure: Arc<OnceLock<String>>,
    coordinator: JoinHandle<()>,
}

impl Journal {
    pub(crate) fn start(
        handle: &Handle,
        transactions: Arc<dyn Transactions>,
        listing: Option<Arc<RwLock<Listing>>>,
    ) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_BATCHES);
        let disk_failure = Arc::new(OnceLock::new());
        let writer = Writer { transactions, listing, disk_failure: Arc::clone(&disk_failure) };
        let coordinator = handle.spawn(coordinate(waiting, Arc::new(writer)));
        Self { entry: Entry(queue), disk_failure, coordinator }
    }

    /// Fails once the disk has refused a commit.
    pub(crate) fn writable(&self) -> Result<(), StoreError> {
        check(&self.disk_failure)
    }

    /// Commits what waits and ends.
    pub(crate) async fn close(self) {
        drop(self.entry);
        if self.coordinator.await.is_err() {
            tracing::error!("the journal ended early");
        }
    }
}

fn check(disk_failure: &OnceLock<String>) -> Result<(), StoreError> {
    disk_failure.get().map_or(Ok(()), |reason| Err(StoreError::ReadOnly(reason.clone())))
}

impl Store {
    /// Commits a batch together with others that wait. Dropping the future does not take the batch back.
    pub async fn commit(&self, batch: Batch) -> Result<Committed, CommitError> {
        let entry = self.0.with(|open| open.journal.entry.clone())?;
        entry.commit(vec![Rows::of(&batch)]).await
    }

    /// Commits the batches of several contacts, each once, in one transaction with the merge that they belong to.
    pub async fn commit_merge(&self, batches: Vec<Batch>, merge: &Merge) -> Result<Committed, CommitError> {
        let entry = self.0.with(|open| open.journal.entry.clone())?;
        let mut parts: Vec<_> = batches.iter().map(Rows::of).collect();
        let last = parts.pop().map(|rows| rows.with_merge(merge));
        parts.extend(last);
        entry.commit(parts).await
    }
}

/// Takes batches; the journal cannot close while somebody holds one.
#[derive(Clone)]
struct Entry(mpsc::Sender<Pending>);

impl Entry {
    async fn commit(self, parts: Vec<Rows>) -> Result<Committed, CommitError> {
        let (answer, wait) = oneshot::channel();
        self.0.send(Pending { parts, answer }).await.map_err(|_| StoreError::Closed)?;
        // Closing waits for what is in the queue, not for those who wait for an answer.
        drop(self);
        wait.await.unwrap_or_else(|_| Err(CommitError::Unknown("the store stopped meanwhile".to_owned())))
    }
}

/// Forms groups of what waits and hands them out, until the queue is closed and empty.
async fn coordinate(mut queue: mpsc::Receiver<Pending>, writer: Arc<Writer>) {
    let mut waiting = VecDeque::new();
    let mut arrived = Vec::new();
    let mut under_way = UnderWay::default();
    let mut is_open = true;
    while is_open || !waiting.is_empty() || !under_way.groups.is_empty() {
        while under_way.has_room_for(waiting.len()) {
            let group = next_group(&mut waiting, &under_way.contacts);
            if group.is_empty() {
                break;
            }
            under_way.start(group, &writer);
        }
        tokio::select! {
            count = queue.recv_many(&mut arrived, QUEUE_BATCHES), if is_open && waiting.len() < QUEUE_BATCHES => {
                is_open = count > 0;
                waiting.extend(arrived.drain(..));
            }
            () = under_way.finish_one(), if !under_way.groups.is_empty() => {}
        }
    }
}

/// The groups that are being committed, and their contacts.
#[derive(Default)]
struct UnderWay {
    groups: JoinSet<()>,
    contacts: HashSet<ContactId>,
    contacts_of: HashMap<task::Id, Vec<ContactId>>,
}

impl UnderWay {
    fn has_room_for(&self, waiting: usize) -> bool {
        self.groups.is_empty() || (self.groups.len() < GROUPS_UNDER_WAY && waiting >= GROUP_WORTHWHILE)
    }

    fn start(&mut self, group: Vec<Pending>, writer: &Arc<Writer>) {
        let contacts: Vec<_> = group.iter().flat_map(Pending::contacts).collect();
        self.contacts.extend(&contacts);
        let writer = Arc::clone(writer);
        let task = self.groups.spawn(async move { writer.commit(group).await });
        self.contacts_of.insert(task.id(), contacts);
    }

    async fn finish_one(&mut self) {
        let id = match self.groups.join_next_with_id().await {
            None => return,
            Some(Ok((id, ()))) => id,
            // Whoever waits for the group learns that its outcome is unknown.
            Some(Err(error)) => {
                tracing::error!(%error, "a commit ended early");
                error.id()
            }
        };
        for contact in self.contacts_of.remove(&id).unwrap_or_default() {
            self.contacts.remove(&contact);
        }
    }
}

/// Takes from the front what fits into one transaction; at most one batch of a contact, and none whose contact is busy.
fn next_group(waiting: &mut VecDeque<Pending>, busy: &HashSet<ContactId>) -> Vec<Pending> {
    let mut group = Vec::new();
    let mut passed_over = VecDeque::new();
    let mut contacts = HashSet::new();
    let mut bytes = 0;
    while let Some(pending) = waiting.pop_front() {
        let is_busy = pending.contacts().any(|contact| busy.contains(&contact) || contacts.contains(&contact));
        // Also if it is passed over: what comes later for the same contact must not overtake it.
        contacts.extend(pending.contacts());
        if is_busy {
            passed_over.push_back(pending);
            continue;
        }
        if !group.is_empty() && bytes + pending.bytes() > GROUP_BYTES {
            waiting.push_front(pending);
            break;
        }
        bytes += pending.bytes();
        group.push(pending);
        if group.len() == GROUP_BATCHES {
            break;
        }
    }
    passed_over.append(waiting);
    *waiting = passed_over;
    group
}

/// Commits groups and answers for each batch.
struct Writer {
    transactions: Arc<dyn Transactions>,
    listing: Option<Arc<RwLock<Listing>>>,
    disk_failure: Arc<OnceLock<String>>,
}

impl Writer {
    async fn commit(&self, group: Vec<Pending>) {
        if group.len() == 1 {
            return self.commit_alone(group).await;
        }
        let rows: Vec<_> = group.iter().flat_map(|pending| &pending.parts).collect();
        match self.attempt(&rows).await {
            Outcome::Done => {
                let committed = self.list(&rows);
                for pending in group {
                    pending.answer(Ok(committed));
                }
            }
            Outcome::Unknown { reason, .. } => {
                for pending in group {
                    pending.answer(Err(CommitError::Unknown(reason.clone())));
                }
            }
            Outcome::Conflict(_) | Outcome::Stale | Outcome::NotDone(_) => self.commit_alone(group).await,
        }
    }

    async fn commit_alone(&self, batches: Vec<Pending>) {
        for pending in batches {
            let rows: Vec<_> = pending.parts.iter().collect();
            let outcome = self.attempt(&rows).await;
            let answer = match outcome {
                Outcome::Done => Ok(self.list(&rows)),
                Outcome::Stale => Err(CommitError::Stale),
                Outcome::NotDone(error) | Outcome::Conflict(error) => Err(CommitError::NotDone(error)),
                Outcome::Unknown { reason, .. } => Err(CommitError::Unknown(reason)),
            };
            pending.answer(answer);
        }
    }

    /// Runs a transaction, again after a conflict, and remembers a disk that failed.
    async fn attempt(&self, rows: &[&Rows]) -> Outcome {
        let mut attempt = 0;
        loop {
            if let Err(error) = check(&self.disk_failure) {
                return Outcome::NotDone(error);
            }
            let outcome = self.transactions.run(rows).await;
            attempt += 1;
            match &outcome {
                Outcome::Conflict(_) if attempt < ATTEMPTS => pause(attempt).await,
                Outcome::Unknown { reason, disk_failed: true } => {
                    tracing::error!(reason, "the disk refused a commit: nothing more is written until the next start");
                    // Another group may have met the same failure first.
                    let _ = self.disk_failure.set(reason.clone());
                    return outcome;
                }
                _ => return outcome,
            }
        }
    }

    /// Lists follow what is on disk, before anybody is told that it is.
    fn list(&self, group: &[&Rows]) -> Committed {
        let Some(listing) = &self.listing else { return Committed { revision: None } };
        let changed: Vec<_> =
            group.iter().filter_map(|rows| Some((rows.contact, rows.listed.as_ref()?.clone()))).collect();
        if changed.is_empty() {
            let revision = listing.read().unwrap_or_else(PoisonError::into_inner).revision();
            return Committed { revision: Some(revision) };
        }
        // Who counts sees all of the group or nothing of it.
        let mut listing = listing.write().unwrap_or_else(PoisonError::into_inner);
        for (contact, listed) in changed {
            listing.put(contact, listed);
        }
        Committed { revision: Some(listing.revision()) }
    }
}

#[cfg(test)]
mod tests;
