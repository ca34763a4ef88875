use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use domain::contact::{Field, FieldValue};
use domain::{Contact, ContactId};
use futures_util::future::{BoxFuture, join_all};
use tokio::sync::Semaphore;

use super::{Batch, Committed, GROUP_BATCHES, Journal, Pending, Transactions, next_group};
use crate::fixtures::{batch, contact, creation, edit};
use crate::transaction::{Outcome, Rows};
use crate::{CommitError, Store, StoreError};

/// Answers for the database: the contacts of each group, and an outcome that the test decides.
struct Scripted<F> {
    decide: F,
    groups: Mutex<Vec<Vec<ContactId>>>,
    /// Each transaction waits for a permit, so that batches can gather.
    permits: Semaphore,
}

impl<F: Fn(&[ContactId], usize) -> Outcome + Send + Sync> Transactions for Scripted<F> {
    fn run<'a>(&'a self, group: &'a [&'a Rows]) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let contacts: Vec<_> = group.iter().map(|rows| rows.contact).collect();
            let number = {
                let mut groups = self.groups.lock().unwrap();
                groups.push(contacts.clone());
                groups.len()
            };
            self.permits.acquire().await.unwrap().forget();
            (self.decide)(&contacts, number)
        })
    }
}

struct Bench<F> {
    journal: Journal,
    scripted: Arc<Scripted<F>>,
}

impl<F: Fn(&[ContactId], usize) -> Outcome + Send + Sync + 'static> Bench<F> {
    fn new(permits: usize, decide: F) -> Self {
        let scripted = Arc::new(Scripted { decide, groups: Mutex::default(), permits: Semaphore::new(permits) });
        let transactions: Arc<dyn Transactions> = Arc::<Scripted<F>>::clone(&scripted);
        Self { journal: Journal::start(&tokio::runtime::Handle::current(), transactions, None), scripted }
    }

    /// Commits all batches at once and returns how each ended.
    async fn commit(&self, batches: Vec<Batch>) -> Vec<Result<Committed, CommitError>> {
        join_all(batches.into_iter().map(|batch| self.journal.entry.clone().commit(vec![Rows::of(&batch)]))).await
    }
}

fn some_contacts(count: usize) -> Vec<Contact> {
    (0..count).map(|number| contact(&format!("Contact {number}"))).collect()
}

fn refused() -> Outcome {
    Outcome::NotDone(StoreError::ReadOnly("a test".to_owned()))
}

#[tokio::test]
async fn a_guilty_batch_is_refused_and_the_innocent_of_its_group_are_saved() {
    let contacts = some_contacts(20);
    let guilty = contacts[7].id;
    let bench = Bench::new(1000, move |group, _| if group.contains(&guilty) { refused() } else { Outcome::Done });
    let results = bench.commit(contacts.iter().map(creation).collect()).await;
    for (contact, result) in contacts.iter().zip(results) {
        assert_eq!(result.is_ok(), contact.id != guilty, "{result:?}");
    }
}

#[tokio::test]
async fn a_stale_batch_is_told_so_and_alone() {
    let contacts = some_contacts(5);
    let stale = contacts[0].id;
    let bench = Bench::new(1000, move |group, _| if group.contains(&stale) { Outcome::Stale } else { Outcome::Done });
    let results = bench.commit(contacts.iter().map(creation).collect()).await;
    assert!(matches!(results[0], Err(CommitError::Stale)));
    assert!(results[1..].iter().all(Result::is_ok));
}

#[tokio::test]
async fn an_unknown_outcome_is_never_tried_again() {
    let contacts = some_contacts(5);
    let bench = Bench::new(1000, |_, _| Outcome::Unknown { reason: "cut off".to_owned(), disk_failed: false });
    let results = bench.commit(contacts.iter().map(creation).collect()).await;
    assert!(results.iter().all(|result| matches!(result, Err(CommitError::Unknown(_)))));
    let groups = bench.scripted.groups.lock().unwrap().concat();
    assert_eq!(groups.len(), contacts.len(), "each batch ran once");
    assert!(bench.journal.writable().is_ok());
}

