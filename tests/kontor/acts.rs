//! Acts over many contacts from outside: bulk assignment, handovers, leaving; on live sockets, and over a crash (`[B1]` to
//! `[B8]`).

use serde_json::{Value, json};
use uuid::Uuid;

use crate::DEADLINE;
use crate::live::Live;
use crate::person::{Person, list, text};
use crate::server::TestServer;

/// Asks until nothing works on the act any more.
pub async fn settled(person: &Person, id: &Value) -> Value {
    let path = format!("/api/acts/{}", text(id));
    let waiting = async {
        loop {
            let act = person.get(&path).await.ok();
            if !["preparing", "running", "undoing"].contains(&act["state"].as_str().expect("a state")) {
                return act;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, waiting).await.expect("the act comes to its end")
}

/// Frees somebody of everything, so that they can be deactivated.
pub async fn hand_everything_over(admin: &Person, giver: &str, receiver: &str) {
    let acts = admin.post("/api/handovers", &json!({"giver": giver, "receivers": [receiver]})).await.ok();
    for act in list(&acts["items"]) {
        assert_eq!(settled(admin, &act["id"]).await["state"], "done");
    }
}

async fn contacts(person: &Person, count: usize, more: &Value) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0..count {
        let mut contact = json!({"name": format!("Tat {number}")});
        let more = more.as_object().expect("fields").clone();
        contact.as_object_mut().expect("fields").extend(more);
        made.push(person.create_contact(&contact).await);
    }
    made
}

fn assigning(contacts: &[String], employee: &str) -> Value {
    json!({"id": Uuid::now_v7(), "contacts": contacts, "employee": employee, "role": "account_manager", "former": "leaves"})
}

/// Who manages a contact now.
async fn manager(person: &Person, contact: &str) -> Vec<String> {
    let assignments = person.get(&format!("/api/contacts/{contact}/assignments")).await.ok();
    let active = list(&assignments["items"]).iter().filter(|one| one["ended"].is_null() && one["started"] == true);
    active.filter(|one| one["role"] == "account_manager").map(|one| text(&one["employee"])).collect()
}

async fn told(person: &Person, event: &str) -> Vec<Value> {
    let inbox = person.get("/api/notifications?limit=200").await.ok();
    list(&inbox["items"]).iter().filter(|told| told["event"] == event).cloned().collect()
}

async fn outcomes(person: &Person, act: &Value) -> Vec<Value> {
    let items = person.get(&format!("/api/acts/{}/items", text(&act["id"]))).await.ok();
    list(&items["items"]).to_vec()
}

#[tokio::test]
async fn many_contacts_are_assigned_with_one_summary_and_taken_back() {
    let server = TestServer::start().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let mut made = contacts(&anna, 12, &json!({})).await;
    made.extend(contacts(&max, 1, &json!({"access": "private"})).await);
    let wish = assigning(&made, &max.id);
    let preview = anna.post("/api/acts/preview", &wish).await.ok();
    assert_eq!((&preview["changed"], &preview["refused"]), (&json!(12), &json!(1)), "{preview}");
    let act = anna.post("/api/acts", &wish).await.ok();
    anna.post("/api/acts", &wish).await.ok();
    let act = settled(&anna, &act["id"]).await;
    assert_eq!((&act["counts"]["changed"], &act["counts"]["refused"]), (&json!(12), &json!(1)), "{act}");
    let refused = anna.get(&format!("/api/acts/{}/items?outcome=refused", text(&act["id"]))).await.ok();
    let refused = &list(&refused["items"])[0];
    assert_eq!((&refused["name"], &refused["outcome"]["reason"]), (&Value::Null, &json!("not_found")));
    let summaries = told(&max, "assigned_many").await;
    assert_eq!(summaries.len(), 1, "{summaries:?}");
    assert_eq!((&summaries[0]["count"], &summaries[0]["act"]), (&json!(12), &act["id"]));
    assert!(told(&max, "assigned").await.is_empty());
    assert_eq!(outcomes(&max, &act).await.len(), 13, "whom it tells may look at it");
    let sofie = Person::sign_in(&server, "sofie").await;
    sofie.get(&format!("/api/acts/{}", text(&act["id"]))).await.refused(404, "not_found");

    anna.post(&format!("/api/acts/{}/undo", text(&act["id"])), &json!({})).await.ok();
    let act = settled(&anna, &act["id"]).await;
    assert_eq!((&act["state"], &act["counts"]["taken_back"]), (&json!("undone"), &json!(12)));
    assert_eq!(manager(&anna, &made[0]).await, std::slice::from_ref(&anna.id));
    let again = anna.post(&format!("/api/acts/{}/undo", text(&act["id"])), &json!({})).await;
    again.refused(409, "wrong_state");
}

#[tokio::test]
async fn an_assigned_person_sees_the_contacts_appear() {
    let server = TestServer::start().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let made = contacts(&anna, 3, &json!({"access": "private"})).await;
    let mut of_max = Live::open(&max).await;
    of_max.send(&json!({"type": "subscribe", "topic": "list:search=tat"})).await;
    of_max.send(&json!({"type": "subscribe", "topic": "inbox"})).await;
    max.get(&format!("/api/contacts/{}", made[0])).await.refused(404, "not_found");
    let act = anna.post("/api/acts", &assigning(&made, &max.id)).await.ok();
    settled(&anna, &act["id"]).await;
    let appeared = |live: &Live| live.lists.last().is_some_and(|frame| frame["total"] == 3);
    of_max.until("three contacts in the list", appeared).await;
    let is_told = |live: &Live| live.notifications.iter().any(|told| told["event"] == "assigned_many");
    of_max.until("the summary", is_told).await;
    assert_eq!(manager(&max, &made[2]).await, std::slice::from_ref(&max.id));
}

#[tokio::test]
async fn of_two_acts_at_once_there_is_one_account_manager_in_the_end() {
    let server = TestServer::start().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let made = contacts(&anna, 40, &json!({})).await;
    let (one, other) = (assigning(&made, &max.id), assigning(&made, &anna.employee("sofie").await));
    let (one, other) = tokio::join!(anna.post("/api/acts", &one), max.post("/api/acts", &other));
    for (person, act) in [(&anna, one.ok()), (&max, other.ok())] {
        settled(person, &act["id"]).await;
    }
    for contact in &made {
        assert_eq!(manager(&anna, contact).await.len(), 1, "the later one wins");
    }
}

#[tokio::test]
async fn an_act_that_is_killed_in_the_middle_is_done_once_after_the_restart() {
    let mut server = TestServer::on_disk().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let made = contacts(&anna, 400, &json!({})).await;
    let act = anna.post("/api/acts", &assigning(&made, &max.id)).await.ok();
    // Killed as soon as some of it is done, and before all of it is.
    let begun = async {
        loop {
            let counts = anna.get(&format!("/api/acts/{}", text(&act["id"]))).await.ok()["counts"].clone();
            if counts["changed"].as_u64() > Some(0) {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, begun).await.expect("the act begins");
    server.kill().await;
    server.restart().await;
    let act = settled(&anna, &act["id"]).await;
    assert_eq!((&act["state"], &act["counts"]["changed"]), (&json!("done"), &json!(400)), "{act}");
    for contact in made.iter().step_by(7) {
        let kinds: Vec<_> = anna.history(contact).await.iter().map(|event| text(&event["kind"])).collect();
        let expected = ["contact_created", "employee_assigned", "assignment_ended", "employee_assigned"];
        assert_eq!(kinds, expected, "each once");
    }
    let summaries = told(&max, "assigned_many").await;
    assert_eq!((summaries.len(), &summaries[0]["count"]), (1, &json!(400)));
}

#[tokio::test]
async fn a_private_contact_that_is_handed_over_closes_to_the_giver_with_the_acceptance() {
    let server = TestServer::start().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let made = contacts(&anna, 2, &json!({"access": "private"})).await;
    let mut of_anna = Live::open(&anna).await;
    of_anna.subscribe(&made[0]).await;
    let wish = json!({"receivers": [max.id], "contacts": made, "note": "Karenz"});
    let preview = anna.post("/api/handovers/preview", &wish).await.ok();
    assert_eq!((&preview["contacts"], &preview["at_once"]), (&json!(2), &json!(false)));
    let offered = anna.post("/api/handovers", &wish).await.ok();
    let act = &list(&offered["items"])[0];
    let path = format!("/api/handovers/{}", text(&act["id"]));
    assert_eq!((&act["state"], &act["may_withdraw"]), (&json!("proposed"), &json!(true)));
    assert_eq!(told(&max, "handover_proposed").await[0]["count"], 2);
    let names: Vec<_> = outcomes(&max, act).await.iter().map(|item| item["name"].clone()).collect();
    assert_eq!(names, [Value::Null, Value::Null], "what is offered is not shown yet");
    let sofie = Person::sign_in(&server, "sofie").await;
    sofie.post(&format!("{path}/accept"), &json!({})).await.refused(404, "not_found");

    max.post(&format!("{path}/accept"), &json!({})).await.ok();
    assert_eq!(settled(&max, &act["id"]).await["counts"]["changed"], 2);
    let is_closed = |live: &Live| live.contacts.get(&made[0]).is_some_and(|known| known.revoked.is_some());
    of_anna.until("the loss", is_closed).await;
    assert_eq!(of_anna.model(&made[0]).after_revoked, 0);
    anna.get(&format!("/api/contacts/{}", made[0])).await.refused(404, "not_found");
    assert_eq!(manager(&max, &made[0]).await, std::slice::from_ref(&max.id));
    assert_eq!(told(&anna, "handover_accepted").await.len(), 1);

    let protocol = max.get(&format!("{path}/protocol")).await.ok();
    assert_eq!(
        (&protocol["giver"]["name"], &protocol["note"]),
        (&json!("Anna Gruber"), &json!("Karenz")),
        "{protocol}"
    );
    assert_eq!(list(&protocol["contacts"]).len(), 2);
    let printed = anna.get(&format!("{path}/protocol?format=html")).await;
    assert!(printed.body.contains("Übergabeprotokoll") && !printed.body.contains("Tat 0"), "{}", printed.body);
    assert!(printed.body.contains("Dazu 2 Kontakte, die Sie nicht sehen dürfen."));

    anna.post(&format!("/api/acts/{}/undo", text(&act["id"])), &json!({})).await.ok();
    settled(&anna, &act["id"]).await;
    assert_eq!(manager(&anna, &made[0]).await, std::slice::from_ref(&anna.id));
}

#[tokio::test]
async fn what_changed_since_the_offer_is_refused_by_name_and_the_rest_moves() {
    let server = TestServer::start().await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    let made = contacts(&anna, 2, &json!({})).await;
    let offered = anna.post("/api/handovers", &json!({"receivers": [max.id], "contacts": made})).await.ok();
    let act = &list(&offered["items"])[0];
    let sofie = anna.employee("sofie").await;
    let other = json!({"employee": sofie, "role": "account_manager", "former": "leaves"});
    anna.post(&format!("/api/contacts/{}/assignments", made[0]), &other).await.ok();
    max.post(&format!("/api/handovers/{}/accept", text(&act["id"])), &json!({})).await.ok();
    let act = settled(&max, &act["id"]).await;
    assert_eq!((&act["counts"]["changed"], &act["counts"]["refused"]), (&json!(1), &json!(1)));
    let refused = outcomes(&max, &act).await.into_iter().find(|item| item["outcome"]["outcome"] == "refused");
    let refused = refused.expect("one that was refused");
    assert_eq!((&refused["name"], &refused["outcome"]["reason"]), (&json!("Tat 0"), &json!("not_assigned")));
    assert_eq!(manager(&anna, &made[0]).await, [sofie]);

    let declined = anna.post("/api/handovers", &json!({"receivers": [max.id], "contacts": [made[1]]})).await;
    declined.refused(422, "invalid");
    assert_eq!(declined.json()["field"], "contacts", "she has it no more");
    let own = max.post("/api/handovers", &json!({"receivers": [max.id], "contacts": [made[1]]})).await;
    own.refused(422, "invalid");
    let strange = max.post("/api/handovers", &json!({"giver": anna.id, "receivers": [max.id]})).await;
    strange.refused(403, "may_not");
}

#[tokio::test]
async fn who_leaves_hands_everything_over_first() {
    let server = TestServer::start().await;
    let lena = Person::sign_in(&server, "lena").await;
    let (anna, max) = (Person::sign_in(&server, "anna").await, Person::sign_in(&server, "max").await);
    contacts(&anna, 3, &json!({"access": "private"})).await;
    let path = format!("/api/employees/{}", anna.id);
    let refused = lena.patch(&path, &json!({"active": false})).await;
    refused.refused(409, "still_has");
    let hanging = lena.get(&format!("{path}/hanging")).await.ok();
    assert_eq!(refused.json()["contacts"], hanging["contacts"]);
    assert!(hanging["roles"]["account_manager"].as_u64() >= Some(3), "{hanging}");
    max.get(&format!("{path}/hanging")).await.refused(403, "may_not");
    let mut of_anna = Live::open(&anna).await;

    hand_everything_over(&lena, &anna.id, &max.id).await;
    assert_eq!(lena.get(&format!("{path}/hanging")).await.ok()["contacts"], 0);
    assert_eq!(told(&max, "handed_over").await[0]["count"], hanging["contacts"]);
    assert_eq!(told(&anna, "handed_on").await.len(), 1);
    lena.patch(&path, &json!({"active": false})).await.ok();
    assert_eq!(of_anna.until_closed().await, (4401, "signed_out".to_owned()));
    anna.get("/api/contacts").await.refused(401, "signed_out");
}

#[tokio::test]
async fn hostile_questions_about_acts_get_plain_refusals() {
    let server = TestServer::start().await;
    let anna = Person::sign_in(&server, "anna").await;
    let nobody = crate::person::NOBODY;
    let one = anna.create_contact(&json!({"name": "Tat"})).await;
    let wish = |change: Value| {
        let mut wish = assigning(std::slice::from_ref(&one), &anna.id);
        wish.as_object_mut().expect("fields").extend(change.as_object().expect("fields").clone());
        wish
    };
    let bad = [
        (json!({"contacts": []}), "contacts"),
        (json!({"contacts": (0..5001).map(|_| Uuid::now_v7()).collect::<Vec<_>>()}), "contacts"),
        (json!({"employee": nobody}), "employee"),
        (json!({"from": "2020-01-01"}), "from"),
        (json!({"from": "2099-05-02", "until": "2099-05-01"}), "until"),
    ];
    for (change, field) in bad {
        let refused = anna.post("/api/acts", &wish(change)).await;
        refused.refused(422, "invalid");
        assert_eq!(refused.json()["field"], field);
    }
    for path in [format!("/api/acts/{nobody}"), format!("/api/acts/{nobody}/items"), "/api/acts/nonsense".to_owned()] {
        anna.get(&path).await.refused(404, "not_found");
    }
    anna.get(&format!("/api/handovers/{nobody}/protocol")).await.refused(404, "not_found");
    anna.get("/api/handovers?before=yesterday").await.refused(400, "bad_request");
    let act = anna.post("/api/acts", &wish(json!({}))).await.ok();
    anna.get(&format!("/api/acts/{}/items?from=18446744073709551615", text(&act["id"]))).await.ok();
    let note = json!({"receivers": [nobody], "note": "x".repeat(3_000)});
    anna.post("/api/handovers", &note).await.refused(422, "invalid");
}
