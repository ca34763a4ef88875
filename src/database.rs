//! Where the data lies, as every command that touches it asks.

use std::path::PathBuf;

use anyhow::{Context, bail};
use store::{Store, StoreOptions};

#[derive(Clone, clap::Args)]
pub struct DatabaseOptions {
    /// Folder of the embedded database
    #[arg(long, env = "KONTOR_DATA", default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// Another database instead: `mem://`, `rocksdb://FOLDER` or `ws://HOST:PORT`
    #[arg(long, env = "KONTOR_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// User name on a database server
    #[arg(long, env = "KONTOR_DATABASE_USER")]
    pub database_user: Option<String>,
    /// Password on a database server; better given by its environment variable
    #[arg(long, env = "KONTOR_DATABASE_PASSWORD", hide_env_values = true)]
    pub database_password: Option<String>,
    /// Memory for caches and write buffers of the embedded database, in MiB
    #[arg(long, env = "KONTOR_DATABASE_MEMORY", default_value_t = 256, value_name = "MIB")]
    pub database_memory: u64,
}

impl DatabaseOptions {
    /// Opens the store, with its folder made if it is missing.
    pub async fn open_or_make(&self) -> anyhow::Result<Store> {
        if self.database.is_none() {
            std::fs::create_dir_all(&self.data)
                .with_context(|| format!("the data folder {} cannot be made", self.data.display()))?;
        }
        Ok(Store::open(&self.store()).await?)
    }

    /// Opens the store, whose folder must be there: a mistyped one would be a new, empty database.
    pub async fn open(&self) -> anyhow::Result<Store> {
        if self.database.is_none() && !self.data.exists() {
            bail!("there is no data folder {}", self.data.display());
        }
        Ok(Store::open(&self.store()).await?)
    }

    /// Where files wait to be imported; none beside a database in memory, which keeps nothing either.
    pub fn imports_folder(&self) -> Option<PathBuf> {
        let folder = match self.database.as_deref() {
            None => self.data.clone(),
            Some(url) => match url.split_once("://") {
                Some(("mem" | "memory", _)) => return None,
                Some(("rocksdb", folder)) => folder.strip_suffix("?sync=every").unwrap_or(folder).into(),
                _ => self.data.clone(),
            },
        };
        Some(folder.join("imports"))
    }

    pub fn store(&self) -> StoreOptions {
        let folder = || format!("rocksdb://{}", self.data.display());
        StoreOptions {
            memory_bytes: self.database_memory.saturating_mul(1 << 20),
            username: self.database_user.clone(),
            password: self.database_password.clone(),
            ..StoreOptions::new(self.database.clone().unwrap_or_else(folder))
        }
    }
}

/// Works with the store and closes it, whatever came of that: a process that ends with an open database may abort.
pub async fn closing<T>(store: Store, work: impl AsyncFnOnce(&Store) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let done = work(&store).await;
    store.close().await;
    done
}
