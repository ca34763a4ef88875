//! The store: everything that outlives the process, in SurrealDB.
//!
//! Owns the schema and its migrations, the [journal](Store::commit) (group commit) and the queries, one file per
//! aggregate; [`engine`] runs them. Knows the domain's types and its two pure functions about rows (the audience and the
//! words of a contact); knows no actor and no wire format. Callers may live on any runtime: SurrealDB runs on threads of
//! its own, and dropping a future of this crate never interrupts a statement that is under way.
//! `docs/decisions/0002-store.md` says why rows look as they do.

mod activity;
mod acts;
mod audit;
mod backup;
mod comments;
mod contacts;
mod custom_fields;
mod employees;
mod engine;
mod error;
mod failure;
mod imports;
mod journal;
mod listing;
mod merges;
mod migrations;
mod notes;
mod notifications;
mod open;
mod rules;
mod sessions;
mod statement;
mod substitutions;
mod transaction;
mod views;

pub use audit::{AuditCursor, AuditQuery};
pub use backup::BackupError;
pub use comments::{CommentHead, CommentPage};
pub use contacts::{ContactCount, ContactPage, ContactQuery, ListedContact, PageStart};
pub use error::{CommitError, OpenError, StoreError};
pub use journal::{Batch, Committed, NoteUpdate};
pub use notes::NoteLog;
pub use notifications::{NotificationCursor, ReadMark};
pub use open::{DEFAULT_MEMORY_BYTES, StoreOptions};
pub use rules::{FactsPlace, RuleFacts};
pub use sessions::StoredSession;

use std::sync::Arc;

/// A handle on the open database. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<engine::Engine>);

#[cfg(test)]
extern crate self as store;

#[cfg(test)]
#[path = "../tests/fixtures/mod.rs"]
mod fixtures;

#[cfg(test)]
impl Store {
    async fn in_memory() -> Self {
        Self::open(&StoreOptions::new("mem://")).await.expect("a store in memory opens")
    }
}