#[tokio::test]
async fn after_the_disk_failed_nothing_more_is_written() {
    let bench = Bench::new(1000, |_, _| Outcome::Unknown { reason: "no space".to_owned(), disk_failed: true });
    let results = bench.commit(vec![creation(&contact("Anna"))]).await;
    assert!(matches!(results[0], Err(CommitError::Unknown(_))));
    let results = bench.commit(vec![creation(&contact("Berta"))]).await;
    assert!(matches!(results[0], Err(CommitError::NotDone(StoreError::ReadOnly(_)))));
    assert!(matches!(bench.journal.writable(), Err(StoreError::ReadOnly(_))));
    assert_eq!(bench.scripted.groups.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_conflict_is_tried_again() {
    let conflict = || Outcome::Conflict(StoreError::ReadOnly("a test".to_owned()));
    let bench = Bench::new(1000, move |_, number| if number < 4 { conflict() } else { Outcome::Done });
    let results = bench.commit(vec![creation(&contact("Anna"))]).await;
    assert!(results[0].is_ok());
    assert_eq!(bench.scripted.groups.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_dropped_caller_does_not_take_its_batch_back() {
    let bench = Bench::new(0, |_, _| Outcome::Done);
    let anna = contact("Anna");
    {
        let rows = Rows::of(&creation(&anna));
        let mut commit = Box::pin(bench.journal.entry.clone().commit(vec![rows]));
        // Polled once, so that the batch is in the queue.
        assert!(futures_util::poll!(&mut commit).is_pending());
    }
    bench.scripted.permits.add_permits(1);
    let Bench { journal, scripted } = bench;
    journal.close().await;
    assert_eq!(scripted.groups.lock().unwrap().concat(), [anna.id]);
}

#[test]
fn a_group_holds_a_contact_once_and_keeps_the_order_of_its_batches() {
    let contacts = some_contacts(3);
    let pending = |contact: &Contact| Pending {
        parts: vec![Rows::of(&creation(contact))],
        answer: tokio::sync::oneshot::channel().0,
    };
    let mut waiting = [0, 1, 0, 2, 1].iter().map(|index| pending(&contacts[*index])).collect();
    let ids = |group: Vec<Pending>| group.iter().flat_map(Pending::contacts).collect::<Vec<_>>();
    let busy = HashSet::from([contacts[1].id]);
    assert_eq!(ids(next_group(&mut waiting, &busy)), [contacts[0].id, contacts[2].id]);
    assert_eq!(ids(next_group(&mut waiting, &busy)), [contacts[0].id]);
    assert_eq!(ids(next_group(&mut waiting, &HashSet::new())), [contacts[1].id]);
    assert_eq!(ids(next_group(&mut waiting, &HashSet::new())), [contacts[1].id]);
    assert!(waiting.is_empty());
}

#[test]
fn a_group_is_bounded_by_count_and_bytes() {
    let pending = |contact: &Contact| Pending {
        parts: vec![Rows::of(&creation(contact))],
        answer: tokio::sync::oneshot::channel().0,
    };
    let mut waiting = some_contacts(GROUP_BATCHES + 5).iter().map(pending).collect();
    assert_eq!(next_group(&mut waiting, &HashSet::new()).len(), GROUP_BATCHES);
    assert_eq!(next_group(&mut waiting, &HashSet::new()).len(), 5);

    let mut heavy = some_contacts(3);
    for contact in &mut heavy {
        contact.fields.street = Some("x".repeat(super::GROUP_BYTES / 3));
    }
    let mut waiting = heavy.iter().map(pending).collect();
    assert_eq!(next_group(&mut waiting, &HashSet::new()).len(), 1, "one that is larger than a group goes alone");
}

#[tokio::test]
async fn two_who_commit_the_same_seq_are_not_both_done() {
    let store = Store::in_memory().await;
    let anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let rivals: Vec<_> = ["Wien", "Graz", "Linz"]
        .iter()
        .map(|city| {
            let mut contact = anna.clone();
            let batch = edit(&mut contact, Field::City, FieldValue::from(*city));
            (contact, batch)
        })
        .collect();
    let others = some_contacts(10);
    let innocent = others.iter().map(|contact| store.commit(creation(contact)));
    let (results, innocent) =
        tokio::join!(join_all(rivals.iter().map(|(_, batch)| store.commit(batch.clone()))), join_all(innocent));
    assert!(innocent.iter().all(Result::is_ok));
    let winners: Vec<_> = (0..3).filter(|index| results[*index].is_ok()).collect();
    assert_eq!(winners.len(), 1, "{results:?}");
    assert!(results.iter().filter_map(|result| result.as_ref().err()).all(|error| matches!(error, CommitError::Stale)));
    assert_eq!(store.contact(anna.id).await.unwrap().as_ref(), Some(&rivals[winners[0]].0));
    assert_eq!(store.events_since(anna.id, 0, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_batch_is_saved_whole_or_not_at_all() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let known = edit(&mut anna, Field::City, "Wien".into());
    store.commit(known.clone()).await.unwrap();
    // The second event is new, the first is not.
    let mut ahead = anna.clone();
    let next = edit(&mut ahead, Field::City, "Graz".into());
    let torn = Batch { events: [known.events, next.events].concat(), ..batch(&ahead, []) };
    assert!(matches!(store.commit(torn).await, Err(CommitError::Stale)));
    assert_eq!(store.events_since(anna.id, 0, 10).await.unwrap().len(), 2);
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna));
}

#[tokio::test]
async fn a_change_of_a_contact_that_does_not_exist_is_refused() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    let refused = store.commit(edit(&mut anna, Field::City, "Wien".into())).await;
    assert!(matches!(refused, Err(CommitError::NotDone(_))), "{refused:?}");
    assert!(store.events_since(anna.id, 0, 10).await.unwrap().is_empty());
}
