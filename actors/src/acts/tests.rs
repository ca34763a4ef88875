//! Acts on a live desk: each contact once, whatever the store does and whenever the server stops; one summary; the way back.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::act::{ActCounts, ItemOutcome, RefusedItem};
use domain::contact::{
    AssignmentRole, Command, Contact, EventKind, Field, FieldChange, FieldValue, FormerManager, NewAssignment,
};
use domain::merge::Merge;
use domain::notification::NotificationKind;
use domain::rules::{Pool, RuleBook, WhenEmpty};
use domain::{Employee, Notification, PoolId, Role};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream;
use store::{Batch, CommitError, Committed, Store};

use super::*;
use crate::fixtures::{
    Worker, anna, change, create, desk_over, employee, frames_of, max, options_over, store as store_with_people,
};
use crate::journal::Journal;

const LONG: Duration = Duration::from_hours(1);

fn lena() -> EmployeeId {
    employee("Lena").id
}

/// Lena is an administrator.
async fn people() -> Store {
    let store = store_with_people().await;
    store.put_employee(&Employee { role: Role::Admin, ..employee("Lena") }).await.unwrap();
    store
}

fn assigning(to: EmployeeId) -> ActKind {
    let (employee, role, former) = (to, AssignmentRole::AccountManager, FormerManager::Leaves);
    ActKind::Assign { employee, role, from: None, until: None, former }
}

fn items(to: EmployeeId, contacts: &[ContactId]) -> impl Stream<Item = Result<(ContactId, Deed), StoreError>> {
    let new = NewAssignment { former: FormerManager::Leaves, ..NewAssignment::new(to, AssignmentRole::AccountManager) };
    stream::iter(contacts.to_vec()).map(move |contact| Ok((contact, Deed::Assign(new))))
}

async fn contacts(desk: &Desk, count: usize) -> Vec<ContactId> {
    let mut contacts = Vec::new();
    for _ in 0..count {
        contacts.push(create(desk).await);
    }
    contacts
}

/// Waits until nothing works on the act any more.
async fn settled(desk: &Desk, id: ActId) -> Act {
    let waiting = async {
        loop {
            let act = desk.store().act(id).await.unwrap().unwrap();
            if !act.state.is_under_way() {
                return act;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the act comes to its end")
}

async fn outcomes(desk: &Desk, act: &Act) -> Vec<ItemOutcome> {
    let mut outcomes = Vec::new();
    for number in 0..act.chunks {
        let items = desk.store().act_items(act.id, number).await.unwrap();
        outcomes.extend(items.iter().map(|item| item.outcome.unwrap()));
    }
    outcomes
}

async fn contact(desk: &Desk, id: ContactId) -> Contact {
    desk.store().contact(id).await.unwrap().unwrap()
}

async fn managers(desk: &Desk, contacts: &[ContactId]) -> BTreeSet<Option<EmployeeId>> {
    let found = desk.store().contacts(contacts).await.unwrap();
    found.iter().map(Contact::account_manager).collect()
}

async fn inbox(desk: &Desk, of: EmployeeId) -> Vec<Notification> {
    desk.store().notifications(of, None, 50).await.unwrap()
}

async fn make_private(desk: &Desk, id: ContactId, by: EmployeeId) {
    let base = contact(desk, id).await.version;
    let value = FieldValue::from("private");
    let changes = vec![FieldChange { field: Field::Access, value }];
    desk.execute(id, change(by, Command::EditFields { changes, base })).await.unwrap();
}

fn wish(giver: EmployeeId, receivers: &[EmployeeId], scope: Scope) -> HandoverWish {
    HandoverWish { id: ActId::new(), giver, receivers: receivers.to_vec(), scope, note: " Urlaub ".to_owned() }
}

/// A store whose next commits end as they are told to: not done, or done without an answer.
struct Faulty {
    store: Store,
    faults: Mutex<VecDeque<bool>>,
}

impl Journal for Faulty {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let (store, fault) = (self.store.clone(), self.faults.lock().unwrap().pop_front());
        async move {
            match fault {
                None => store.commit(batch).await,
                Some(false) => Err(CommitError::NotDone(StoreError::ReadOnly("full".to_owned()))),
                Some(true) => {
                    store.commit(batch).await?;
                    Err(CommitError::Unknown("no answer".to_owned()))
                }
            }
        }
        .boxed()
    }

    fn commit_merge(&self, batches: Vec<Batch>, merge: Merge) -> BoxFuture<'static, Result<Committed, CommitError>> {
        Journal::commit_merge(&self.store, batches, merge)
    }
}

#[actix_rt::test]
async fn every_contact_is_assigned_once_and_one_summary_tells_of_all() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 2 * CHUNK + 5).await;
    let worker = Worker::start(0);
    desk.subscribe_inbox(worker.socket(max())).await.unwrap();
    let id = ActId::new();
    // Sent twice at once, it is begun once.
    let begin = || desk.begin_act(id, anna(), assigning(max()), items(max(), &contacts));
    let (one, other) = futures_util::join!(begin(), begin());
    assert_eq!(one.unwrap().id, other.unwrap().id);
    let act = settled(&desk, id).await;
    let expected = ActCounts { total: 205, changed: 205, ..ActCounts::default() };
    assert_eq!((act.state, act.counts), (ActState::Done, expected));
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(max())]));
    let told = inbox(&desk, max()).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].event, told[0].count, told[0].by), (NotificationKind::AssignedMany, Some(205), anna()));
    assert_eq!(inbox(&desk, anna()).await, [], "nobody is told of their own deed");
    let live = worker.told.until("the summary", |told| !frames_of(told, "notification").is_empty()).await;
    assert_eq!(frames_of(&live, "notification").len(), 1);
}

