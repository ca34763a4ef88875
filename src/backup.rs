//! `kontor backup` and `kontor restore`: everything in one file, and back.

use anyhow::Context;
use store::Store;

use crate::cli::BackupOptions;

pub async fn write(options: BackupOptions) -> anyhow::Result<()> {
    let BackupOptions { file, database } = options;
    if database.database.is_none() && !database.data.exists() {
        anyhow::bail!("there is no data folder {}", database.data.display());
    }
    let store = database.open().await?;
    let written = store.back_up(&file).await;
    store.close().await;
    written?;
    let bytes = std::fs::metadata(&file).with_context(|| format!("{} cannot be read", file.display()))?.len();
    println!("{bytes} bytes in {}", file.display());
    Ok(())
}

pub async fn restore(options: BackupOptions) -> anyhow::Result<()> {
    let BackupOptions { file, database } = options;
    Store::restore(&database.store(), &file).await?;
    println!("{} is restored; start the server on it", file.display());
    Ok(())
}
