//! Two contacts made one, and taken apart: who may, what each gets, and what open screens see (`[M1]` to `[M11]`).

use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::Live;
use crate::notes::Notes;
use crate::person::{Answer, Person, list, text};
use crate::server::TestServer;

fn path(contact: &str) -> String {
    format!("/api/contacts/{contact}")
}

async fn preview(person: &Person, survivor: &str, other: &str, picks: &Value) -> Answer {
    person.post("/api/merges/preview", &json!({"survivor": survivor, "other": other, "picks": picks})).await
}

/// What merging the two is asked with, on their newest versions.
async fn wish(person: &Person, survivor: &str, other: &str) -> Value {
    let (base, other_base) = (person.get(&path(survivor)).await.ok(), person.get(&path(other)).await.ok());
    json!({
        "id": Uuid::now_v7(),
        "survivor": survivor,
        "base": base["version"],
        "other": other,
        "other_base": other_base["version"],
    })
}

async fn merge(person: &Person, survivor: &str, other: &str) -> Value {
    let wish = wish(person, survivor, other).await;
    person.post("/api/merges", &wish).await.ok()
}

async fn undo(person: &Person, merged: &Value) -> Answer {
    person.post(&format!("/api/merges/{}/undo", text(&merged["id"])), &json!({})).await
}

fn names(items: &Value) -> Vec<String> {
    list(items).iter().map(|item| text(&item["name"])).collect()
}

#[tokio::test]
async fn the_survivor_gets_everything_and_undoing_gives_it_back() {
    let mut server = TestServer::on_disk().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let survivor = max.create_contact(&json!({"name": "Zusammen GmbH", "tags": ["Kunde"]})).await;
    let other = anna.create_contact(&json!({"name": "Zusammen alt", "tags": ["Messe"], "city": "Graz"})).await;
    let employment = json!([{"organisation": other, "primary": true}]);
    let huber = max.create_contact(&json!({"name": "Huber", "kind": "person", "works_for": employment})).await;
    let said = anna.post(&format!("{}/comments", path(&other)), &json!({"text": "Wann?"})).await.ok();
    let mut notes = Notes::open(&anna, &other).await;
    notes.write("Nur beim alten").await;
    notes.until("the note", |notes| notes.was_sent("Nur beim alten")).await;
    let before = (max.get(&path(&survivor)).await.ok(), max.get(&path(&other)).await.ok());

    let shown = preview(&max, &survivor, &other, &json!({})).await.ok();
    assert_eq!((&shown["people"], &shown["comments"], &shown["notes"]), (&json!(1), &json!(1), &json!(true)));
    let merged = merge(&max, &survivor, &other).await;
    let after = max.get(&path(&survivor)).await.ok();
    assert_eq!((&after["tags"], &after["city"]), (&json!(["Kunde", "Messe"]), &json!("Graz")));
    let roles: Vec<_> =
        list(&after["assignments"]).iter().map(|one| (text(&one["employee"]), text(&one["role"]))).collect();
    let expected = [(max.id.clone(), "account_manager".to_owned()), (anna.id.clone(), "sales_rep".to_owned())];
    assert_eq!(roles, expected);
    let comments = max.get(&format!("{}/comments", path(&survivor))).await.ok();
    assert_eq!(list(&comments["items"]), std::slice::from_ref(&said));
    let people = max.get(&format!("{}/people", path(&survivor))).await.ok();
    assert_eq!(list(&people["items"])[0]["contact"]["id"], huber.as_str());
    let mut joined = Notes::open(&max, &survivor).await;
    joined.until("the other's notes", |notes| notes.text().contains("Nur beim alten")).await;
    assert!(joined.text().contains("Zusammen alt"), "{}", joined.text());
    let found = max.get("/api/contacts?search=zusammen").await.ok();
    assert_eq!(names(&found["items"]), ["Zusammen GmbH"]);
    let gone = max.get(&path(&other)).await;
    gone.refused(410, "merged");
    assert_eq!(gone.json()["merged_into"], survivor.as_str());
    let history = max.history(&survivor).await;
    let event = history.iter().find(|event| event["kind"] == "contact_merged").expect("the merge");
    assert_eq!(
        (&event["other"], &event["name"], &event["merge"]),
        (&json!(other), &json!("Zusammen alt"), &merged["id"])
    );

    server.kill().await;
    server.restart().await;
    let undone = undo(&anna, &merged).await.ok();
    assert_eq!(undone["kept"], json!({"fields": [], "comments": 0, "people": 0, "notes": false}));
    assert_eq!(undo(&anna, &merged).await.ok(), undone);
    let back = (max.get(&path(&survivor)).await.ok(), max.get(&path(&other)).await.ok());
    for field in ["name", "tags", "city", "access", "teams"] {
        assert_eq!((&back.0[field], &back.1[field]), (&before.0[field], &before.1[field]), "{field}");
    }
    assert_eq!(back.1["assignments"], before.1["assignments"]);
    let comments = max.get(&format!("{}/comments", path(&survivor))).await.ok();
    assert!(list(&comments["items"]).is_empty());
    assert_eq!(max.get(&path(&huber)).await.ok()["works_for"], employment);
}

