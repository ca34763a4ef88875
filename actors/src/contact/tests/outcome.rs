//! What becomes of a change when the store refuses it, or cannot say whether it has it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::ContactId;
use domain::contact::Field;
use domain::merge::Merge;
use futures_util::future::{BoxFuture, FutureExt};
use store::{Batch, CommitError, Committed, Store, StoreError};

use crate::Desk;
use crate::contact::{Execute, ExecuteError};
use crate::fixtures::{Worker, anna, comment, create, edit, events, frames_of, max, options_over, store};
use crate::journal::Journal;

#[derive(Clone, Copy)]
pub(super) enum Fault {
    /// Not written, and the store says so.
    NotDone,
    /// Not written, and the store cannot tell.
    LostBefore,
    /// Written, and the store cannot tell.
    LostAfter,
}

/// A store whose next commits fail as they are told to.
pub(super) struct Faulty {
    store: Store,
    faults: Mutex<VecDeque<Fault>>,
}

impl Faulty {
    pub(super) fn next(&self, faults: &[Fault]) {
        self.faults.lock().unwrap().extend(faults);
    }
}

impl Journal for Faulty {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let (store, fault) = (self.store.clone(), self.faults.lock().unwrap().pop_front());
        async move {
            match fault {
                None => store.commit(batch).await,
                Some(Fault::NotDone) => Err(CommitError::NotDone(StoreError::ReadOnly("full".to_owned()))),
                Some(Fault::LostBefore) => Err(CommitError::Unknown("no answer".to_owned())),
                Some(Fault::LostAfter) => {
                    store.commit(batch).await?;
                    Err(CommitError::Unknown("no answer".to_owned()))
                }
            }
        }
        .boxed()
    }

    fn commit_merge(&self, batches: Vec<Batch>, merge: Merge) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let store = self.store.clone();
        async move { store.commit_merge(batches, &merge).await }.boxed()
    }
}

/// A desk over such a store, and a contact of version 2 on it.
pub(super) async fn faulty_desk() -> (Desk, Arc<Faulty>, ContactId) {
    let store = store().await;
    let journal = Arc::new(Faulty { store: store.clone(), faults: Mutex::default() });
    let desk = Desk::start_with(options_over(store, Duration::from_hours(1)), journal.clone()).await.unwrap();
    let huber = create(&desk).await;
    (desk, journal, huber)
}

async fn history(desk: &Desk, contact: ContactId) -> Vec<u64> {
    desk.store().events_since(contact, 0, 100).await.unwrap().iter().map(|event| event.seq).collect()
}

#[actix::test]
async fn an_unknown_outcome_is_asked_again_and_done_once() {
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        let (desk, journal, huber) = faulty_desk().await;
        let worker = Worker::start(0);
        let socket = worker.socket(max());
        let before = desk.subscribe(huber, socket.clone(), None).await.unwrap();
        journal.next(&[fault]);
        let wien: Execute = edit(anna(), Field::City, "Wien", 2);
        let done = desk.execute(huber, wien.clone()).await.unwrap();
        assert_eq!((done.seq, done.contact.fields.city.as_deref()), (3, Some("Wien")));
        assert_eq!(desk.execute(huber, wien).await.unwrap().seq, 3, "known to the fresh actor as well");
        assert_eq!(history(&desk, huber).await, [1, 2, 3], "written once");

        // The actor that did not know is gone; who listened to it is told to look again, and misses nothing.
        let told = worker.told.until("a resync", |told| !frames_of(told, "resync").is_empty()).await;
        assert_eq!(events(&told), [0; 0], "nothing was shown that might not be so");
        let after = desk.subscribe(huber, socket, Some(2)).await.unwrap();
        assert!(after != before && !before.connected());
        assert_eq!(events(&worker.told.until_event(3).await), [3]);
    }
}

#[actix::test]
async fn an_outcome_that_stays_unknown_is_told_as_unknown() {
    let (desk, journal, huber) = faulty_desk().await;
    journal.next(&[Fault::LostBefore; 4]);
    let wien = edit(anna(), Field::City, "Wien", 2);
    let unknown = desk.execute(huber, wien.clone()).await;
    assert!(matches!(unknown, Err(ExecuteError::OutcomeUnknown)), "{unknown:?}");
    assert_eq!(desk.execute(huber, wien).await.unwrap().seq, 3);
}

#[actix::test]
async fn what_was_certainly_not_saved_is_refused_and_never_shown() {
    let (desk, journal, huber) = faulty_desk().await;
    let worker = Worker::start(0);
    desk.subscribe(huber, worker.socket(max()), None).await.unwrap();
    journal.next(&[Fault::NotDone]);
    let refused = desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await;
    assert!(matches!(refused, Err(ExecuteError::Unavailable(_))), "{refused:?}");
    assert_eq!(history(&desk, huber).await, [1, 2]);
    let done = desk.execute(huber, comment(anna(), "geht wieder", None)).await.unwrap();
    assert_eq!(done.seq, 3);
    let told = worker.told.until_event(3).await;
    assert_eq!(frames_of(&told, "event")[0]["kind"], "comment_added");
}

/// The list may hold the change already, or never will (`[E5]`).
#[actix::test]
async fn who_follows_a_list_is_asked_to_read_it_again_after_an_unknown_outcome() {
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        let (desk, journal, huber) = faulty_desk().await;
        let worker = Worker::start(0);
        let search = "search=wien";
        desk.follow_list(worker.socket(max()), search.into()).await.unwrap();
        journal.next(&[fault]);
        desk.execute(huber, edit(anna(), Field::City, "Wien", 2)).await.unwrap();
        worker.told.until("a resync", |told| !frames_of(told, "resync").is_empty()).await;
        let again = Worker::start(1);
        desk.follow_list(again.socket(max()), search.into()).await.unwrap();
        desk.execute(huber, edit(anna(), Field::Industry, "Bau", 3)).await.unwrap();
        let told = again
            .told
            .until("rows", |told| frames_of(told, "rows").iter().any(|rows| rows["changed"][0]["industry"] == "Bau"));
        assert_eq!(frames_of(&told.await, "rows").last().unwrap()["total"], 1);
    }
}
