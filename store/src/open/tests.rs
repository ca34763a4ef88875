use crate::fixtures::{contact, creation};
use crate::{OpenError, Store, StoreError, StoreOptions};

async fn refusal(url: &str) -> OpenError {
    match Store::open(&StoreOptions::new(url)).await {
        Ok(_) => panic!("{url} should have been refused"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_in_one_line() {
    for url in [
        "",
        "data",
        "mem://x",
        "rocksdb://",
        "rocksdb://data?sync=never",
        "surrealkv://data",
        "http://localhost",
        "ws://",
    ] {
        let error = refusal(url).await;
        assert!(matches!(error, OpenError::BadUrl { .. }), "{url}: {error:?}");
        assert_eq!(error.to_string().lines().count(), 1);
    }
    assert!(refusal("surrealkv://data").await.to_string().contains("can lose saved data"));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = refusal(&format!("ws://127.0.0.1:{port}")).await;
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_in_use_is_refused_and_free_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("rocksdb://{}", folder.path().display());
    let store = Store::open(&StoreOptions::new(&url)).await.unwrap();
    let anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();

    let error = refusal(&url).await;
    assert!(matches!(error, OpenError::FolderInUse(_)), "{error:?}");
    assert_eq!(error.to_string().lines().count(), 1);

    store.close().await;
    let store = Store::open(&StoreOptions::new(&url)).await.unwrap();
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna));
    store.close().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = refusal(&format!("rocksdb://{}/data", file.path().display())).await;
    assert!(matches!(error, OpenError::Folder { .. }), "{error:?}");
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let store = Store::in_memory().await;
    store.check().await.unwrap();
    let clone = store.clone();
    store.close().await;
    assert!(matches!(clone.check().await, Err(StoreError::Closed)));
    assert!(matches!(clone.employees().await, Err(StoreError::Closed)));
    clone.close().await;
}
