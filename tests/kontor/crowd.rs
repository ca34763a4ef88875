//! Many people on one contact: what leaves in one write with others still comes whole and in order.

use serde_json::json;

use crate::live::{Live, edit};
use crate::person::Person;
use crate::server::TestServer;

/// Enough for a crowd on each of two workers.
const PEOPLE: usize = 200;
const EDITS: u64 = 40;

async fn crowd(person: &Person, contact: &str) -> Vec<Live> {
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let mut live = Live::open(person).await;
        live.subscribe(contact).await;
        people.push(live);
    }
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_gets_every_change_once_and_in_order() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Gedränge GmbH"})).await;
    let mut people = crowd(&max, &contact).await;
    let first = people[0].model(&contact).seq;
    for number in 0..EDITS {
        let frame = edit(&contact, "city", &json!(format!("Ort {number}")), first + number);
        people[0].acknowledged(&frame).await;
    }
    for live in &mut people {
        live.reaches(&contact, first + EDITS).await;
        assert_eq!(live.model(&contact).events.len() as u64, EDITS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_crowd_was_told_what_came_before() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Gedränge GmbH"})).await;
    let mut people = crowd(&max, &contact).await;
    let first = people[0].model(&contact).seq;
    let mut leaver = people.pop().expect("a crowd");
    for number in 0..3 {
        let frame = edit(&contact, "city", &json!(format!("Ort {number}")), first + number);
        people[0].acknowledged(&frame).await;
    }
    leaver.send(&json!({"type": "unsubscribe", "topic": format!("contact:{contact}")})).await;
    leaver.reaches(&contact, first + 3).await;
}
