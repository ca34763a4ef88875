use domain::contact::{Field, FieldValue};

use crate::Store;
use crate::fixtures::{contact, creation, edit};

#[tokio::test]
async fn history_is_read_forward_from_a_seq_and_backward_before_one() {
    let store = Store::in_memory().await;
    let other = contact("Other");
    store.commit(creation(&other)).await.unwrap();
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    for number in 2..=12 {
        let batch = edit(&mut anna, Field::City, FieldValue::from(format!("Wien {number}").as_str()));
        store.commit(batch).await.unwrap();
    }
    let seqs = |events: Vec<domain::Event>| events.iter().map(|event| event.seq).collect::<Vec<_>>();

    assert_eq!(seqs(store.events_since(anna.id, 0, 100).await.unwrap()), (1..=12).collect::<Vec<_>>());
    assert_eq!(seqs(store.events_since(anna.id, 9, 2).await.unwrap()), [10, 11]);
    assert!(store.events_since(anna.id, 12, 5).await.unwrap().is_empty());
    assert_eq!(seqs(store.events_before(anna.id, None, 3).await.unwrap()), [12, 11, 10]);
    assert_eq!(seqs(store.events_before(anna.id, Some(10), 3).await.unwrap()), [9, 8, 7]);
    assert!(store.events_before(anna.id, Some(1), 3).await.unwrap().is_empty());
    assert_eq!(seqs(store.events_since(other.id, 0, 100).await.unwrap()), [1]);
}

#[tokio::test]
async fn an_event_comes_back_as_it_was() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    let created = creation(&anna);
    store.commit(created.clone()).await.unwrap();
    let changed = edit(&mut anna, Field::Tags, FieldValue::List(vec!["vip".to_owned()]));
    store.commit(changed.clone()).await.unwrap();

    let events = store.events_since(anna.id, 0, 10).await.unwrap();
    assert_eq!(events, [created.events, changed.events].concat());
}
