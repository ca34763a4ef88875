//! Writes the log of reads, exports and overrides beside everybody's way (`[U1]`, `[U3]`).
//!
//! Entries go into a queue and from there to the store, many at once, within a second. Whoever reads waits only where the
//! queue is full: an entry is never dropped while the store takes writes. What the same person reads of one contact within
//! an hour is queued once.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, Utc};
use store::Store;
use tokio::sync::{mpsc, oneshot};

use domain::audit::{AuditDeed, AuditEntry};
use domain::{AuditId, Contact, EmployeeId};

/// So many entries wait before those who make more of them do.
const QUEUE: usize = 10_000;
/// Entries that are written at once.
const AT_ONCE: usize = 1_000;
/// What comes within this time after the first is written with it.
const GATHER_FOR: Duration = Duration::from_millis(250);
/// A store that does not take writes is asked again after this.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// So many reads of an hour are remembered; more of them would only be queued again, not written twice.
const REMEMBERED: usize = 200_000;

pub(crate) struct Audit {
    queue: mpsc::Sender<Step>,
    /// The reads of this hour.
    read: Mutex<(DateTime<Utc>, HashSet<AuditId>)>,
}

enum Step {
    Entry(AuditEntry),
    /// Tell when everything before is on disk.
    Settle(oneshot::Sender<()>),
}

impl Audit {
    pub(crate) fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        actix_rt::spawn(write(store, waiting));
        Self { queue, read: Mutex::new((DateTime::UNIX_EPOCH, HashSet::new())) }
    }

    pub(crate) async fn note(&self, entry: AuditEntry) {
        if matches!(entry.deed, AuditDeed::Read) && !self.is_news(&entry) {
            return;
        }
        if self.queue.send(Step::Entry(entry)).await.is_err() {
            tracing::error!("the log of reads and exports has stopped");
        }
    }

    pub(crate) async fn note_read(&self, employee: EmployeeId, contact: &Contact, at: DateTime<Utc>) {
        self.note(AuditEntry::read(employee, contact, at)).await;
    }

    /// The same where nobody can wait; what finds no place is for the log of the program.
    pub(crate) fn note_at_once(&self, entry: AuditEntry) {
        if let Err(error) = self.queue.try_send(Step::Entry(entry)) {
            tracing::error!(%error, "an entry of the log of reads and exports found no place");
        }
    }

    /// Waits until everything noted so far is on disk.
    pub(crate) async fn settle(&self) {
        let (settled, wait) = oneshot::channel();
        if self.queue.send(Step::Settle(settled)).await.is_ok() && wait.await.is_err() {
            tracing::error!("the log of reads and exports stopped before it was written");
        }
    }

    fn is_news(&self, entry: &AuditEntry) -> bool {
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if read.0 != entry.at || read.1.len() >= REMEMBERED {
            *read = (entry.at, HashSet::new());
        }
        read.1.insert(entry.id)
    }
}

async fn write(store: Store, mut waiting: mpsc::Receiver<Step>) {
    let mut steps = Vec::with_capacity(AT_ONCE);
    while let Some(first) = waiting.recv().await {
        let is_urgent = matches!(first, Step::Settle(_));
        steps.push(first);
        if !is_urgent {
            gather(&mut waiting, &mut steps).await;
        }
        let mut entries = Vec::new();
        let mut settled = Vec::new();
        for step in steps.drain(..) {
            match step {
                Step::Entry(entry) => entries.push(entry),
                Step::Settle(answer) => settled.push(answer),
            }
        }
        while let Err(error) = store.put_audit(&entries).await {
            if matches!(error, store::StoreError::Closed) {
                return;
            }
            tracing::error!(%error, waiting = entries.len(), "the log of reads and exports cannot be written; trying again");
            tokio::time::sleep(TRY_AGAIN_AFTER).await;
        }
        for answer in settled {
            // Whoever waited may have given up.
            let _: Result<(), ()> = answer.send(());
        }
    }
}

/// Takes what comes for a moment, until somebody waits or it is enough.
async fn gather(waiting: &mut mpsc::Receiver<Step>, steps: &mut Vec<Step>) {
    let deadline = tokio::time::Instant::now() + GATHER_FOR;
    while steps.len() < AT_ONCE {
        let Ok(Some(step)) = tokio::time::timeout_at(deadline, waiting.recv()).await else { return };
        let is_urgent = matches!(step, Step::Settle(_));
        steps.push(step);
        if is_urgent {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