#[actix_rt::test]
async fn an_act_that_the_store_interrupts_repeats_nothing_and_leaves_nothing_out() {
    let store = people().await;
    let faults: VecDeque<bool> = VecDeque::new();
    let journal = Arc::new(Faulty { store: store.clone(), faults: Mutex::new(faults) });
    let desk = Desk::start_with(options_over(store, LONG), journal.clone()).await.unwrap();
    let contacts = contacts(&desk, 30).await;
    journal.faults.lock().unwrap().extend([false, true, false, true, true]);
    let act = desk.begin_act(ActId::new(), anna(), assigning(max()), items(max(), &contacts)).await.unwrap();
    let act = settled(&desk, act.id).await;
    assert_eq!(act.counts, ActCounts { total: 30, changed: 30, ..ActCounts::default() });
    for id in &contacts {
        let events = desk.store().events_since(*id, 2, 10).await.unwrap();
        let assigned = events.iter().filter(|event| matches!(event.kind, EventKind::EmployeeAssigned { .. })).count();
        assert_eq!((assigned, events.len()), (1, 2), "once, and once ended: {events:?}");
    }
    assert_eq!(inbox(&desk, max()).await[0].count, Some(30));
}

#[actix_rt::test]
async fn an_act_goes_on_at_the_next_start_where_it_was() {
    let store = people().await;
    let contacts = {
        let desk = desk_over(store.clone(), LONG).await;
        let contacts = contacts(&desk, CHUNK + 20).await;
        // Stopped before it began: it stays on disk as it is.
        desk.services.acts.stop().await;
        let refused = desk.begin_act(ActId::new(), anna(), assigning(max()), items(max(), &contacts)).await;
        assert!(matches!(refused, Err(ActError::Stopping)));
        contacts
    };
    let mut act = Act::new(ActId::new(), assigning(max()), anna(), crate::fixtures::now());
    act.state = ActState::Running;
    act.chunks = 2;
    act.counts.total = contacts.len() as u64;
    for (piece, number) in contacts.chunks(CHUNK).zip(0..) {
        let new = NewAssignment {
            former: FormerManager::Leaves,
            ..NewAssignment::new(max(), AssignmentRole::AccountManager)
        };
        let item = |contact: &ContactId| ActItem { contact: *contact, deed: Deed::Assign(new), outcome: None };
        store.put_act_items(act.id, number, &piece.iter().map(item).collect::<Vec<_>>()).await.unwrap();
    }
    // As if the last run had done two of the contacts, and ended before it could note them.
    let desk = desk_over(store.clone(), LONG).await;
    for id in &contacts[..2] {
        let new = NewAssignment {
            former: FormerManager::Leaves,
            ..NewAssignment::new(max(), AssignmentRole::AccountManager)
        };
        let order = Command::CarryOut { act: act.id, deed: Deed::Assign(new) };
        let execute = crate::contact::Execute { id: act.command(*id), ..change(anna(), order) };
        desk.execute(*id, execute).await.unwrap();
    }
    store.put_act(&act).await.unwrap();
    let unfinished = Act::new(ActId::new(), assigning(max()), anna(), crate::fixtures::now());
    store.put_act(&unfinished).await.unwrap();
    let desk = desk_over(store, LONG).await;
    let done = settled(&desk, act.id).await;
    assert_eq!(done.counts, ActCounts { total: 120, changed: 120, ..ActCounts::default() });
    assert!(outcomes(&desk, &done).await.iter().all(|outcome| matches!(outcome, ItemOutcome::Changed { .. })));
    assert_eq!(inbox(&desk, max()).await[0].count, Some(120));
    assert_eq!(desk.store().act(unfinished.id).await.unwrap(), None, "what was not begun is forgotten");
}

