//! The database itself: its threads, and the one way in which statements run.
//!
//! SurrealDB polls a query on the task that awaits it and wants 10 MiB of stack, so it gets a runtime of its own: every
//! statement is spawned there and its caller only awaits the handle. That also makes every statement run to its end
//! when the caller goes away. [`crate::open`] says how a database is opened.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rand::Rng;
use surrealdb::engine::any::Any;
use surrealdb::engine::local::Db;
use surrealdb::types::SurrealValue;
use surrealdb::{IndexedResults, Surreal};
use surrealdb_core::kvs::Datastore;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;

use crate::failure::{cause, is_conflict};
use crate::journal::Journal;
use crate::listing::Listing;
use crate::statement::Statement;
use crate::{Store, StoreError};

/// What SurrealDB asks for is 10 MiB; deep queries recurse.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// How often a write that met a conflicting one is tried before it is given up.
pub(crate) const ATTEMPTS: u32 = 12;

/// How long a stop waits for threads that are still in the database.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// How often a stop looks whether the database is closed.
const STOP_POLL: Duration = Duration::from_millis(2);

pub(crate) enum Database {
    Embedded { client: Surreal<Db>, datastore: Arc<Datastore> },
    Remote(Surreal<Any>),
}

impl Database {
    /// Runs the statements and returns what each of them answered.
    pub(crate) async fn run(&self, statement: Statement) -> Result<IndexedResults, surrealdb::Error> {
        let Statement { text, bindings } = statement;
        match self {
            Self::Embedded { client, .. } => client.query(text).bind(bindings).await,
            Self::Remote(client) => client.query(text).bind(bindings).await,
        }
    }

    /// Runs statements that read, or that write in one transaction of their own; a conflict is tried again.
    pub(crate) async fn ask(&self, statement: Statement) -> Result<Answer, StoreError> {
        let mut attempt = 0;
        loop {
            let mut results = self.run(statement.clone()).await.map_err(Box::new)?;
            let Some(error) = cause(results.take_errors().into_values().collect()) else {
                return Ok(Answer(results));
            };
            attempt += 1;
            if !is_conflict(&error) || attempt == ATTEMPTS {
                return Err(StoreError::Database(Box::new(error)));
            }
            pause(attempt).await;
        }
    }

    /// Lets go of the database and waits until it has flushed and closed.
    ///
    /// The engine closes it when the last client goes, and tells nobody when that is done. Closing it here as well
    /// would close it twice, which it reports as errors.
    pub(crate) async fn close(database: Arc<Self>) {
        let Self::Embedded { datastore, .. } = &*database else { return };
        let closing = Arc::downgrade(datastore);
        drop(database);
        let closed = async {
            while closing.strong_count() > 0 {
                tokio::time::sleep(STOP_POLL).await;
            }
        };
        if tokio::time::timeout(STOP_TIMEOUT, closed).await.is_err() {
            tracing::error!("the database did not close within {} s", STOP_TIMEOUT.as_secs());
        }
    }
}

/// Waits longer after each attempt, and never as long as another writer.
pub(crate) async fn pause(attempt: u32) {
    let most_ms = 2_u64.saturating_pow(attempt.min(8));
    let pause_ms = rand::thread_rng().gen_range(0..=most_ms);
    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
}

/// What the statements answered, by their position.
pub(crate) struct Answer(IndexedResults);

impl Answer {
    /// The rows of a statement that answers with a list.
    pub(crate) fn rows<T: SurrealValue>(&mut self, position: usize) -> Result<Vec<T>, StoreError> {
        Ok(self.0.take::<Vec<T>>(position).map_err(Box::new)?)
    }

    /// The column `body` of every row.
    pub(crate) fn bodies(&mut self, position: usize) -> Result<Vec<String>, StoreError> {
        Ok(self.rows::<Body>(position)?.into_iter().map(|row| row.body).collect())
    }

    pub(crate) fn row<T: SurrealValue>(&mut self, position: usize) -> Result<Option<T>, StoreError> {
        Ok(self.0.take::<Option<T>>(position).map_err(Box::new)?)
    }
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Body {
    body: String,
}

/// What the clones of a [`Store`] share. Empty once the store is closed.
pub(crate) struct Engine(RwLock<Option<Open>>);

/// An open database with everything that stands on it.
pub(crate) struct Open {
    pub(crate) runtime: Runtime,
    pub(crate) database: Arc<Database>,
    pub(crate) journal: Journal,
    /// None where several nodes share the database: only the database knows all contacts there.
    pub(crate) listing: Option<Arc<RwLock<Listing>>>,
}

/// What one question needs of the open database.
#[derive(Clone)]
pub(crate) struct Access {
    handle: Handle,
    pub(crate) database: Arc<Database>,
    pub(crate) listing: Option<Arc<RwLock<Listing>>>,
}

impl Access {
    /// Runs work on the store's own threads.
    pub(crate) async fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        // The task neither panics nor is aborted except when the store's threads stop.
        self.handle.spawn(work).await.unwrap_or(Err(StoreError::Closed))
    }
}

impl Engine {
    pub(crate) fn new(open: Open) -> Self {
        Self(RwLock::new(Some(open)))
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&Open) -> T) -> Result<T, StoreError> {
        let open = self.0.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(look).ok_or(StoreError::Closed)
    }

    fn take(&self) -> Option<Open> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Dropping a runtime waits for its threads, which an async caller may not do.
        if let Some(open) = self.take() {
            open.runtime.shutdown_background();
        }
    }
}

impl Store {
    pub(crate) fn access(&self) -> Result<Access, StoreError> {
        self.0.with(|open| Access {
            handle: open.runtime.handle().clone(),
            database: Arc::clone(&open.database),
            listing: open.listing.clone(),
        })
    }

    pub(crate) async fn ask(&self, statement: Statement) -> Result<Answer, StoreError> {
        let access = self.access()?;
        let database = Arc::clone(&access.database);
        access.spawn(async move { database.ask(statement).await }).await
    }

    /// Whether the store answers and takes writes: writes a small row and waits until it is on disk.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.0.with(|open| open.journal.writable())??;
        self.ask(Statement::new("UPSERT heartbeat:store SET at = time::now() RETURN NONE")).await?;
        Ok(())
    }

    /// Waits for what is under way, flushes, and stops the store's threads. Every clone of the store is closed with it.
    pub async fn close(self) {
        let Some(Open { runtime, database, journal, listing }) = self.0.take() else { return };
        drop(listing);
        journal.close().await;
        // Its timers are the runtime's.
        let closed = runtime.spawn(Database::close(database));
        if let Err(error) = closed.await {
            tracing::error!(%error, "the database did not close");
        }
        stop(runtime).await;
    }
}

/// Ends the store's threads and waits for them: a process that ends while one of them still closes the database aborts.
pub(crate) async fn stop(runtime: Runtime) {
    let (stopped, wait) = oneshot::channel();
    // Stopping a runtime blocks.
    std::thread::spawn(move || {
        runtime.shutdown_timeout(STOP_TIMEOUT);
        if stopped.send(()).is_err() {
            tracing::debug!("nobody waits for the store's threads");
        }
    });
    if wait.await.is_err() {
        tracing::error!("the store's threads did not stop");
    }
}

/// The store's own threads.
pub(crate) fn start_runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().thread_name("store").thread_stack_size(STACK_BYTES).enable_all().build()
}
