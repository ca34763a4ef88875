//! The log of a contact's shared notes: a merged snapshot and the updates after it.

use std::ops::Bound;

use domain::ContactId;
use surrealdb::types::{Bytes, Object, RecordId, RecordIdKey, SurrealValue, Value, object};

use crate::statement::{Statement, composite, number_value, numbered, record, uuid_value};
use crate::{NoteUpdate, Store, StoreError};

pub(crate) const TABLE: &str = "note_update";
const SNAPSHOTS: &str = "note_snapshot";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteLog {
    pub snapshot: Option<Vec<u8>>,
    /// The updates after the snapshot, in order.
    pub updates: Vec<Vec<u8>>,
    /// The `n` of the next update.
    pub next: u64,
}

/// The row of an update.
pub(crate) fn row(contact: ContactId, update: &NoteUpdate) -> Object {
    object! {
        id: composite(TABLE, [uuid_value(contact.0), number_value(update.n)]),
        bytes: Bytes::from(update.bytes.clone()),
    }
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct SnapshotRow {
    bytes: Bytes,
    /// The last update merged.
    through: u64,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct UpdateRow {
    id: RecordId,
    bytes: Bytes,
}

impl Store {
    pub async fn note(&self, contact: ContactId) -> Result<NoteLog, StoreError> {
        // One transaction, so that a compaction in between takes nothing away.
        let statement =
            Statement::new("BEGIN; SELECT bytes, through FROM ONLY $snapshot; SELECT id, bytes FROM $updates; COMMIT;")
                .bind("snapshot", record(SNAPSHOTS, contact.0))
                .bind("updates", numbered(TABLE, contact.0, Bound::Unbounded, Bound::Unbounded));
        let mut answer = self.ask(statement).await?;
        let snapshot: Option<SnapshotRow> = answer.row(1)?;
        let updates: Vec<UpdateRow> = answer.rows(2)?;
        let last = match updates.last() {
            Some(update) => Some(number_of(&update.id)?),
            None => snapshot.as_ref().map(|snapshot| snapshot.through),
        };
        Ok(NoteLog {
            snapshot: snapshot.map(|snapshot| snapshot.bytes.into_inner().to_vec()),
            updates: updates.into_iter().map(|update| update.bytes.into_inner().to_vec()).collect(),
            next: last.map_or(0, |last| last + 1),
        })
    }

    /// Replaces the snapshot and all updates up to `through`, inclusive, by one merged snapshot, in one transaction.
    pub async fn compact_note(&self, contact: ContactId, through: u64, merged: Vec<u8>) -> Result<(), StoreError> {
        let statement = Statement::new(
            "BEGIN;
             UPSERT $snapshot CONTENT { bytes: $merged, through: $through } RETURN NONE;
             DELETE $updates RETURN NONE;
             COMMIT;",
        )
        .bind("snapshot", record(SNAPSHOTS, contact.0))
        .bind("merged", Bytes::from(merged))
        .bind("through", through)
        .bind("updates", numbered(TABLE, contact.0, Bound::Unbounded, Bound::Included(through)));
        self.ask(statement).await?;
        Ok(())
    }
}

fn number_of(record: &RecordId) -> Result<u64, StoreError> {
    let number = match &record.key {
        RecordIdKey::Array(parts) => parts.get(1).cloned(),
        _ => None,
    };
    let read = u64::from_value(number.unwrap_or(Value::None));
    read.map_err(|source| StoreError::Unreadable { what: "update of notes", source: Box::new(source) })
}

#[cfg(test)]
mod tests;
