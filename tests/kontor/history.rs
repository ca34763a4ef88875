//! A contact as it was at an earlier time (`[H1]` to `[H3]`).

use reqwest::Method;
use serde_json::json;

use crate::person::{Answer, NOBODY, Person, answer, text};
use crate::server::TestServer;

async fn at(person: &Person, contact: &str, time: &str) -> Answer {
    let request = person.request(Method::GET, &format!("/api/contacts/{contact}/at"));
    answer(request.query(&[("time", time)])).await
}

/// When the change with this seq was made.
async fn time_of(person: &Person, contact: &str, seq: u64) -> String {
    let history = person.history(contact).await;
    let event = history.iter().find(|event| event["seq"] == seq).expect("an event");
    text(&event["at"])
}

#[tokio::test]
async fn a_contact_is_shown_exactly_as_it_was_after_each_change() {
    let mut server = TestServer::on_disk().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let size = text(&lena.post("/api/custom-fields", &json!({"label": "Größe", "kind": "number"})).await.ok()["id"]);
    let created = max.post("/api/contacts", &json!({"name": "Damals GmbH", "country": "AT"})).await.ok();
    let contact = text(&created["id"]);
    let path = format!("/api/contacts/{contact}");
    let mut states = vec![created];
    for change in [
        json!({"postal_code": "1010"}),
        json!({"country": "DE"}),
        json!({"postal_code": "80331", "city": "München"}),
        json!({format!("custom:{size}"): "3,5"}),
        json!({"tags": ["Messe"], "name": "Heute GmbH"}),
        json!({"city": null}),
    ] {
        states.push(max.patch(&path, &change).await.ok());
    }
    let assignment = json!({"employee": lena.id, "role": "deputy"});
    max.post(&format!("{path}/assignments"), &assignment).await.ok();
    states.push(max.get(&path).await.ok());
    max.post(&format!("{path}/comments"), &json!({"text": "Nur ein Wort"})).await.ok();

    for restarted in [false, true] {
        if restarted {
            server.kill().await;
            server.restart().await;
        }
        for state in &states {
            let seq = state["version"].as_u64().expect("a version");
            let time = time_of(&lena, &contact, seq).await;
            let earlier = at(&lena, &contact, &time).await.ok();
            assert_eq!((&earlier["contact"], &earlier["seq"]), (state, &json!(seq)));
        }
    }
    let today = at(&lena, &contact, "2999-01-01T00:00:00+01:00").await.ok();
    assert_eq!(today["contact"], max.get(&path).await.ok());
}

#[tokio::test]
async fn before_it_was_created_a_contact_is_not_found_and_a_time_must_be_one() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Jung GmbH"})).await;
    at(&max, &contact, "2001-01-01T00:00:00Z").await.refused(404, "not_found");
    for time in ["", "gestern", "2026-03-15", "2026-03-15T10:00:00"] {
        let refused = at(&max, &contact, time).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], "time");
    }
    max.get(&format!("/api/contacts/{contact}/at")).await.refused(400, "bad_request");
}

#[tokio::test]
async fn who_does_not_see_a_contact_today_does_not_see_how_it_was() {
    let server = TestServer::start().await;
    let (max, jonas, eva) = (
        Person::sign_in(&server, "max").await,
        Person::sign_in(&server, "jonas").await,
        Person::sign_in(&server, "eva").await,
    );
    let contact = max.create_contact(&json!({"name": "Offen OG"})).await;
    let open = time_of(&max, &contact, 2).await;
    at(&jonas, &contact, &open).await.ok();
    for access in ["private", "restricted"] {
        max.patch(&format!("/api/contacts/{contact}"), &json!({"access": access})).await.ok();
        let unseen = at(&jonas, &contact, &open).await;
        let absent = at(&jonas, NOBODY, &open).await;
        unseen.refused(404, "not_found");
        assert_eq!(unseen.body, absent.body);
        // Eva leads the team: of a restricted contact she sees the name, which is not the whole.
        at(&eva, &contact, &open).await.refused(404, "not_found");
    }
}
