//! Opening a database: the address, the memory it may take, its schema, and what is loaded from it.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use surrealdb::Surreal;
use surrealdb::engine::local::Db;
use surrealdb::opt::auth::Root;
use surrealdb_cnf::ConfigMap;
use surrealdb_core::kvs::Datastore;

use crate::engine::{Database, Engine, Open, start_runtime, stop};
use crate::journal::{Journal, Transactions};
use crate::listing::Listing;
use crate::{OpenError, Store, StoreError, migrations};

/// Caches and write buffers together, unless said otherwise: 256 MiB.
pub const DEFAULT_MEMORY_BYTES: u64 = 256 * 1024 * 1024;

/// RocksDB cannot work with less.
const LEAST_MEMORY_BYTES: u64 = 4 * 1024 * 1024;

/// Where the store lives.
#[derive(Clone)]
pub struct StoreOptions {
    /// `mem://`, `rocksdb://FOLDER`, `ws://HOST:PORT` or `wss://HOST:PORT`.
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

/// The kinds of address that Kontor knows.
pub(crate) enum Address {
    Memory,
    Folder(PathBuf),
    Server(String),
}

impl Store {
    /// Opens the database and brings its schema up to date.
    pub async fn open(options: &StoreOptions) -> Result<Self, OpenError> {
        let address = parse(&options.url)?;
        let runtime = start_runtime().map_err(OpenError::Threads)?;
        let opening = runtime.spawn(prepare(address, options.clone()));
        match opening.await.unwrap_or(Err(OpenError::Store(StoreError::Closed))) {
            Ok((database, listing)) => {
                let transactions: Arc<dyn Transactions> = Arc::<Database>::clone(&database);
                let journal = Journal::start(runtime.handle(), transactions, listing.clone());
                Ok(Self(Arc::new(Engine::new(Open { runtime, database, journal, listing }))))
            }
            Err(error) => {
                stop(runtime).await;
                Err(error)
            }
        }
    }
}

pub(crate) fn parse(url: &str) -> Result<Address, OpenError> {
    let refused = |reason| OpenError::BadUrl { url: url.to_owned(), reason };
    let (scheme, rest) =
        url.split_once("://").ok_or_else(|| refused("write mem://, rocksdb://FOLDER or ws://HOST:PORT"))?;
    match scheme {
        "mem" | "memory" if rest.is_empty() => Ok(Address::Memory),
        "mem" | "memory" => Err(refused("mem:// takes no path")),
        "rocksdb" => match rest.strip_suffix("?sync=every").unwrap_or(rest) {
            "" => Err(refused("rocksdb:// needs a folder")),
            folder if folder.contains('?') => Err(refused("every commit goes to disk; no other option is taken")),
            folder => Ok(Address::Folder(PathBuf::from(folder))),
        },
        "ws" | "wss" if !rest.is_empty() => Ok(Address::Server(url.to_owned())),
        "ws" | "wss" => Err(refused("ws:// needs a host")),
        "surrealkv" => Err(refused("SurrealKV 0.21 can lose saved data in a crash; use rocksdb://FOLDER")),
        _ => Err(refused("the known kinds are mem://, rocksdb:// and ws://")),
    }
}

type Prepared = (Arc<Database>, Option<Arc<RwLock<Listing>>>);

async fn prepare(address: Address, options: StoreOptions) -> Result<Prepared, OpenError> {
    let database = match address {
        Address::Memory => embedded("mem://", ConfigMap::empty(), &options).await.map_err(unopened)?,
        Address::Folder(folder) => open_folder(folder, &options).await?,
        Address::Server(url) => connect(url, &options).await?,
    };
    let database = Arc::new(database);
    match ready(&database).await {
        Ok(listing) => Ok((database, listing)),
        Err(error) => {
            Database::close(database).await;
            Err(error)
        }
    }
}

/// Brings the schema up to date and loads what is held in memory.
async fn ready(database: &Database) -> Result<Option<Arc<RwLock<Listing>>>, OpenError> {
    migrations::apply(database).await?;
    Ok(match database {
        Database::Embedded { .. } => Some(Arc::new(RwLock::new(Listing::load(database).await?))),
        Database::Remote(_) => None,
    })
}

fn unopened(reason: String) -> OpenError {
    OpenError::Store(StoreError::Database(Box::new(surrealdb::Error::internal(reason))))
}

pub(crate) async fn open_folder(folder: PathBuf, options: &StoreOptions) -> Result<Database, OpenError> {
    if let Err(error) = std::fs::create_dir_all(&folder) {
        return Err(OpenError::Folder { folder, reason: error.to_string() });
    }
    let path = format!("rocksdb://{}", folder.display());
    embedded(&path, rocksdb_settings(options.memory_bytes), options).await.map_err(|reason| {
        // RocksDB holds a lock on the file LOCK for as long as it is open.
        if reason.contains("LOCK") && reason.contains("lock") {
            OpenError::FolderInUse(folder)
        } else {
            OpenError::Folder { folder, reason }
        }
    })
}

/// Every commit to disk, and everything sized by what the store may take rather than by the machine.
///
/// Memtables may use half, the rest caches blocks. Flushed memtables stay for a while to find conflicts, so it is the
/// number of write buffers that bounds them, not the size of one.
fn rocksdb_settings(memory_bytes: u64) -> ConfigMap {
    let memory_bytes = memory_bytes.max(LEAST_MEMORY_BYTES);
    let write_buffers = 4;
    let write_buffer_bytes = memory_bytes / 2 / write_buffers;
    ConfigMap::empty()
        .with_key_value("datastore_sync", "every")
        .with_key_value("rocksdb_block_cache_size", (memory_bytes / 2).to_string())
        .with_key_value("rocksdb_write_buffer_size", write_buffer_bytes.to_string())
        .with_key_value("rocksdb_max_write_buffer_number", write_buffers.to_string())
        .with_key_value("rocksdb_min_write_buffer_number_to_merge", "1")
        // Most reads are of one row: a block is read and unpacked whole.
        .with_key_value("rocksdb_block_size", (16 * 1024).to_string())
        .with_key_value("rocksdb_target_file_size_base", (32 * 1024 * 1024).to_string())
        // Logs that are no longer needed go at once; any other limit archives them for minutes.
        .with_key_value("rocksdb_wal_size_limit", "0")
        .with_key_value("rocksdb_keep_log_file_num", "5")
        .with_key_value("rocksdb_max_open_files", "512")
}

async fn embedded(path: &str, settings: ConfigMap, options: &StoreOptions) -> Result<Database, String> {
    let datastore = Datastore::builder()
        .with_config(settings)
        // Maintenance writes, which it may not before the version of the storage is settled.
        .without_maintenance_tasks()
        .build_with_path(path)
        .await
        .map_err(|error| error.to_string())?;
    datastore.check_version().await.map_err(|error| error.to_string())?;
    datastore.bootstrap().await.map_err(|error| error.to_string())?;
    datastore.start_maintenance_tasks();
    let client: Surreal<Db> =
        Surreal::unstable_from_datastore(Arc::clone(&datastore), None).await.map_err(|error| error.to_string())?;
    client.use_ns(&options.namespace).use_db(&options.database).await.map_err(|error| error.to_string())?;
    Ok(Database::Embedded { client, datastore })
}

async fn connect(url: String, options: &StoreOptions) -> Result<Database, OpenError> {
    let client = surrealdb::engine::any::connect(&url)
        .await
        .map_err(|error| OpenError::Unreachable { url: url.clone(), reason: error.to_string() })?;
    if let (Some(username), Some(password)) = (&options.username, &options.password) {
        let credentials = Root { username: username.clone(), password: password.clone() };
        client.signin(credentials).await.map_err(|error| {
            if error.is_not_allowed() {
                OpenError::WrongPassword { url: url.clone() }
            } else {
                OpenError::Unreachable { url: url.clone(), reason: error.to_string() }
            }
        })?;
    }
    client
        .use_ns(&options.namespace)
        .use_db(&options.database)
        .await
        .map_err(|error| OpenError::Unreachable { url, reason: error.to_string() })?;
    Ok(Database::Remote(client))
}

#[cfg(test)]
mod tests;
