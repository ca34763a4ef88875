use domain::{EmployeeId, Notification};

use crate::fixtures::{batch, contact, creation, notification};
use crate::{Batch, NotificationCursor, ReadMark, Store};

async fn tell(store: &Store, told: &[Notification]) {
    let contact = contact("Anna");
    let batch = Batch { notifications: told.to_vec(), ..creation(&contact) };
    store.commit(batch).await.unwrap();
}

#[tokio::test]
async fn an_inbox_is_read_newest_first_page_by_page() {
    let store = Store::in_memory().await;
    let (lena, max) = (EmployeeId::new(), EmployeeId::new());
    let anna = contact("Anna");
    // Two at the same time are told apart by their ids.
    let mut told: Vec<_> = [5, 9, 9, 12, 1].map(|seconds| notification(lena, &anna, seconds)).into();
    tell(&store, &told).await;
    tell(&store, &[notification(max, &anna, 7)]).await;
    told.sort_by_key(|told| std::cmp::Reverse((told.at, told.id)));

    assert_eq!(store.notifications(lena, None, 10).await.unwrap(), told);
    let mut pages = Vec::new();
    let mut before = None;
    loop {
        let page = store.notifications(lena, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(NotificationCursor { at: last.at, id: last.id });
        pages.extend(page);
    }
    assert_eq!(pages, told);
    assert_eq!(store.notifications(EmployeeId::new(), None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_read_is_marked_and_only_the_owner_marks_it() {
    let store = Store::in_memory().await;
    let (lena, max) = (EmployeeId::new(), EmployeeId::new());
    let anna = contact("Anna");
    let told = [1, 2, 3].map(|seconds| notification(lena, &anna, seconds));
    tell(&store, &told).await;
    assert_eq!(store.unread_notifications(lena).await.unwrap(), 3);

    assert_eq!(store.mark_read(max, ReadMark::Ids(&[told[0].id])).await.unwrap(), 0);
    assert_eq!(store.unread_notifications(lena).await.unwrap(), 3);
    assert_eq!(store.mark_read(lena, ReadMark::Ids(&[told[1].id])).await.unwrap(), 2);
    let read: Vec<_> = store.notifications(lena, None, 10).await.unwrap().iter().map(|told| told.read).collect();
    assert_eq!(read, [false, true, false]);
    assert_eq!(store.mark_read(lena, ReadMark::All).await.unwrap(), 0);
}

#[tokio::test]
async fn the_same_thing_is_told_once() {
    let store = Store::in_memory().await;
    let lena = EmployeeId::new();
    let anna = contact("Anna");
    let told = notification(lena, &anna, 1);
    tell(&store, std::slice::from_ref(&told)).await;
    store.mark_read(lena, ReadMark::All).await.unwrap();
    let again = Batch { notifications: vec![told], ..batch(&anna, []) };
    store.commit(again).await.unwrap();
    assert_eq!(store.notifications(lena, None, 10).await.unwrap().len(), 1);
    assert_eq!(store.unread_notifications(lena).await.unwrap(), 0);
}
