//! Comments that change: edits, reactions, settled threads, pins; older ones page by page (`[K4]` to `[K10]`).

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::{Live, change_comment, comment};
use crate::person::{NOBODY, Person, list, text};
use crate::server::TestServer;

fn path(contact: &str, comment: &str) -> String {
    format!("/api/contacts/{contact}/comments/{comment}")
}

/// The comment as a socket was told of it.
fn shown(live: &Live, contact: &str, comment: &str) -> Value {
    let known = live.model(contact).comments.iter().find(|known| known["id"] == comment);
    known.expect("a comment that was shown").clone()
}

async fn said(live: &mut Live, contact: &str, words: &str) -> String {
    let frame = comment(contact, words);
    live.acknowledged(&frame).await;
    text(&frame["id"])
}

#[tokio::test]
async fn what_one_changes_everybody_sees_and_finds_again() {
    let mut server = TestServer::on_disk().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Gespräch GmbH"})).await;
    let (mut of_max, mut of_anna) = (Live::open(&max).await, Live::open(&anna).await);
    of_max.subscribe(&contact).await;
    of_anna.subscribe(&contact).await;
    let id = said(&mut of_max, &contact, "Angebot geht herraus").await;

    let edit = change_comment(&contact, &id, &json!({"kind": "edit", "text": "Angebot geht heraus"}));
    let seq = of_max.acknowledged(&edit).await;
    assert_eq!(of_max.acknowledged(&edit).await, seq, "the same id is done once");
    for (by_anna, change) in [
        (true, json!({"kind": "react", "emoji": "👍", "on": true})),
        (false, json!({"kind": "react", "emoji": "👍", "on": true})),
        (true, json!({"kind": "resolve", "on": true})),
        (true, json!({"kind": "pin", "on": true})),
    ] {
        let live = if by_anna { &mut of_anna } else { &mut of_max };
        live.acknowledged(&change_comment(&contact, &id, &change)).await;
    }
    let mut seen = Vec::new();
    for live in [&mut of_max, &mut of_anna] {
        live.reaches(&contact, seq + 4).await;
        seen.push(shown(live, &contact, &id));
    }
    let changed = seen.remove(0);
    assert_eq!(changed, seen[0]);
    assert_eq!(changed["text"], "Angebot geht heraus");
    assert_eq!(changed["edits"][0]["text"], "Angebot geht herraus");
    assert_eq!(changed["edits"][0]["at"], changed["at"]);
    assert_eq!(changed["reactions"], json!([{"emoji": "👍", "by": [anna.id, max.id]}]));
    assert_eq!(changed["resolved"]["by"], anna.id.as_str());
    assert_eq!(changed["pinned"]["by"], anna.id.as_str());

    server.kill().await;
    server.restart().await;
    let stored = anna.get(&format!("/api/contacts/{contact}/comments")).await.ok();
    assert_eq!(list(&stored["items"]), std::slice::from_ref(&changed));
    let mut fresh = Live::open(&anna).await;
    fresh.subscribe(&contact).await;
    assert_eq!(shown(&fresh, &contact, &id), changed);
    of_max.reconnect().await;
    assert_eq!(of_max.acknowledged(&edit).await, seq, "also after a crash");
    let kinds: Vec<_> = max.history(&contact).await.iter().map(|event| text(&event["kind"])).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "comment_changed").count(), 5);
}

#[tokio::test]
async fn over_http_a_change_answers_with_the_comment_and_is_done_once() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Draht AG"})).await;
    let added = max.post(&format!("/api/contacts/{contact}/comments"), &json!({"text": "Eins"})).await.ok();
    let path = path(&contact, &text(&added["id"]));
    let command = json!({"id": Uuid::now_v7().to_string(), "change": {"kind": "edit", "text": "Zwei"}});
    let changed = max.patch(&path, &command).await.ok();
    assert_eq!((&changed["text"], &changed["edits"][0]["text"]), (&json!("Zwei"), &json!("Eins")));
    assert_eq!(max.patch(&path, &command).await.ok(), changed);
    assert_eq!(max.patch(&path, &json!({"change": {"kind": "edit", "text": " Zwei "}})).await.ok(), changed);
    assert_eq!(max.history(&contact).await.len(), 4);
}

#[tokio::test]
async fn what_may_not_be_is_refused_with_a_reason() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Streng KG"})).await;
    let comments = format!("/api/contacts/{contact}/comments");
    let opening = text(&max.post(&comments, &json!({"text": "Frage"})).await.ok()["id"]);
    let reply = text(&anna.post(&comments, &json!({"text": "Antwort", "parent": opening})).await.ok()["id"]);
    let change = async |by: &Person, comment: &str, change: Value| {
        by.patch(&path(&contact, comment), &json!({"change": change})).await
    };
    let pin = || json!({"kind": "pin", "on": true});
    change(&anna, &opening, json!({"kind": "edit", "text": "x"})).await.refused(403, "may_not");
    change(&max, &opening, json!({"kind": "edit", "text": " "})).await.refused(422, "invalid");
    change(&max, &opening, json!({"kind": "edit", "text": "x".repeat(10_001)})).await.refused(422, "invalid");
    change(&max, &reply, json!({"kind": "resolve", "on": true})).await.refused(422, "invalid");
    change(&max, &opening, json!({"kind": "react", "emoji": "💣", "on": true})).await.refused(422, "invalid");
    change(&max, &opening, json!({"kind": "explode"})).await.refused(422, "invalid");
    change(&max, NOBODY, pin()).await.refused(404, "not_found");
    change(&max, "not-an-id", pin()).await.refused(404, "not_found");
    for number in 0..5 {
        let added = max.post(&comments, &json!({"text": format!("Nummer {number}")})).await.ok();
        change(&anna, &text(&added["id"]), pin()).await.ok();
    }
    change(&max, &opening, pin()).await.refused(422, "invalid");

    let mut live = Live::open(&anna).await;
    live.subscribe(&contact).await;
    let frame = change_comment(&contact, &opening, &json!({"kind": "edit", "text": "x"}));
    live.send(&frame).await;
    let answer = live.answer(frame["id"].as_str().expect("an id")).await;
    assert_eq!((&answer["type"], &answer["code"]), (&json!("refused"), &json!("may_not")));
}

