//! A contact's history: its committed events by seq.

use domain::{ContactId, Event};

use crate::{Store, StoreError};

impl Store {
    /// The events after `since`, oldest first.
    pub async fn events_since(&self, contact: ContactId, since: u64, limit: usize) -> Result<Vec<Event>, StoreError> {
        let _ = (contact, since, limit);
        todo!()
    }

    /// The events before `before`, or all, newest first.
    pub async fn events_before(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let _ = (contact, before, limit);
        todo!()
    }
}
