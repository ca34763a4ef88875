//! Rules that assign contacts, over HTTP: who may write them, what is refused, fair turns from many connections and across
//! a crash, the reason of an assignment, and a version applied to those that there are (`[R1]` to `[R12]`).

use std::collections::BTreeMap;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::DEADLINE;
use crate::person::{Answer, Person, answer, list, text};
use crate::server::TestServer;

async fn put(person: &Person, path: &str, body: &Value) -> Answer {
    answer(person.request(Method::PUT, path).json(body)).await
}

async fn save(person: &Person, book: &Value) -> Answer {
    let revision = person.get("/api/rules").await.ok()["draft"]["revision"].clone();
    put(person, "/api/rules/draft", &json!({"revision": revision, "book": book})).await
}

async fn activate(person: &Person, book: &Value) -> Value {
    let draft = save(person, book).await.ok();
    person.post("/api/rules/activate", &json!({"revision": draft["revision"]})).await.ok()
}

fn book(rules: &[Value]) -> Value {
    json!({"rules": rules, "territories": [], "pools": []})
}

/// A rule that makes somebody the account manager.
fn rule(name: &str, codes: &[&str], employee: &str) -> Value {
    let regions = [json!({"country": "AT", "codes": codes})];
    let conditions = if codes.is_empty() { json!([]) } else { json!([{"kind": "region", "regions": regions}]) };
    let distribution = json!({"kind": "employee", "employee": employee});
    json!({"id": Uuid::now_v7(), "name": name, "conditions": conditions, "role": "account_manager", "distribution": distribution})
}

/// Everything goes to these in turn, with weights 1, 2 and 3.
fn in_turn(members: &[String]) -> Value {
    let pool = Uuid::now_v7();
    let mut rule = rule("Reihum", &[], "");
    rule["distribution"] = json!({"kind": "pool", "pool": pool});
    let members: Vec<_> =
        members.iter().zip(1..).map(|(employee, weight)| json!({"employee": employee, "weight": weight})).collect();
    json!({"rules": [rule], "pools": [{"id": pool, "name": "Wien", "members": members}]})
}

/// Those of its employees who have the role now.
fn managers(contact: &Value) -> Vec<String> {
    let held = list(&contact["assignments"]).iter();
    held.filter(|held| held["role"] == "account_manager" && held["ended"].is_null())
        .map(|held| text(&held["employee"]))
        .collect()
}

