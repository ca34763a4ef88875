//! An act is stored with its pieces, and what becomes of a piece together with whom it tells.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::act::{Act, ActItem, ActKind, ActState, Deed, Handover, ItemOutcome};
use domain::contact::{AssignmentRole, FormerManager, NewAssignment};
use domain::notification::NotificationKind;
use domain::{ActId, ContactId, EmployeeId};

use crate::Store;
use crate::fixtures::{assignment, at, change, contact, creation};
use domain::EventKind;

fn assigning(by: EmployeeId) -> Act {
    let kind = ActKind::Assign {
        employee: EmployeeId::new(),
        role: AssignmentRole::Service,
        from: None,
        until: None,
        former: FormerManager::default(),
    };
    Act { state: ActState::Running, ..Act::new(ActId::new(), kind, by, at(1)) }
}

fn handover(giver: EmployeeId, receiver: EmployeeId, seconds: i64) -> Act {
    let roles = BTreeMap::from([(AssignmentRole::Service, 2)]);
    let handover = Handover { giver, receiver, note: "Danke".to_owned(), everything: false, roles, planned: 1 };
    Act { state: ActState::Proposed, ..Act::new(ActId::new(), ActKind::Handover(handover), giver, at(seconds)) }
}

fn items(count: usize) -> Vec<ActItem> {
    let deed = Deed::Assign(NewAssignment::new(EmployeeId::new(), AssignmentRole::Service));
    (0..count).map(|_| ActItem { contact: ContactId::new(), deed: deed.clone(), outcome: None }).collect()
}

fn far() -> DateTime<Utc> {
    at(1_000_000)
}

#[tokio::test]
async fn pieces_of_an_act_are_read_one_by_one_and_end_with_an_empty_one() {
    let store = Store::in_memory().await;
    let act = assigning(EmployeeId::new());
    let (first, second) = (items(100), items(3));
    store.put_act(&act).await.unwrap();
    store.put_act_items(act.id, 0, &first).await.unwrap();
    store.put_act_items(act.id, 1, &second).await.unwrap();
    assert_eq!(store.act(act.id).await.unwrap().unwrap(), act);
    assert_eq!(store.act_items(act.id, 0).await.unwrap(), first);
    assert_eq!(store.act_items(act.id, 1).await.unwrap(), second);
    assert_eq!(store.act_items(act.id, 2).await.unwrap(), []);
    store.delete_act(act.id).await.unwrap();
    assert_eq!(store.act(act.id).await.unwrap(), None);
    assert_eq!(store.act_items(act.id, 0).await.unwrap(), []);
}

#[tokio::test]
async fn progress_and_summary_are_stored_together_and_told_once() {
    let store = Store::in_memory().await;
    let mut act = assigning(EmployeeId::new());
    let told = EmployeeId::new();
    let mut piece = items(2);
    store.put_act(&act).await.unwrap();
    store.put_act_items(act.id, 0, &piece).await.unwrap();
    for item in &mut piece {
        item.outcome = Some(ItemOutcome::Changed { first_seq: 2, last_seq: 3 });
        act.count(ItemOutcome::Changed { first_seq: 2, last_seq: 3 }, &[told]);
    }
    act.state = ActState::Done;
    let summaries = act.summaries(at(9));
    for _ in 0..2 {
        store.put_act_progress(&act, 0, &piece, &summaries).await.unwrap();
    }
    assert_eq!(store.act(act.id).await.unwrap().unwrap(), act);
    assert_eq!(store.act_items(act.id, 0).await.unwrap(), piece);
    let inbox = store.notifications(told, None, 10).await.unwrap();
    assert_eq!(inbox, summaries);
    assert_eq!((inbox[0].event, inbox[0].count), (NotificationKind::AssignedMany, Some(2)));
}

#[tokio::test]
async fn acts_are_found_by_state_author_and_the_people_of_a_handover() {
    let store = Store::in_memory().await;
    let [max, anna, lena] = [EmployeeId::new(), EmployeeId::new(), EmployeeId::new()];
    let (older, newer) = (handover(max, anna, 1), handover(lena, max, 2));
    let assigning = assigning(lena);
    for act in [&older, &newer, &assigning] {
        store.put_act(act).await.unwrap();
    }
    assert_eq!(store.acts_in(&[ActState::Running]).await.unwrap(), std::slice::from_ref(&assigning));
    assert_eq!(store.acts_of(lena, far(), 10).await.unwrap(), [newer.clone(), assigning]);
    assert_eq!(store.handovers(Some(&[max]), far(), 10).await.unwrap(), [newer.clone(), older.clone()]);
    assert_eq!(store.handovers(Some(&[anna]), far(), 10).await.unwrap(), std::slice::from_ref(&older));
    assert_eq!(store.handovers(None, far(), 1).await.unwrap(), std::slice::from_ref(&newer));
    assert_eq!(store.handovers(None, newer.at, 10).await.unwrap(), [older], "the page after it");
}

#[tokio::test]
async fn whoever_looks_after_a_contact_or_will_is_found_and_not_who_did() {
    let store = Store::in_memory().await;
    let (max, gone) = (EmployeeId::new(), EmployeeId::new());
    let mut expected = Vec::new();
    for name in ["Huber", "Moser", "Wolf"] {
        let mut contact = contact(name);
        store.commit(creation(&contact)).await.unwrap();
        let mut planned = assignment(max, false);
        planned.started = name == "Huber";
        store
            .commit(change(&mut contact, EventKind::EmployeeAssigned { assignment: planned, why: None }))
            .await
            .unwrap();
        let ended = assignment(gone, true);
        store.commit(change(&mut contact, EventKind::EmployeeAssigned { assignment: ended, why: None })).await.unwrap();
        expected.push(contact.id);
    }
    expected.sort_unstable();
    let page = |found: Vec<domain::Contact>| found.into_iter().map(|contact| contact.id).collect::<Vec<_>>();
    let first = page(store.contacts_of(max, None, 2).await.unwrap());
    assert_eq!(first, expected[..2]);
    assert_eq!(page(store.contacts_of(max, Some(first[1]), 2).await.unwrap()), expected[2..]);
    assert_eq!(page(store.contacts_of(gone, None, 2).await.unwrap()), []);
}