#[actix_rt::test]
async fn those_that_refuse_do_not_hold_up_the_others() {
    let desk = desk_over(people().await, LONG).await;
    let mut contacts = contacts(&desk, 3).await;
    make_private(&desk, contacts[0], anna()).await;
    contacts.push(ContactId::new());
    let act = desk.begin_act(ActId::new(), max(), assigning(anna()), items(anna(), &contacts)).await.unwrap();
    let act = settled(&desk, act.id).await;
    let refused = ItemOutcome::Refused { reason: RefusedItem::NotFound };
    assert_eq!(outcomes(&desk, &act).await, [refused, ItemOutcome::Unchanged, ItemOutcome::Unchanged, refused]);
    let (unchanged, refused) = (2, 2);
    assert_eq!(act.counts, ActCounts { total: 4, unchanged, refused, ..ActCounts::default() }, "Anna manages them");
    assert_eq!(inbox(&desk, anna()).await, []);
}

#[actix_rt::test]
async fn an_act_is_taken_back_but_for_what_somebody_changed_since() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 3).await;
    let act = desk.begin_act(ActId::new(), lena(), assigning(max()), items(max(), &contacts)).await.unwrap();
    settled(&desk, act.id).await;
    let new = NewAssignment::new(lena(), AssignmentRole::AccountManager);
    desk.execute(contacts[0], change(max(), Command::AssignEmployee(new))).await.unwrap();
    let strange = desk.undo_act(act.id, anna()).await;
    assert!(matches!(strange, Err(ActError::Refused(ActRefusal::NotFound))), "{strange:?}");
    let told_of_it = desk.undo_act(act.id, max()).await;
    assert!(matches!(told_of_it, Err(ActError::Refused(ActRefusal::NotYoursToUndo))), "{told_of_it:?}");
    desk.undo_act(act.id, lena()).await.unwrap();
    let act = settled(&desk, act.id).await;
    let counts = ActCounts { total: 3, changed: 3, taken_back: 2, kept: 1, ..ActCounts::default() };
    assert_eq!((act.state, act.counts), (ActState::Undone, counts));
    assert_eq!(managers(&desk, &contacts[..1]).await, BTreeSet::from([Some(lena())]));
    assert_eq!(managers(&desk, &contacts[1..]).await, BTreeSet::from([Some(anna())]));
    let told = inbox(&desk, max()).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|told| (told.event, told.count) == (NotificationKind::ActUndone, Some(2))));
    let again = desk.undo_act(act.id, lena()).await;
    assert!(matches!(again, Err(ActError::Refused(ActRefusal::AlreadyUndone))));
}

#[actix_rt::test]
async fn an_offered_handover_moves_with_its_acceptance_and_private_contacts_close_to_the_giver() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 2).await;
    make_private(&desk, contacts[0], anna()).await;
    let worker = Worker::start(0);
    desk.subscribe(contacts[0], worker.socket(anna()), None).await.unwrap();
    let offered = desk.hand_over(anna(), wish(anna(), &[max()], Scope::Everything)).await.unwrap();
    let act = &offered[0];
    assert_eq!((offered.len(), act.state, act.counts.total), (1, ActState::Proposed, 2));
    assert_eq!(act.handover().unwrap().note, "Urlaub");
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(anna())]), "nothing moves yet");
    assert_eq!(inbox(&desk, max()).await[0].event, NotificationKind::HandoverProposed);
    let strange = desk.answer_handover(act.id, lena(), true).await;
    assert!(matches!(strange, Err(ActError::Refused(ActRefusal::NotTheReceiver))));

    desk.answer_handover(act.id, max(), true).await.unwrap();
    let act = settled(&desk, act.id).await;
    assert_eq!(act.counts.changed, 2);
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(max())]));
    let told = worker.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert_eq!(frames_of(&told, "event"), Vec::<serde_json::Value>::new(), "nothing of the commit that ends a right");
    assert_eq!(inbox(&desk, anna()).await[0].event, NotificationKind::HandoverAccepted);
    assert_eq!(inbox(&desk, max()).await.len(), 1, "Max accepted it himself");
    let late = desk.answer_handover(act.id, max(), false).await;
    assert!(matches!(late, Err(ActError::Refused(ActRefusal::Answered))));

    desk.undo_act(act.id, anna()).await.unwrap();
    settled(&desk, act.id).await;
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(anna())]));
}

