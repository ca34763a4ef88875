//! Who sees a contact and why, what another level would change, opening one for oneself, and the log of it all (`[A9]`,
//! `[A10]`, `[U1]` to `[U4]`).

use serde_json::{Value, json};

use crate::live::Live;
use crate::person::{NOBODY, Person, list, text};
use crate::server::TestServer;

/// Who the answer names, and why first.
fn seers(answer: &Value) -> Vec<(String, String)> {
    let of = |item: &Value| (text(&item["employee"]), text(&item["because"][0]["kind"]));
    list(&answer["items"]).iter().map(of).collect()
}

#[tokio::test]
async fn who_sees_it_is_explained_to_who_sees_it_and_a_preview_changes_nothing() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let jonas = Person::sign_in(&server, "jonas").await;
    let contact = max.create_contact(&json!({"name": "Zirbenholz Privat", "access": "private"})).await;
    let path = format!("/api/contacts/{contact}");
    let seen = max.get(&format!("{path}/audience")).await.ok();
    assert_eq!(seers(&seen), [(max.id.clone(), "assigned".to_owned())]);
    let preview = max.post(&format!("{path}/audience/preview"), &json!({"access": "company"})).await.ok();
    let gains = list(&preview["gains"]);
    assert!(gains.contains(&json!(jonas.id)) && !gains.contains(&json!(max.id)), "{preview}");
    assert_eq!(preview["loses"], json!([]));
    assert_eq!(max.get(&path).await.ok()["access"], "private");
    for (method, body) in [("audience", None), ("audience/preview", Some(json!({"access": "company"})))] {
        for known in [&contact, NOBODY] {
            let path = format!("/api/contacts/{known}/{method}");
            let answer = match &body {
                None => jonas.get(&path).await,
                Some(body) => jonas.post(&path, body).await,
            };
            answer.refused(404, "not_found");
        }
    }
}

#[tokio::test]
async fn an_administrator_opens_a_contact_with_a_reason_and_everybody_concerned_knows() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let jonas = Person::sign_in(&server, "jonas").await;
    let lena = Person::sign_in(&server, "lena").await;
    let contact = max.create_contact(&json!({"name": "Zirbenholz Privat", "access": "private"})).await;
    let path = format!("/api/contacts/{contact}/override");
    let wish = json!({"reason": "Kundin ruft an"});
    lena.get(&format!("/api/contacts/{contact}")).await.refused(404, "not_found");
    for (who, known) in [(&jonas, contact.as_str()), (&lena, NOBODY), (&jonas, NOBODY)] {
        assert_eq!(who.get(&format!("/api/contacts/{known}/override")).await.ok(), json!({"may": false}));
        who.post(&format!("/api/contacts/{known}/override"), &wish).await.refused(404, "not_found");
    }
    assert_eq!(lena.get(&path).await.ok(), json!({"may": true}));
    lena.post(&path, &json!({"reason": " "})).await.refused(422, "invalid");
    let mut of_max = Live::open(&max).await;
    of_max.send(&json!({"type": "subscribe", "topic": "inbox"})).await;
    of_max.ping().await;
    lena.post(&path, &wish).await.ok();
    of_max.until("the news", |live| !live.notifications.is_empty()).await;
    let told = &of_max.notifications[0];
    assert_eq!((&told["event"], &told["excerpt"]), (&json!("access_overridden"), &json!("Kundin ruft an")));
    lena.get(&format!("/api/contacts/{contact}")).await.ok();
    let seen = max.get(&format!("/api/contacts/{contact}/audience")).await.ok();
    assert!(seers(&seen).contains(&(lena.id.clone(), "overridden".to_owned())), "{seen}");
    assert_eq!(lena.get(&path).await.ok(), json!({"may": false}), "it is open already");

    let log = lena.get(&format!("/api/audit?deed=overridden&contact={contact}")).await.ok();
    let [entry] = list(&log["items"]) else { panic!("{log}") };
    assert_eq!((&entry["employee"], &entry["deed"]["reason"]), (&json!(lena.id), &json!("Kundin ruft an")));
    assert_eq!(entry["contact_name"], "Zirbenholz Privat");
}

#[tokio::test]
async fn the_log_is_read_by_leads_as_far_as_it_concerns_their_teams_and_by_members_not_at_all() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    let eva = Person::sign_in(&server, "eva").await;
    let lena = Person::sign_in(&server, "lena").await;
    let hidden = max.create_contact(&json!({"name": "Verborgen", "access": "private", "teams": []})).await;
    for _ in 0..3 {
        max.get(&format!("/api/contacts/{hidden}")).await.ok();
    }
    let file = max.get("/api/contacts/export?format=csv&search=verborgen").await;
    assert_eq!(file.status, 200);
    max.get("/api/audit").await.refused(403, "may_not");
    // Stopping writes what waits.
    assert!(server.stop().await.success());
    server.restart().await;
    let of = |who: &Person| {
        let who = who.clone();
        let path = format!("/api/audit?employee={}", max.id);
        async move { list(&who.get(&path).await.ok()["items"]).to_vec() }
    };
    let seen = of(&eva).await;
    let deeds: Vec<_> = seen.iter().map(|entry| text(&entry["deed"]["kind"])).collect();
    assert_eq!((deeds.iter().filter(|deed| *deed == "exported").count(), deeds.len()), (1, deeds.len()));
    let reads: Vec<_> = seen.iter().filter(|entry| entry["contact"] == hidden.as_str()).collect();
    assert!((1..=2).contains(&reads.len()), "once an hour: {reads:?}");
    assert_eq!(reads[0]["contact_name"], Value::Null, "Eva may not see the contact");
    assert!(of(&lena).await.len() >= seen.len());
}
