//! `kontor backup` and `kontor restore`: everything in one file, and back.

use anyhow::Context;
use store::Store;

use crate::cli::BackupOptions;
use crate::database::closing;

pub async fn write(options: BackupOptions) -> anyhow::Result<()> {
    let BackupOptions { file, database } = options;
    closing(database.open().await?, async |store| Ok(store.back_up(&file).await?)).await?;
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