#[tokio::test]
async fn what_somebody_changed_since_stays_and_is_named() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let survivor = max.create_contact(&json!({"name": "Bleibt GmbH"})).await;
    let other = max.create_contact(&json!({"name": "Geht", "city": "Graz", "street": "Ring 1"})).await;
    let said = max.post(&format!("{}/comments", path(&other)), &json!({"text": "Wann?"})).await.ok();
    let merged = merge(&max, &survivor, &other).await;
    jonas.patch(&path(&survivor), &json!({"city": "Linz"})).await.ok();
    let reply = json!({"text": "Morgen.", "parent": said["id"]});
    jonas.post(&format!("{}/comments", path(&survivor)), &reply).await.ok();
    let kept = undo(&max, &merged).await.ok()["kept"].clone();
    assert_eq!((&kept["fields"], &kept["comments"]), (&json!(["city"]), &json!(1)));
    let back = max.get(&path(&survivor)).await.ok();
    assert_eq!((&back["city"], &back["street"]), (&json!("Linz"), &Value::Null));
    assert_eq!(max.get(&path(&other)).await.ok()["city"], "Graz");
}

#[tokio::test]
async fn who_sees_only_one_of_the_two_neither_previews_nor_merges() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let seen = max.create_contact(&json!({"name": "Offen GmbH", "emails": ["office@dublette.example"]})).await;
    let hidden = json!({"name": "Verborgen", "emails": ["office@dublette.example"], "access": "private"});
    let hidden = max.create_contact(&hidden).await;
    let wish = wish(&max, &seen, &hidden).await;
    for (survivor, other) in [(&seen, &hidden), (&hidden, &seen)] {
        preview(&jonas, survivor, other, &json!({})).await.refused(404, "not_found");
    }
    jonas.post("/api/merges", &wish).await.refused(404, "not_found");
    let duplicates = async |person: &Person| {
        let found = person.get(&format!("{}/duplicates", path(&seen))).await.ok();
        list(&found["items"])
            .iter()
            .map(|item| (text(&item["contact"]["id"]), item["reasons"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(duplicates(&max).await, [(hidden.clone(), json!(["email"]))]);
    assert_eq!(duplicates(&jonas).await, []);

    // Merged, it is private: Jonas sees neither it nor where the other went.
    max.post("/api/merges", &wish).await.ok();
    jonas.get(&path(&seen)).await.refused(404, "not_found");
    jonas.get(&path(&hidden)).await.refused(404, "not_found");
}

#[tokio::test]
async fn nobody_gains_sight_unless_it_was_agreed_to() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let survivor = max.create_contact(&json!({"name": "Offen OG"})).await;
    let other = max.create_contact(&json!({"name": "Privat", "access": "private"})).await;
    let stricter = preview(&max, &survivor, &other, &json!({})).await.ok();
    assert_eq!(stricter["sight"]["gains"], json!([]));
    assert!(list(&stricter["sight"]["loses"]).contains(&json!(jonas.id)));
    let picks = json!({"access": "survivor"});
    let wider = preview(&max, &survivor, &other, &picks).await.ok()["sight"]["gains"].clone();
    assert!(list(&wider).contains(&json!(jonas.id)));
    let mut wish = wish(&max, &survivor, &other).await;
    wish["picks"] = picks;
    let refused = max.post("/api/merges", &wish).await;
    refused.refused(409, "would_be_seen");
    assert_eq!(refused.json()["gains"], wider);
    wish["accepted"] = wider;
    max.post("/api/merges", &wish).await.ok();
    jonas.get(&path(&survivor)).await.ok();
}

#[tokio::test]
async fn open_pages_move_over_and_lists_lose_the_other() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let survivor = max.create_contact(&json!({"name": "Ziel GmbH"})).await;
    let other = max.create_contact(&json!({"name": "Quelle"})).await;
    let mut live = Live::open(&jonas).await;
    live.subscribe(&survivor).await;
    let mut there = Live::open(&jonas).await;
    there.subscribe(&other).await;
    let merged = merge(&max, &survivor, &other).await;
    let seq = merged["seq"].as_u64().expect("a seq");
    live.reaches(&survivor, seq).await;
    let has_moved = |live: &Live| {
        let known = live.contacts.get(&other);
        known.is_some_and(|model| model.merged_into.as_ref() == Some(&survivor) && model.after_revoked == 0)
    };
    there.until("the move", has_moved).await;
    let mut late = Live::open(&jonas).await;
    late.send(&json!({"type": "subscribe", "topic": format!("contact:{other}")})).await;
    late.until("the move", |live| has_moved(live)).await;
}

#[tokio::test]
async fn a_stale_base_is_a_conflict_and_nothing_is_done() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let survivor = max.create_contact(&json!({"name": "Eins GmbH"})).await;
    let other = max.create_contact(&json!({"name": "Zwei GmbH"})).await;
    let wish = wish(&max, &survivor, &other).await;
    jonas.patch(&path(&other), &json!({"city": "Wels"})).await.ok();
    let refused = max.post("/api/merges", &wish).await;
    refused.refused(409, "conflict");
    let problem = refused.json();
    assert_eq!((&problem["contact"], &problem["field"]), (&json!(other), &json!("city")));
    assert_eq!(problem["by"], jonas.id.as_str());
    assert_eq!(max.get(&path(&survivor)).await.ok()["version"], wish["base"]);
    max.get(&path(&other)).await.ok();
}

