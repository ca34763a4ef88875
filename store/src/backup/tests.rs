use std::fs;
use std::path::Path;

use domain::contact::Field;
use tempfile::TempDir;

use super::BackupError;
use crate::fixtures::{contact, creation, edit};
use crate::{OpenError, Store, StoreOptions};

fn options(folder: &Path) -> StoreOptions {
    StoreOptions::new(format!("rocksdb://{}", folder.display()))
}

/// A backup of one contact that was changed once, beside where it may be restored to.
async fn backup() -> (TempDir, domain::Contact) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&options(&folder.path().join("data"))).await.unwrap();
    let mut anna = contact("Anna „Müller“\nGmbH; -- SELECT");
    store.commit(creation(&anna)).await.unwrap();
    store.commit(edit(&mut anna, Field::City, "Wien".into())).await.unwrap();
    store.back_up(&folder.path().join("backup")).await.unwrap();
    store.close().await;
    (folder, anna)
}

#[tokio::test]
async fn what_is_restored_is_what_was_backed_up() {
    let (folder, anna) = backup().await;
    let data = folder.path().join("restored");
    Store::restore(&options(&data), &folder.path().join("backup")).await.unwrap();
    let store = Store::open(&options(&data)).await.unwrap();
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna.clone()));
    assert_eq!(store.events_before(anna.id, None, 10).await.unwrap().len(), 2);
    assert_eq!(store.find_by_names(&[domain::search::fold(&anna.fields.name)]).await.unwrap().len(), 1);
    // It is not only read: the next change goes on where the last one ended.
    let mut anna = anna;
    store.commit(edit(&mut anna, Field::City, "Graz".into())).await.unwrap();
    store.close().await;
    assert!(!folder.path().join("restored.restoring").exists());
}

#[tokio::test]
async fn neither_a_backup_nor_data_is_overwritten() {
    let (folder, _) = backup().await;
    let (data, file) = (folder.path().join("data"), folder.path().join("backup"));
    assert!(matches!(Store::restore(&options(&data), &file).await, Err(BackupError::NotEmpty(_))));
    let store = Store::open(&options(&data)).await.unwrap();
    assert!(matches!(store.back_up(&file).await, Err(BackupError::Exists(_))));
    store.close().await;
}

#[tokio::test]
async fn a_file_that_is_no_whole_backup_restores_nothing() {
    let (folder, _) = backup().await;
    let data = folder.path().join("restored");
    let file = folder.path().join("damaged");
    let whole = fs::read(folder.path().join("backup")).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let short = &whole[..whole.len() / 2];
    for damaged in [&changed[..], short, &whole[..whole.len() - 10], b"", b"DROP"] {
        fs::write(&file, damaged).unwrap();
        let refused = Store::restore(&options(&data), &file).await;
        assert!(matches!(refused, Err(BackupError::Damaged { .. })), "{refused:?}");
        assert!(!data.exists());
    }
    let missing = Store::restore(&options(&data), &folder.path().join("missing")).await;
    assert!(matches!(missing, Err(BackupError::File { .. })));
}

#[tokio::test]
async fn only_folders_are_backed_up() {
    let (folder, _) = backup().await;
    let file = folder.path().join("backup");
    let server = StoreOptions::new("ws://127.0.0.1:1");
    assert!(matches!(Store::restore(&server, &file).await, Err(BackupError::NoFolder)));
    let nonsense = StoreOptions::new("nonsense");
    assert!(matches!(Store::restore(&nonsense, &file).await, Err(BackupError::Open(OpenError::BadUrl { .. }))));
}
