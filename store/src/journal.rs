//! The journal: every change of every contact goes to disk here, gathered into groups.

use std::sync::Arc;

use domain::{Contact, Event, Notification};

use crate::{CommitError, Store};

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

impl Store {
    /// Commits a batch together with others that wait. Dropping the future does not take the batch back.
    pub async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let _ = batch;
        todo!()
    }
}
