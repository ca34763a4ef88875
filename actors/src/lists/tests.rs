//! A followed list hears of what changes in it, as far as its viewer may see it, and of nothing else (`[E5]`).

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::ContactCount;

use domain::access::Keys;
use domain::contact::{Access, Command, Contact, Field};
use domain::listing::{Candidate, Criteria};
use domain::{ContactId, Employee, EmployeeId, Role, Roster};

use super::list::{List, MOST_ROWS, Waiting};
use crate::contact::JoinError;
use crate::fixtures::{
    Worker, anna, change, create, creation, desk, desk_over, edit, edit_newest, employee, frames_of, max, store,
};
use crate::{Delivery, Desk};

fn keys_of(employee: Employee) -> Keys {
    let id = employee.id;
    Roster::new([employee], []).keys(id)
}

/// Opens the list for somebody on a worker of their own.
async fn follow(desk: &Desk, who: EmployeeId, query: &str) -> Worker {
    let worker = Worker::start(0);
    desk.follow_list(worker.socket(who), query.into()).await.unwrap();
    worker.told.until("a snapshot", |told| !frames_of(told, "snapshot").is_empty()).await;
    worker
}

/// What the rows told so far say is the total; at first, the snapshot.
fn total(told: &[Delivery]) -> u64 {
    let rows = frames_of(told, "rows");
    match rows.last() {
        Some(rows) => rows["total"].as_u64().unwrap(),
        None => frames_of(told, "snapshot").last().unwrap()["state"]["total"].as_u64().unwrap(),
    }
}

/// Every contact that was told as changed, in order.
fn changed(told: &[Delivery]) -> Vec<Value> {
    frames_of(told, "rows").iter().flat_map(|rows| rows["changed"].as_array().unwrap().clone()).collect()
}

fn left(told: &[Delivery]) -> Vec<Value> {
    frames_of(told, "rows").iter().flat_map(|rows| rows["left"].as_array().unwrap().clone()).collect()
}

async fn until_left(worker: &Worker, contact: ContactId) -> Vec<Delivery> {
    worker.told.until("that the contact left", |told| left(told).contains(&json!(contact))).await
}