#[actix_rt::test]
async fn a_declined_handover_moves_nothing() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 1).await;
    let offered = desk.hand_over(anna(), wish(anna(), &[max()], Scope::Contacts(contacts.clone()))).await.unwrap();
    desk.answer_handover(offered[0].id, max(), false).await.unwrap();
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(anna())]));
    assert_eq!(inbox(&desk, anna()).await[0].event, NotificationKind::HandoverDeclined);
    let late = desk.answer_handover(offered[0].id, max(), true).await;
    assert!(matches!(late, Err(ActError::Refused(ActRefusal::Answered))));
}

#[actix_rt::test]
async fn an_administrator_hands_over_at_once_and_shares_among_several() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 5).await;
    make_private(&desk, contacts[0], anna()).await;
    let wish = wish(anna(), &[max(), lena()], Scope::Everything);
    let preview = desk.preview_handover(lena(), wish.clone()).await.unwrap();
    assert_eq!((preview.contacts, preview.unseen, preview.at_once), (5, 1, true));
    let shares: Vec<_> = preview.shares.iter().map(|share| (share.receiver, share.contacts)).collect();
    assert_eq!(shares, [(max(), 3), (lena(), 2)]);
    let acts = desk.hand_over(lena(), wish).await.unwrap();
    for act in &acts {
        let act = settled(&desk, act.id).await;
        assert_eq!((act.counts.changed, act.counts.refused), (act.counts.total, 0));
    }
    assert_eq!(managers(&desk, &contacts).await, BTreeSet::from([Some(max()), Some(lena())]));
    let told: Vec<_> = inbox(&desk, max()).await.iter().map(|told| (told.event, told.count)).collect();
    assert_eq!(told, [(NotificationKind::HandedOver, Some(3))]);
    assert_eq!(inbox(&desk, anna()).await.len(), 2, "one for each part of what she had");
    assert_eq!(inbox(&desk, lena()).await, []);
}

#[actix_rt::test]
async fn a_handover_that_cannot_be_is_refused_with_the_reason() {
    let desk = desk_over(people().await, LONG).await;
    let contacts = contacts(&desk, 1).await;
    desk.put_employee(Employee { active: false, ..employee("Gone") }).await.unwrap();
    let refusal = |by, wish| {
        let desk = desk.clone();
        async move {
            match desk.hand_over(by, wish).await {
                Err(ActError::Refused(refusal)) => refusal,
                other => panic!("{other:?}"),
            }
        }
    };
    let selected = || Scope::Contacts(contacts.clone());
    assert_eq!(refusal(max(), wish(anna(), &[max()], selected())).await, ActRefusal::NotYours);
    assert_eq!(refusal(anna(), wish(anna(), &[anna()], selected())).await, ActRefusal::ToThemselves);
    assert_eq!(refusal(anna(), wish(anna(), &[employee("Gone").id], selected())).await, ActRefusal::NoReceiver);
    assert_eq!(refusal(anna(), wish(anna(), &[], selected())).await, ActRefusal::NoReceiver);
    let none = ActRefusal::HasNone { name: "Max".to_owned() };
    assert_eq!(refusal(max(), wish(max(), &[anna()], Scope::Everything)).await, none);
}

#[test]
fn pools_in_force_hang_on_their_deputies() {
    let pool = |name: &str, deputy| Pool {
        id: PoolId::new(),
        name: name.to_owned(),
        members: Vec::new(),
        when_empty: WhenEmpty::Deputy { employee: deputy },
    };
    let book = RuleBook { pools: vec![pool("Ost", max()), pool("West", anna())], ..RuleBook::default() };
    assert_eq!(super::reading::naming(&book, max()), ["Ost"]);
    assert!(super::reading::naming(&book, lena()).is_empty());
}

#[actix_rt::test]
async fn who_is_assigned_while_they_leave_either_stays_or_has_nothing() {
    let desk = desk_over(people().await, LONG).await;
    for _ in 0..30 {
        let contact = create(&desk).await;
        let new = NewAssignment::new(max(), AssignmentRole::Service);
        let assigning = desk.execute(contact, change(anna(), Command::AssignEmployee(new)));
        let leaving = desk.change_employee(max(), |employee| {
            employee.active = false;
            Ok::<_, crate::DeskError>(())
        });
        let (assigned, left) = futures_util::join!(assigning, leaving);
        assert!(assigned.is_err() || left.is_err(), "nothing hangs on who left");
        assert_eq!(desk.hanging(max()).await.unwrap().is_empty(), assigned.is_err());
        let roster = desk.roster();
        assert_eq!(roster.employee(max()).unwrap().active, left.is_err());
        desk.execute(contact, change(anna(), Command::DeleteContact)).await.unwrap();
        desk.put_employee(employee("Max")).await.unwrap();
    }
}
