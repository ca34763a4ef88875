//! What can go wrong, one enum per concern: opening, asking, committing.

use std::path::PathBuf;

/// The store could not be opened. Each variant is one line for the person who starts the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{url:?} is no address of a store: {reason}")]
    BadUrl { url: String, reason: &'static str },
    #[error("the data folder {} is in use by another process", .0.display())]
    FolderInUse(PathBuf),
    #[error("the data folder {} cannot be opened: {reason}", folder.display())]
    Folder { folder: PathBuf, reason: String },
    #[error("the database at {url} cannot be reached: {reason}")]
    Unreachable { url: String, reason: String },
    #[error("the database at {url} refused the user name or the password")]
    WrongPassword { url: String },
    #[error(
        "a newer version of Kontor wrote the data (schema {found}, this version knows {known}): start that version"
    )]
    NewerSchema { found: u64, known: u64 },
    #[error("migration {number} of the schema failed")]
    Migration { number: u64, source: StoreError },
    #[error("the threads of the store could not be started")]
    Threads(#[source] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A question or a small write failed; nothing is half done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database answered: {0}")]
    Database(#[from] Box<surrealdb::Error>),
    #[error("a stored {what} cannot be read")]
    Unreadable { what: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the disk refused a write ({0}); free some space and start again: reading goes on meanwhile")]
    ReadOnly(String),
    #[error("the cursor is not one that a page gave")]
    BadCursor,
    #[error("another employee signs in with this e-mail address")]
    EmailTaken,
    #[error("the store is closed")]
    Closed,
}

/// How a commit ended if it did not simply succeed.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Certainly not on disk.
    #[error("not saved")]
    NotDone(#[from] StoreError),
    /// Certainly not on disk: somebody else committed this seq of the contact.
    #[error("not saved: the contact was changed elsewhere meanwhile")]
    Stale,
    /// On disk or not; only a look at the contact tells.
    #[error("it is unknown whether it was saved: {0}")]
    Unknown(String),
}