#[actix::test]
async fn who_follows_a_list_hears_what_enters_what_changes_and_what_leaves() {
    let (desk, huber) = desk().await;
    let maxs = follow(&desk, max(), "filter=%7B%22city%22%3A%5B%22wien%22%5D%7D&sort=-city").await;
    let told = maxs.told.all();
    let snapshot = &frames_of(&told, "snapshot")[0];
    assert_eq!(snapshot["topic"], "list:filter=%7B%22city%22%3A%5B%22wien%22%5D%7D&sort=-city");
    assert_eq!((&snapshot["seq"], &snapshot["state"]), (&json!(0), &json!({"total": 0})));

    edit_newest(&desk, huber, anna(), "Wien").await;
    let told = maxs.told.until("the contact", |told| !changed(told).is_empty()).await;
    assert_eq!((changed(&told)[0]["id"].clone(), total(&told)), (json!(huber), 1));
    let contact = desk.store().contact(huber).await.unwrap().unwrap();
    assert_eq!(changed(&told)[0], serde_json::to_value(&contact).unwrap());

    desk.execute(huber, edit(anna(), Field::Industry, "Bau", contact.version)).await.unwrap();
    let told = maxs.told.until("the change", |told| changed(told).len() == 2).await;
    assert_eq!((changed(&told)[1]["industry"].clone(), total(&told)), (json!("Bau"), 1));

    edit_newest(&desk, huber, anna(), "Graz").await;
    let told = until_left(&maxs, huber).await;
    assert_eq!(total(&told), 0);
    let seqs: Vec<_> = frames_of(&told, "rows").iter().map(|rows| rows["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, [1, 2, 3]);
}

#[actix::test]
async fn who_loses_a_contact_hears_that_it_left_and_nothing_of_it_after() {
    let (desk, huber) = desk().await;
    let (annas, maxs) = (follow(&desk, anna(), "").await, follow(&desk, max(), "").await);
    desk.execute(huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    let told = until_left(&maxs, huber).await;
    assert_eq!(total(&told), 0);
    assert_eq!(changed(&told), [Value::Null; 0], "the change that took it away is not theirs to see");

    edit_newest(&desk, huber, anna(), "Geheim").await;
    let lighthouse = create(&desk).await;
    annas.told.until("the secret", |told| changed(told).iter().any(|row| row["city"] == "Geheim")).await;
    let told = maxs.told.until("the lighthouse", |told| changed(told).iter().any(|row| row["id"] == json!(lighthouse)));
    let told = told.await;
    assert!(changed(&told).iter().all(|row| row["id"] == json!(lighthouse)), "{:?}", changed(&told));
    assert_eq!((left(&told).len(), total(&told)), (1, 1));
}

#[actix::test]
async fn a_deleted_contact_leaves_every_list() {
    let (desk, huber) = desk().await;
    let annas = follow(&desk, anna(), "search=hub").await;
    desk.execute(huber, change(anna(), Command::DeleteContact)).await.unwrap();
    assert_eq!(total(&until_left(&annas, huber).await), 0);
}

/// `[A5]`, `[E3]`
#[actix::test]
async fn whoever_sees_the_name_alone_is_told_the_name_alone() {
    let (desk, huber) = desk().await;
    let lena = Employee { role: Role::Admin, ..employee("Lena") };
    desk.put_employee(lena.clone()).await.unwrap();
    let lenas = follow(&desk, lena.id, "").await;
    let by_city = follow(&desk, lena.id, "filter=%7B%22country%22%3A%5B%22AT%22%5D%7D").await;
    desk.execute(huber, edit(anna(), Field::Country, "AT", 2)).await.unwrap();
    by_city.told.until("the contact", |told| !changed(told).is_empty()).await;
    desk.execute(huber, edit(anna(), Field::Access, "restricted", 3)).await.unwrap();
    let is_stub = |row: &Value| row["stub"] == json!(true);
    let told = lenas.told.until("the stub", |told| changed(told).iter().any(is_stub)).await;
    let stub = json!({"id": huber, "kind": "person", "name": "Huber", "stub": true});
    assert_eq!(changed(&told).last(), Some(&stub));
    assert_eq!(total(&told), 1);
    until_left(&by_city, huber).await;
}

#[actix::test]
async fn a_change_that_may_not_be_seen_of_a_stub_is_not_told() {
    let lena = Employee { role: Role::Admin, ..employee("Lena") };
    let mut list = List::new(1, "".into(), Criteria::default(), keys_of(lena));
    list.begin_count(1);
    list.counted(1, ContactCount { total: 1, revision: Some(1) });
    let (desk, huber) = desk().await;
    let mut before = desk.store().contact(huber).await.unwrap().unwrap();
    before.fields.access = Access::Restricted;
    let take = |list: &mut List, before: &Arc<Contact>, after: &Arc<Contact>| {
        list.take(before, &Candidate::of(before), after, &Candidate::of(after), Some(2));
    };
    let before = Arc::new(before);
    let mut after = Contact::clone(&before);
    after.fields.city = Some("Wien".to_owned());
    take(&mut list, &before, &Arc::new(after.clone()));
    assert!(!list.has_rows());
    after.fields.name = "Gruber".to_owned();
    take(&mut list, &before, &Arc::new(after));
    assert!(list.has_rows());
}

#[actix::test]
async fn when_rights_change_the_list_is_asked_anew_and_taken_from_who_may_see_nothing() {
    let (desk, huber) = desk().await;
    let maxs = follow(&desk, max(), "").await;
    desk.execute(huber, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    until_left(&maxs, huber).await;

    desk.put_employee(Employee { role: Role::Admin, ..employee("Max") }).await.unwrap();
    maxs.told.until("a resync", |told| frames_of(told, "resync").len() == 1).await;
    desk.put_employee(Employee { active: false, ..employee("Max") }).await.unwrap();
    let told = maxs.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert_eq!(frames_of(&told, "revoked")[0], json!({"type": "revoked", "topic": "list:", "reason": "access_lost"}));

    let annas = follow(&desk, anna(), "").await;
    create(&desk).await;
    annas.told.until("the new one", |told| !changed(told).is_empty()).await;
    let after = maxs.told.all();
    assert_eq!(frames_of(&after, "rows").len(), frames_of(&told, "rows").len(), "nothing after the loss");
}

#[actix::test]
async fn what_is_committed_while_a_list_is_counted_is_counted_once() {
    let desk = desk_over(store().await, Duration::from_hours(1)).await;
    for round in 1..=8_u64 {
        let created = join_all((0..25).map(|_| {
            let (desk, id) = (desk.clone(), ContactId::new());
            async move { desk.execute(id, creation(anna(), id)).await.unwrap() }
        }));
        let query = format!("search=hub&filter=%7B%22created_within_days%22%3A{round}%7D");
        let (_, annas) = tokio::join!(created, follow(&desk, anna(), &query));
        create(&desk).await;
        let last = desk.store().count_contacts(desk.keys(anna()), Criteria::default()).await.unwrap().total;
        let told = annas.told.until("the exact total", |told| total(told) >= last).await;
        assert_eq!(total(&told), round * 26);
    }
}

#[actix::test]
async fn who_missed_more_than_a_frame_holds_is_asked_to_read_the_list_again() {
    let mut list = List::new(1, "".into(), Criteria::default(), keys_of(employee("Anna")));
    let worker = Worker::start(0);
    let (answer, _answered) = tokio::sync::oneshot::channel();
    list.begin_count(1);
    list.join(Waiting { socket: worker.socket(anna()), answer });
    list.counted(1, ContactCount { total: 0, revision: Some(0) });
    let (desk, huber) = desk().await;
    let huber = desk.store().contact(huber).await.unwrap().unwrap();
    let absent = Arc::new(Contact { deleted: true, ..huber.clone() });
    for number in 0..=MOST_ROWS as u64 {
        let new = Arc::new(Contact { id: ContactId::new(), ..huber.clone() });
        list.take(&absent, &Candidate::of(&absent), &new, &Candidate::of(&new), Some(number + 1));
    }
    assert!(list.tell());
    assert!(!list.tell(), "once");
    let told = worker.told.until("a resync", |told| !frames_of(told, "resync").is_empty()).await;
    assert!(frames_of(&told, "rows").is_empty());
}

#[actix::test]
async fn two_sockets_of_one_employee_are_told_the_same_frame() {
    let (desk, huber) = desk().await;
    let worker = Worker::start(0);
    let (one, other) = (worker.socket(anna()), worker.socket(anna()));
    let session = one.session;
    desk.follow_list(one, "".into()).await.unwrap();
    desk.follow_list(other, "".into()).await.unwrap();
    edit_newest(&desk, huber, anna(), "Wien").await;
    let told = worker.told.until("rows", |told| !frames_of(told, "rows").is_empty()).await;
    assert_eq!(frames_of(&told, "snapshot").len(), 2);
    assert_eq!(frames_of(&told, "rows").len(), 1, "one frame for the worker, however many sockets listen there");

    desk.unfollow_list(anna(), session, "".into()).await;
    edit_newest(&desk, huber, anna(), "Graz").await;
    worker.told.until("more rows", |told| frames_of(told, "rows").len() == 2).await;
}

#[actix::test]
async fn a_list_that_cannot_be_asked_so_is_refused() {
    let (desk, _) = desk().await;
    let worker = Worker::start(0);
    for query in ["limit=5", "sort=size", "filter=%7B%22x%22%3A1%7D", &format!("search={}", "x".repeat(2_000))] {
        let refused = desk.follow_list(worker.socket(anna()), query.into()).await;
        assert!(matches!(refused, Err(JoinError::Question(_))), "{query}: {refused:?}");
    }
}
