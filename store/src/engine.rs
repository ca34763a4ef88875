//! The database itself: opening it, its threads, its memory, and the one way in which statements run.

use crate::{OpenError, Store, StoreError};

/// Caches and write buffers together, unless said otherwise: 256 MiB.
pub const DEFAULT_MEMORY_BYTES: u64 = 256 * 1024 * 1024;

/// Where the store lives.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// `mem://`, `rocksdb://FOLDER` or `ws://HOST:PORT`.
    pub url: String,
    /// Caches and write buffers together, of an embedded database.
    pub memory_bytes: u64,
    /// To sign in to a database server.
    pub username: Option<String>,
    pub password: Option<String>,
    pub namespace: String,
    pub database: String,
}

impl StoreOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            memory_bytes: DEFAULT_MEMORY_BYTES,
            username: None,
            password: None,
            namespace: "kontor".to_owned(),
            database: "kontor".to_owned(),
        }
    }
}

pub(crate) struct Engine {}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub async fn open(options: &StoreOptions) -> Result<Self, OpenError> {
        let _ = options;
        todo!()
    }

    /// Waits for what is under way, flushes, and stops the store's threads.
    pub async fn close(self) {
        todo!()
    }

    /// Whether the store answers and takes writes.
    pub async fn check(&self) -> Result<(), StoreError> {
        todo!()
    }
}
