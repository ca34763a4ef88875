//! A contact's history: its committed events by seq.

use std::ops::Bound;

use domain::{ContactId, Event};
use surrealdb::types::{Object, object};

use crate::statement::{Statement, composite, decode_all, encode, newest_first, number_value, numbered, uuid_value};
use crate::{Store, StoreError};

pub(crate) const TABLE: &str = "activity";

/// The row of an event. Two nodes that commit the same seq of a contact name the same row, so one of them fails.
pub(crate) fn row(contact: ContactId, event: &Event) -> Object {
    object! {
        id: composite(TABLE, [uuid_value(contact.0), number_value(event.seq)]),
        body: encode(event),
    }
}

impl Store {
    /// The events after `since`, oldest first.
    pub async fn events_since(&self, contact: ContactId, since: u64, limit: usize) -> Result<Vec<Event>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $rows LIMIT $limit")
            .bind("rows", numbered(TABLE, contact.0, Bound::Excluded(since), Bound::Unbounded))
            .bind("limit", limit);
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        decode_all("event", &bodies)
    }

    /// The events before `before`, or all, newest first.
    pub async fn events_before(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let statement = newest_first(numbered(TABLE, contact.0, Bound::Unbounded, end), limit);
        let bodies = self.ask(statement).await?.bodies(0)?;
        decode_all("event", &bodies)
    }
}

#[cfg(test)]
mod tests;