#[tokio::test]
async fn pairs_that_are_none_are_refused_with_the_reason() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let firm = max.create_contact(&json!({"name": "Firma GmbH"})).await;
    let twin = max.create_contact(&json!({"name": "Firma G.m.b.H."})).await;
    let person = max.create_contact(&json!({"name": "Huber", "kind": "person"})).await;
    preview(&max, &firm, &firm, &json!({})).await.refused(422, "invalid");
    preview(&max, &firm, &person, &json!({})).await.refused(422, "invalid");
    preview(&max, &firm, &twin, &json!({"name": "both"})).await.refused(422, "invalid");
    let (there, back) = (wish(&max, &firm, &twin).await, wish(&max, &twin, &firm).await);
    let (one, other) = tokio::join!(max.post("/api/merges", &there), max.post("/api/merges", &back));
    let (done, refused) = if one.status == 201 { (one, other) } else { (other, one) };
    refused.refused(409, "merged");
    assert_eq!(refused.json()["merged_into"], done.json()["survivor"]);
    let third = max.create_contact(&json!({"name": "Dritte GmbH"})).await;
    let gone = &done.json()["other"];
    let late = json!({"id": Uuid::now_v7(), "survivor": third, "base": 2, "other": gone, "other_base": 2});
    max.post("/api/merges", &late).await.refused(409, "merged");
}

#[tokio::test]
async fn whoever_looked_after_either_is_told_once() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let survivor = anna.create_contact(&json!({"name": "Betreut GmbH"})).await;
    let other = anna.create_contact(&json!({"name": "Betreut alt"})).await;
    let before = list(&anna.get("/api/notifications").await.ok()["items"]).len();
    merge(&max, &survivor, &other).await;
    let told = anna.get("/api/notifications").await.ok();
    let told = &list(&told["items"])[..list(&told["items"]).len() - before];
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["event"], &told[0]["excerpt"]), (&json!("merged"), &json!("Betreut alt")));
}
