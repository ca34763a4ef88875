//! Substitutions over HTTP and on open sockets: who may set them, what a substitute sees, does and is told, and that it ends
//! at once (`[V1]` to `[V9]`, `[N4]`).

use chrono::{Days, NaiveDate, Utc};
use domain::calendar::day_of;
use serde_json::{Value, json};

use crate::live::Live;
use crate::person::{Answer, Person, list, text};
use crate::server::TestServer;

fn today() -> NaiveDate {
    day_of(Utc::now())
}

fn day(after: u64) -> NaiveDate {
    today().checked_add_days(Days::new(after)).expect("a day of this century")
}

async fn set(by: &Person, absent: &Person, substitute: &Person) -> Answer {
    let wish = json!({"absent": absent.id, "substitute": substitute.id, "from": today(), "until": day(3)});
    by.post("/api/substitutions", &wish).await
}

async fn end(by: &Person, substitution: &Value) -> Value {
    by.patch(&format!("/api/substitutions/{}", text(&substitution["id"])), &json!({"returned": true})).await.ok()
}

struct Scene {
    max: Person,
    jonas: Person,
    eva: Person,
    /// Max's own.
    contact: String,
    path: String,
    server: TestServer,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let max = Person::sign_in(&server, "max").await;
        let jonas = Person::sign_in(&server, "jonas").await;
        let eva = Person::sign_in(&server, "eva").await;
        let contact = max.create_contact(&json!({"name": "Zirbenholz Privat", "access": "private"})).await;
        let path = format!("/api/contacts/{contact}");
        Self { max, jonas, eva, contact, path, server }
    }
}

#[tokio::test]
async fn a_substitute_works_on_the_absent_persons_contacts_until_they_are_back() {
    let Scene { max, jonas, contact, path, server: _server, .. } = Scene::new().await;
    jonas.get(&path).await.refused(404, "not_found");
    let substitution = set(&max, &max, &jonas).await.ok();
    assert_eq!(substitution["state"], "active");
    let mut live = Live::open(&jonas).await;
    live.subscribe(&contact).await;
    let version = jonas.get(&path).await.ok()["version"].as_u64().expect("a version");
    let id = live.edit(&contact, "city", &json!("Graz"), version).await;
    assert_eq!(live.answer(&id).await["type"], "ack");
    let said = jonas.post(&format!("{path}/comments"), &json!({"text": "Für Max angerufen"})).await.ok();
    assert_eq!(said["acting_for"], max.id.as_str());
    let history = max.history(&contact).await;
    for event in history.iter().filter(|event| event["by"] == jonas.id.as_str()) {
        assert_eq!(event["acting_for"], max.id.as_str(), "{event}");
    }

    end(&max, &substitution).await;
    live.until("the loss", |live| live.model(&contact).revoked.is_some()).await;
    jonas.get(&path).await.refused(404, "not_found");
    let found = jonas.get("/api/contacts?search=zirbenholz").await.ok();
    assert_eq!((&found["total"], list(&found["items"]).len()), (&json!(0), 0));
    max.patch(&path, &json!({"city": "Wien"})).await.ok();
    live.ping().await;
    assert_eq!(live.model(&contact).after_revoked, 0, "nothing comes after the revocation");

    let id = text(&substitution["id"]);
    let briefing = max.get(&format!("/api/substitutions/{id}/briefing")).await.ok();
    assert_eq!(
        (&briefing["contacts"][0]["contact"], &briefing["contacts"][0]["acted_for"]),
        (&json!(contact), &json!(2))
    );
    jonas.get(&format!("/api/substitutions/{id}/briefing")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_substitute_is_told_what_the_absent_person_is_told_and_the_absent_person_too() {
    let Scene { max, jonas, eva, path, server: _server, .. } = Scene::new().await;
    set(&max, &max, &jonas).await.ok();
    max.post(&format!("{path}/assignments"), &json!({"employee": eva.id, "role": "deputy"})).await.ok();
    let mut live = Live::open(&jonas).await;
    live.send(&json!({"type": "subscribe", "topic": "inbox"})).await;
    live.ping().await;
    eva.post(&format!("{path}/comments"), &json!({"text": "@max bitte ansehen"})).await.ok();
    live.until("the news", |live| !live.notifications.is_empty()).await;
    assert_eq!(live.notifications[0]["substituting"], max.id.as_str());
    let own = max.get("/api/notifications").await.ok();
    let copy = list(&own["items"]).iter().find(|told| told["event"] == "mentioned").expect("a copy in the own inbox");
    assert!(copy.get("substituting").is_none());
}

#[tokio::test]
async fn who_may_not_set_it_is_refused_and_who_may_not_see_it_does_not_find_it() {
    let Scene { max, jonas, server, .. } = Scene::new().await;
    let anna = Person::sign_in(&server, "anna").await;
    set(&anna, &max, &jonas).await.refused(403, "may_not");
    let substitution = set(&max, &max, &jonas).await.ok();
    let path = format!("/api/substitutions/{}", text(&substitution["id"]));
    anna.delete(&path).await.refused(404, "not_found");
    assert!(list(&anna.get("/api/substitutions").await.ok()["items"]).is_empty());
    jonas.delete(&path).await.refused(403, "may_not");
    let of_jonas = jonas.get("/api/substitutions").await.ok();
    assert_eq!((&of_jonas["items"], &of_jonas["represents"]), (&json!([substitution]), &json!([max.id])));
    assert_eq!(max.get("/api/substitutions").await.ok()["represented_by"], json!([jonas.id]));
    let back = set(&jonas, &jonas, &max).await;
    back.refused(422, "invalid");
    assert_eq!((&back.json()["field"], &back.json()["reason"]), (&json!("substitute"), &json!("cycle")));
    let wish = |from: NaiveDate, until: NaiveDate, substitute: &str| json!({"substitute": substitute, "from": from, "until": until});
    for (wish, field) in [
        (wish(day(2), day(1), &anna.id), "until"),
        (wish(NaiveDate::default(), day(1), &anna.id), "from"),
        (wish(day(1), day(900), &anna.id), "until"),
        (wish(day(1), day(1), &max.id), "substitute"),
        (wish(day(1), day(1), crate::person::NOBODY), "substitute"),
    ] {
        let refused = max.post("/api/substitutions", &wish).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field, "{wish}");
    }
    assert_eq!(max.delete(&path).await.ok()["state"], "revoked");
    max.delete(&path).await.refused(409, "wrong_state");
    let preview = max.post("/api/substitutions/preview", &wish(day(1), day(1), &anna.id)).await.ok();
    assert_eq!(preview, json!({"lenders": [], "onward": [], "others": []}));
}

#[tokio::test]
async fn a_contact_made_for_the_absent_person_is_theirs() {
    let Scene { max, jonas, server: _server, .. } = Scene::new().await;
    let new = json!({"name": "Neukunde", "acting_for": max.id});
    jonas.post("/api/contacts", &new).await.refused(422, "invalid");
    set(&max, &max, &jonas).await.ok();
    let made = jonas.post("/api/contacts", &new).await.ok();
    assert_eq!(made["assignments"][0]["employee"], max.id.as_str());
}