#[tokio::test]
async fn who_does_not_see_the_contact_changes_no_comment_of_it() {
    let server = TestServer::start().await;
    let (max, jonas) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "jonas").await);
    let contact = max.create_contact(&json!({"name": "Verborgen OG", "access": "private"})).await;
    let added = max.post(&format!("/api/contacts/{contact}/comments"), &json!({"text": "Intern"})).await.ok();
    let id = text(&added["id"]);
    let body = json!({"change": {"kind": "react", "emoji": "👀", "on": true}});
    for (method, rest, body) in [
        (Method::PATCH, format!("/comments/{id}"), body.clone()),
        (Method::GET, "/comments?limit=1".to_owned(), Value::Null),
        (Method::GET, "/comments?before=9".to_owned(), Value::Null),
    ] {
        let ask = async |contact: &str| {
            let request = jonas.request(method.clone(), &format!("/api/contacts/{contact}{rest}"));
            crate::person::answer(request.json(&body)).await
        };
        let (unseen, absent) = (ask(&contact).await, ask(NOBODY).await);
        unseen.refused(404, "not_found");
        assert_eq!(unseen.body, absent.body, "{method} {rest}");
    }
    let mut live = Live::open(&jonas).await;
    let frame = change_comment(&contact, &id, &json!({"kind": "pin", "on": true}));
    live.send(&frame).await;
    assert_eq!(live.answer(frame["id"].as_str().expect("an id")).await["code"], "not_found");
    assert_eq!(max.history(&contact).await.len(), 3, "nothing was done");
}

#[tokio::test]
async fn a_person_is_told_once_that_an_edit_names_them() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Erwähnt GmbH"})).await;
    let added = max.post(&format!("/api/contacts/{contact}/comments"), &json!({"text": "Wer ruft an?"})).await.ok();
    let path = path(&contact, &text(&added["id"]));
    for words in ["@anna ruft an", "Jemand ruft an", "@anna ruft doch an"] {
        max.patch(&path, &json!({"change": {"kind": "edit", "text": words}})).await.ok();
    }
    let inbox = anna.get("/api/notifications").await.ok();
    let told: Vec<_> = list(&inbox["items"]).iter().filter(|told| told["contact"] == contact.as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["event"], &told[0]["excerpt"]), (&json!("mentioned"), &json!("@anna ruft an")));
}

#[tokio::test]
async fn a_snapshot_says_where_older_comments_begin_and_they_can_still_be_changed() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Gesprächig AG"})).await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let mut ids = Vec::new();
    for number in 0..230 {
        ids.push(live.comment(&contact, &format!("Nummer {number}")).await);
        if number % 20 == 19 {
            live.answer(&ids[number]).await;
        }
    }
    live.answer(&ids[229]).await;
    let mut reader = Live::open(&max).await;
    reader.subscribe(&contact).await;
    let model = reader.model(&contact);
    assert_eq!((model.comments.len(), &model.comments[0]["id"]), (200, &json!(ids[30])));
    let before = model.comments_before.expect("older ones exist");
    let older = max.get(&format!("/api/contacts/{contact}/comments?before={before}&limit=20")).await.ok();
    let of = |page: &Value| list(&page["items"]).iter().map(|comment| text(&comment["id"])).collect::<Vec<_>>();
    assert_eq!(of(&older), ids[10..30]);
    let next = text(&older["next"]);
    let oldest = max.get(&format!("/api/contacts/{contact}/comments?before={next}")).await.ok();
    assert_eq!((of(&oldest), &oldest["next"]), (ids[..10].to_vec(), &Value::Null));
    for query in ["before=x", "before=-1", "limit=many"] {
        max.get(&format!("/api/contacts/{contact}/comments?{query}")).await.refused(400, "bad_request");
    }

    for restarted in [false, true] {
        if restarted {
            server.kill().await;
            server.restart().await;
            live.reconnect().await;
        }
        for (number, on) in [(0, true), (1, true), (1, false)] {
            let pin = change_comment(&contact, &ids[number], &json!({"kind": "pin", "on": on}));
            live.acknowledged(&pin).await;
        }
        let mut fresh = Live::open(&max).await;
        fresh.subscribe(&contact).await;
        let comments = &fresh.model(&contact).comments;
        assert_eq!(comments[0]["id"], ids[0].as_str(), "a pinned comment is shown, however old it is");
        assert!(!comments[0]["pinned"].is_null());
        assert_ne!(comments[1]["id"], ids[1].as_str());
    }
}