async fn lines(person: &Person, book: &Value, scope: &Value) -> Vec<Value> {
    let told = person.post("/api/rules/preview", &json!({"book": book, "scope": scope})).await;
    assert_eq!((told.status, told.headers["content-type"].as_bytes()), (200, b"application/x-ndjson".as_slice()));
    told.body.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[tokio::test]
async fn leads_and_administrators_write_rules_and_nobody_else_sees_them() {
    let server = TestServer::start().await;
    let (eva, max) = (Person::sign_in(&server, "eva").await, Person::sign_in(&server, "max").await);
    let book = book(&[rule("Wien", &["A-1010 - A-1230"], &max.id)]);
    for refused in [
        max.get("/api/rules").await,
        max.get("/api/pools").await,
        max.get("/api/territories").await,
        put(&max, "/api/rules/draft", &json!({"revision": 0, "book": book})).await,
        max.post("/api/rules/activate", &json!({"revision": 0})).await,
        max.post("/api/rules/apply", &json!({"id": Uuid::now_v7(), "version": 1})).await,
        max.post("/api/rules/preview", &json!({"book": book, "scope": {"kind": "all"}})).await,
    ] {
        refused.refused(403, "may_not");
    }
    let version = activate(&eva, &book).await;
    assert_eq!((&version["version"], &version["by"]), (&json!(1), &json!(eva.id)));
    let known = eva.get("/api/rules").await.ok();
    assert_eq!(known["items"][0]["conditions"][0]["regions"][0]["codes"], json!(["1010-1230"]));
    let stale = put(&eva, "/api/rules/draft", &json!({"revision": 0, "book": book})).await;
    stale.refused(409, "conflict");
    assert_eq!(stale.json()["revision"], known["draft"]["revision"]);
    eva.post("/api/rules/activate", &json!({"revision": 0})).await.refused(409, "conflict");
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_the_reason_and_nothing_is_half_done() {
    let server = TestServer::start().await;
    let (eva, max) = (Person::sign_in(&server, "eva").await, Person::sign_in(&server, "max").await);
    let cases = [
        (json!(["1230-1010"]), "reversed"),
        (json!(["80331"]), "postal_code"),
        (json!(["D-80331"]), "wrong_country"),
        (json!(["8045", "!8045"]), "nothing"),
    ];
    for (codes, reason) in cases {
        let mut wrong = book(&[rule("Gut", &["1010"], &max.id), rule("Falsch", &["1010"], &max.id)]);
        wrong["rules"][1]["conditions"][0]["regions"][0]["codes"] = codes.clone();
        let refused = save(&eva, &wrong).await;
        refused.refused(422, "invalid");
        assert_eq!(
            (&refused.json()["reason"], &refused.json()["place"]),
            (&json!(reason), &json!("Falsch")),
            "{codes}"
        );
    }
    assert_eq!(eva.get("/api/rules").await.ok()["draft"]["revision"], 0);
    let early = book(&[rule("Alles", &[], &max.id), rule("Wien", &["1010"], &max.id)]);
    let draft = save(&eva, &early).await.ok();
    let refused = eva.post("/api/rules/activate", &json!({"revision": draft["revision"]})).await;
    refused.refused(422, "invalid");
    assert_eq!(refused.json()["problems"][0]["problem"], "takes_everything");
    assert_eq!(eva.get("/api/rules").await.ok()["active"], Value::Null);
}

/// 1,200 contacts over 50 connections; `benches/turns.mjs` sends 10,000.
#[tokio::test]
async fn turns_are_fair_from_many_connections_and_across_a_crash() {
    const CONNECTIONS: usize = 50;
    let mut server = TestServer::on_disk().await;
    let lena = Person::sign_in(&server, "lena").await;
    let members = [lena.employee("max").await, lena.employee("anna").await, lena.employee("jonas").await];
    activate(&lena, &in_turn(&members)).await;
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    for each in [12, 12] {
        let people = join_all((0..CONNECTIONS).map(|_| Person::sign_in(&server, "lena"))).await;
        let lines = people.iter().map(|person| async move {
            let mut given = Vec::with_capacity(each);
            for number in 0..each {
                let made = person.post("/api/contacts", &json!({"name": format!("Turnus {number}")})).await.ok();
                given.push(managers(&made));
            }
            given
        });
        for managers in join_all(lines).await.into_iter().flatten() {
            assert_eq!(managers.len(), 1, "none twice, none without");
            *held.entry(managers[0].clone()).or_default() += 1;
        }
        server.kill().await;
        server.restart().await;
    }
    let shares: Vec<_> = members.iter().map(|member| held.get(member).copied().unwrap_or_default()).collect();
    for (share, due) in shares.iter().zip([200, 400, 600]) {
        assert!(share.abs_diff(due) <= 1, "{shares:?}");
    }
    let counters = Person::sign_in(&server, "lena").await.get("/api/pools").await.ok();
    let pool = text(&counters["items"][0]["id"]);
    for (member, share) in members.iter().zip(shares) {
        assert_eq!(counters["counters"][&pool]["counters"][member]["given"], share, "as the rows say");
    }
}

#[tokio::test]
async fn an_assignment_says_why_and_what_if_changes_nothing() {
    let server = TestServer::start().await;
    let (eva, max) = (Person::sign_in(&server, "eva").await, Person::sign_in(&server, "max").await);
    let anna = eva.employee("anna").await;
    activate(&eva, &book(&[rule("Wien", &["10*"], &anna), rule("Graz", &["80*"], &eva.id)])).await;
    let contact = max.create_contact(&json!({"name": "Warum GmbH", "postal_code": "1010"})).await;
    let path = format!("/api/contacts/{contact}");
    let before = max.get(&path).await.ok();
    assert_eq!(managers(&before), std::slice::from_ref(&anna));
    assert_eq!(before["assignments"][0]["rule"]["name"], "Wien");
    let assignment = text(&before["assignments"][0]["id"]);
    let why = max.get(&format!("{path}/assignments/{assignment}/why")).await.ok()["why"].clone();
    assert_eq!((&why["rule"]["version"], &why["operands"][0]["values"]), (&json!(1), &json!(["AT", "1010"])));
    let graz = max.post(&format!("{path}/what-if"), &json!({"postal_code": "8010"})).await.ok();
    assert_eq!(graz["why"]["outcome"], json!({"kind": "assigned", "employee": eva.id}));
    max.post(&format!("{path}/what-if"), &json!({"postal_code": "80100"})).await.refused(422, "invalid");
    assert_eq!(max.get(&path).await.ok(), before);

    max.patch(&path, &json!({"access": "private"})).await.ok();
    for hidden in [
        max.get(&format!("{path}/assignments/{assignment}/why")).await,
        max.post(&format!("{path}/what-if"), &json!({"postal_code": "8010"})).await,
        put(&max, &format!("{path}/assignments/{assignment}/pin"), &json!({"pinned": true})).await,
        max.post(&format!("{path}/proposal/accept"), &json!({"rule": Uuid::now_v7()})).await,
    ] {
        hidden.refused(404, "not_found");
    }
}

#[tokio::test]
async fn imported_contacts_go_where_the_rules_want_them() {
    let server = TestServer::start().await;
    let (eva, max) = (Person::sign_in(&server, "eva").await, Person::sign_in(&server, "max").await);
    let anna = eva.employee("anna").await;
    activate(&eva, &book(&[rule("Graz", &["80*"], &anna)])).await;
    crate::import_http::run(&max, "Firma;PLZ\nImport Graz GmbH;8010\nImport Wien GmbH;1010\n").await;
    let found = max.get("/api/contacts?search=import").await.ok();
    let of = |name: &str| managers(list(&found["items"]).iter().find(|one| one["name"] == name).expect("imported"));
    assert_eq!((of("Import Graz GmbH"), of("Import Wien GmbH")), (vec![anna], vec![max.id.clone()]));
}

#[tokio::test]
async fn a_version_is_applied_to_those_that_there_are_as_one_act_and_taken_back() {
    let server = TestServer::start().await;
    let (lena, max) = (Person::sign_in(&server, "lena").await, Person::sign_in(&server, "max").await);
    let anna = lena.employee("anna").await;
    let moving = max.create_contact(&json!({"name": "Zieht um", "postal_code": "9999"})).await;
    let pinned = max.create_contact(&json!({"name": "Bleibt", "postal_code": "9999"})).await;
    let assignment = text(&max.get(&format!("/api/contacts/{pinned}")).await.ok()["assignments"][0]["id"]);
    put(&max, &format!("/api/contacts/{pinned}/assignments/{assignment}/pin"), &json!({"pinned": true})).await.ok();
    let book = book(&[rule("Neun", &["9999"], &anna)]);
    let told = lines(&lena, &book, &json!({"kind": "all"})).await;
    let tally = &told.last().expect("a result")["tally"];
    assert_eq!((&tally["moves"], &tally["pinned"]), (&json!(1), &json!(1)), "{tally}");
    assert_eq!(tally["moved"][0]["contact"], moving.as_str());

    let version = activate(&lena, &book).await["version"].clone();
    let stale = json!({"id": Uuid::now_v7(), "version": 7});
    lena.post("/api/rules/apply", &stale).await.refused(409, "conflict");
    let apply = json!({"id": Uuid::now_v7(), "version": version, "former": "leaves"});
    let act = lena.post("/api/rules/apply", &apply).await.ok();
    let path = format!("/api/acts/{}", text(&act["id"]));
    let reached = async |state: &str| {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let now = lena.get(&path).await.ok();
            if now["state"] == state {
                return now;
            }
            assert!(Instant::now() < deadline, "waited in vain for {state}: {now}");
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(reached("done").await["counts"]["changed"], 1);
    let manager = async |contact: &str| managers(&max.get(&format!("/api/contacts/{contact}")).await.ok());
    assert_eq!((manager(&moving).await, manager(&pinned).await), (vec![anna], vec![max.id.clone()]));
    lena.post(&format!("{path}/undo"), &json!({})).await.ok();
    reached("undone").await;
    assert_eq!(manager(&moving).await, std::slice::from_ref(&max.id));
}
