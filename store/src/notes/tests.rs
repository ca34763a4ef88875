use crate::fixtures::{batch, contact, creation};
use crate::{Batch, CommitError, NoteLog, NoteUpdate, Store};

fn update(contact: &domain::Contact, n: u64, byte: u8) -> Batch {
    Batch { note_updates: vec![NoteUpdate { n, bytes: vec![byte; 3] }], ..batch(contact, []) }
}

#[tokio::test]
async fn updates_of_notes_are_kept_in_order_and_merged_into_a_snapshot() {
    let store = Store::in_memory().await;
    let anna = contact("Anna");
    assert_eq!(store.note(anna.id).await.unwrap(), NoteLog::default());
    store.commit(creation(&anna)).await.unwrap();
    for n in 0..12 {
        store.commit(update(&anna, n, u8::try_from(n).unwrap())).await.unwrap();
    }
    let log = store.note(anna.id).await.unwrap();
    assert_eq!((log.snapshot, log.next), (None, 12));
    assert_eq!(log.updates, (0..12).map(|byte| vec![byte; 3]).collect::<Vec<_>>());

    store.compact_note(anna.id, 9, vec![99]).await.unwrap();
    let log = store.note(anna.id).await.unwrap();
    assert_eq!(log, NoteLog { snapshot: Some(vec![99]), updates: vec![vec![10; 3], vec![11; 3]], next: 12 });

    store.compact_note(anna.id, 11, vec![100]).await.unwrap();
    let log = store.note(anna.id).await.unwrap();
    assert_eq!(log, NoteLog { snapshot: Some(vec![100]), updates: Vec::new(), next: 12 });
}

#[tokio::test]
async fn a_number_of_an_update_is_given_once() {
    let store = Store::in_memory().await;
    let anna = contact("Anna");
    store.commit(update(&anna, 0, 1)).await.unwrap();
    let second = store.commit(update(&anna, 0, 2)).await;
    assert!(matches!(second, Err(CommitError::Stale)), "{second:?}");
    assert_eq!(store.note(anna.id).await.unwrap().updates, [vec![1; 3]]);
}

#[tokio::test]
async fn updates_of_notes_leave_the_contact_alone() {
    let store = Store::in_memory().await;
    let anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let mut behind = anna.clone();
    behind.fields.name = "Somebody else".to_owned();
    store.commit(update(&behind, 0, 1)).await.unwrap();
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna));
}
