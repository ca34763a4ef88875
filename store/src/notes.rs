//! The log of a contact's shared notes: a merged snapshot and the updates after it.

use domain::ContactId;

use crate::{Store, StoreError};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteLog {
    pub snapshot: Option<Vec<u8>>,
    /// The updates after the snapshot, in order.
    pub updates: Vec<Vec<u8>>,
    /// The `n` of the next update.
    pub next: u64,
}

impl Store {
    pub async fn note(&self, contact: ContactId) -> Result<NoteLog, StoreError> {
        let _ = contact;
        todo!()
    }

    /// Replaces the snapshot and all updates up to `through`, inclusive, by one merged snapshot, in one transaction.
    pub async fn compact_note(&self, contact: ContactId, through: u64, merged: Vec<u8>) -> Result<(), StoreError> {
        let _ = (contact, through, merged);
        todo!()
    }
}
