//! The same id twice is one change and two acknowledgements (`[L4]`).

use serde_json::{Value, json};
use uuid::Uuid;

use crate::live::{Live, comment, edit};
use crate::person::{Person, list};
use crate::server::TestServer;

/// How often a contact's history names a command.
async fn times_done(person: &Person, contact: &str, command: &Value) -> usize {
    person.history(contact).await.iter().filter(|event| event["command"] == command["id"]).count()
}

#[tokio::test]
async fn a_repeated_id_is_applied_once_and_acknowledged_each_time() {
    let mut server = TestServer::on_disk().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Doppler GmbH"})).await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let base = live.model(&contact).seq;
    let commands = [edit(&contact, "city", &json!("Wien"), base), comment(&contact, "Einmal genügt.")];

    let mut seqs = Vec::new();
    for command in &commands {
        let first = live.acknowledged(command).await;
        assert_eq!(live.acknowledged(command).await, first, "on the same socket");
        seqs.push(first);
    }
    let mut other = Live::open(&max).await;
    for (command, seq) in commands.iter().zip(&seqs) {
        assert_eq!(other.acknowledged(command).await, *seq, "on another socket, without a subscription");
    }
    live.reconnect().await;
    live.subscribe(&contact).await;
    for (command, seq) in commands.iter().zip(&seqs) {
        assert_eq!(live.acknowledged(command).await, *seq, "after a lost connection");
    }
    server.kill().await;
    server.restart().await;
    live.reconnect().await;
    live.subscribe(&contact).await;
    for (command, seq) in commands.iter().zip(&seqs) {
        assert_eq!(live.acknowledged(command).await, *seq, "after a crash of the server");
        assert_eq!(times_done(&max, &contact, command).await, 1);
    }
    assert_eq!(max.get(&format!("/api/contacts/{contact}")).await.ok()["version"], base + 2);
    let comments = max.get(&format!("/api/contacts/{contact}/comments")).await.ok();
    assert_eq!(list(&comments["items"]).len(), 1);
}

#[tokio::test]
async fn commands_with_one_id_sent_at_once_are_one_change() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Gleichzeitig KG"})).await;
    let (mut first, mut second) = (Live::open(&max).await, Live::open(&max).await);
    first.subscribe(&contact).await;
    let base = first.model(&contact).seq;
    for number in 0..20 {
        let command = comment(&contact, &format!("Nummer {number}"));
        for _ in 0..3 {
            first.send(&command).await;
            second.send(&command).await;
        }
        let id = command["id"].as_str().expect("an id");
        for _ in 0..3 {
            for live in [&mut first, &mut second] {
                assert_eq!(live.answer(id).await["seq"], base + number + 1);
            }
        }
    }
    let version = base + 20;
    first.reaches(&contact, version).await;
    assert_eq!(max.history(&contact).await.len() as u64, version);
    assert_eq!(first.model(&contact).comments.len(), 20);
}

#[tokio::test]
async fn a_repeated_request_over_http_is_done_once() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let id = Uuid::now_v7().to_string();
    let creation = json!({"id": id, "name": "Wiederholt AG"});
    let contact = max.create_contact(&creation).await;
    assert_eq!(max.create_contact(&creation).await, contact, "a repeated creation finds its contact");
    let path = format!("/api/contacts/{contact}");

    let change = json!({"id": Uuid::now_v7().to_string(), "city": "Graz"});
    max.patch(&path, &change).await.ok();
    assert_eq!(max.patch(&path, &json!({"city": "Linz"})).await.ok()["version"], 4);
    assert_eq!(max.patch(&path, &change).await.ok()["city"], "Linz", "a late repetition overwrites nothing");

    let added = json!({"id": Uuid::now_v7().to_string(), "text": "Über HTTP."});
    let first = max.post(&format!("{path}/comments"), &added).await.ok();
    assert_eq!(max.post(&format!("{path}/comments"), &added).await.ok(), first);
    assert_eq!(max.history(&contact).await.len(), 5);
}

#[tokio::test]
async fn an_id_belongs_to_the_employee_who_made_it() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Zweierlei OG"})).await;
    let (mut of_max, mut of_anna) = (Live::open(&max).await, Live::open(&anna).await);
    let by_max = edit(&contact, "city", &json!("Wien"), 2);
    let mut by_anna = edit(&contact, "street", &json!("Ring 1"), 2);
    by_anna["id"] = by_max["id"].clone();
    assert_eq!(of_max.acknowledged(&by_max).await, 3);
    assert_eq!(of_anna.acknowledged(&by_anna).await, 4, "another person's command with the same id is another command");
    let said = comment(&contact, "Von Max.");
    of_max.acknowledged(&said).await;
    of_anna.send(&said).await;
    let answer = of_anna.answer(said["id"].as_str().expect("an id")).await;
    assert_eq!((answer["type"].as_str(), answer["code"].as_str()), (Some("refused"), Some("invalid")));
}
