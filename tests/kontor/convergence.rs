//! Several clients on one contact, with connections that break: in the end everyone has what the server has.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::live::{Live, comment, edit};
use crate::person::{Person, list};
use crate::seed;
use crate::server::TestServer;

const FIELDS: [&str; 6] = ["city", "street", "industry", "source", "customer_number", "name"];
const USERS: [&str; 6] = ["lena", "max", "anna", "jonas", "sofie", "eva"];
/// Commands that a client leaves unanswered before it waits.
const UNANSWERED: usize = 12;

/// A client that edits, comments, loses its connection, and resumes as the protocol says: `since` for what it missed, the
/// same ids for what was not answered.
struct Editor {
    live: Live,
    contact: String,
    fields: &'static [&'static str],
    name: String,
    random: StdRng,
    written: usize,
    unanswered: BTreeMap<String, Value>,
    acknowledged: HashMap<String, u64>,
    rejected: Vec<String>,
    disconnects: usize,
}

impl Editor {
    async fn work(&mut self, steps: usize) {
        for _ in 0..steps {
            match self.random.gen_range(0..100) {
                0..5 => self.lose_connection().await,
                5..20 => self.command(comment(&self.contact, &self.next_text())).await,
                _ => self.edit().await,
            }
            // Random pauses at which others get ahead.
            let pause = Duration::from_micros(self.random.gen_range(0..3000));
            self.live.receive(pause).await;
            self.take_answers().await;
            while self.unanswered.len() >= UNANSWERED {
                self.live.receive(crate::DEADLINE).await;
                self.take_answers().await;
            }
        }
    }

    fn next_text(&self) -> String {
        format!("{} {}", self.name, self.written)
    }

    async fn edit(&mut self) {
        let field = self.fields.choose(&mut self.random).expect("some field");
        let value = json!(self.next_text());
        let base = self.live.model(&self.contact).seq;
        self.command(edit(&self.contact, field, &value, base)).await;
    }

    async fn command(&mut self, frame: Value) {
        self.written += 1;
        self.live.send(&frame).await;
        self.unanswered.insert(frame["id"].as_str().expect("an id").to_owned(), frame);
    }

    async fn lose_connection(&mut self) {
        self.disconnects += 1;
        self.live.reconnect().await;
        self.live.subscribe(&self.contact).await;
        for frame in self.unanswered.values() {
            self.live.send(frame).await;
        }
    }

    async fn take_answers(&mut self) {
        for (id, answers) in std::mem::take(&mut self.live.answers) {
            for answer in answers {
                let sent = self.unanswered.remove(&id);
                match answer["type"].as_str().expect("a type") {
                    "ack" => {
                        let seq = answer["seq"].as_u64().expect("an ack has a seq");
                        let before = self.acknowledged.insert(id.clone(), seq);
                        assert!(before.is_none_or(|before| before == seq), "one change has one seq: {answer}");
                    }
                    "conflict" => {
                        self.rejected.push(id.clone());
                        let again = sent.expect("a conflict answers a command");
                        if self.random.gen_bool(0.3) {
                            let field = again["field"].as_str().expect("an edit has a field");
                            let base = answer["seq"].as_u64().expect("a conflict has a seq");
                            self.command(edit(&self.contact.clone(), field, &again["value"], base)).await;
                        }
                    }
                    _ => panic!("a valid command was refused: {answer}"),
                }
            }
        }
    }

    async fn finish(&mut self) {
        self.lose_connection().await;
        while !self.unanswered.is_empty() {
            assert!(self.live.receive(crate::DEADLINE).await, "commands stay unanswered: {:?}", self.unanswered);
            self.take_answers().await;
        }
    }
}

/// Lets clients loose on one contact and checks that all of them end where the server is.
async fn converge(clients: usize, steps: usize, fields_of: impl Fn(usize) -> &'static [&'static str]) {
    let seed = seed();
    let server = TestServer::on_disk().await;
    let owner = Person::sign_in(&server, "max").await;
    let contact = owner.create_contact(&json!({"kind": "person", "name": "Paula Prüfer"})).await;
    let mut working = Vec::new();
    for number in 0..clients {
        let mut live = Live::open(&Person::sign_in(&server, USERS[number % USERS.len()]).await).await;
        live.subscribe(&contact).await;
        let mut editor = Editor {
            live,
            contact: contact.clone(),
            fields: fields_of(number),
            name: format!("client {number}"),
            random: StdRng::seed_from_u64(seed ^ number as u64),
            written: 0,
            unanswered: BTreeMap::new(),
            acknowledged: HashMap::new(),
            rejected: Vec::new(),
            disconnects: 0,
        };
        working.push(tokio::spawn(async move {
            editor.work(steps).await;
            editor.finish().await;
            editor
        }));
    }
    let mut editors = Vec::new();
    for editor in working {
        editors.push(editor.await.expect("a client that works to its end"));
    }
    let disconnects: usize = editors.iter().map(|editor| editor.disconnects).sum();
    assert!(disconnects > clients, "connections broke {disconnects} times");
    check_editors(&owner, &contact, editors).await;
}

async fn check_editors(owner: &Person, contact: &str, mut editors: Vec<Editor>) {
    let truth = owner.get(&format!("/api/contacts/{contact}")).await.ok();
    let comments = owner.get(&format!("/api/contacts/{contact}/comments")).await.ok();
    let version = truth["version"].as_u64().expect("a version");
    let history = owner.history(contact).await;
    assert_eq!(history.len() as u64, version, "the version is the number of changes");
    let mut seqs: HashMap<&str, Vec<u64>> = HashMap::new();
    for event in &history {
        let command = event["command"].as_str().expect("an event has a command");
        seqs.entry(command).or_default().push(event["seq"].as_u64().expect("a seq"));
    }
    for editor in &mut editors {
        editor.live.reaches(contact, version).await;
        let model = editor.live.model(contact);
        assert_eq!(model.seq, version);
        for field in FIELDS {
            assert_eq!(model.contact[field], truth[field], "{} sees the same {field}", editor.name);
        }
        assert_eq!(model.comments, list(&comments["items"]), "{} sees the same comments", editor.name);
        let shown: Vec<_> = model.events.iter().map(|(seq, _)| *seq).collect();
        let first = version + 1 - shown.len() as u64;
        assert_eq!(shown, (first..=version).collect::<Vec<_>>(), "{} was shown each change once", editor.name);
        for (id, seq) in &editor.acknowledged {
            assert_eq!(seqs.get(id.as_str()), Some(&vec![*seq]), "what was acknowledged happened once");
        }
        for id in &editor.rejected {
            assert_eq!(seqs.get(id.as_str()), None, "what met a conflict did not happen");
        }
        assert_eq!(editor.acknowledged.len() + editor.rejected.len(), editor.written, "each command has one outcome");
    }
    let accepted: usize = editors.iter().map(|editor| editor.acknowledged.len()).sum();
    // Two events stem from the creation.
    assert_eq!(history.len(), accepted + 2, "nothing happened that nobody was told of");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_on_the_same_field_converge_through_lost_connections() {
    converge(2, 250, |_| &FIELDS[..1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_on_different_fields_converge_through_lost_connections() {
    converge(2, 250, |number| if number == 0 { &FIELDS[..3] } else { &FIELDS[3..] }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clients_on_the_same_fields_converge_through_lost_connections() {
    converge(10, 80, |_| &FIELDS[..2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_clients_on_different_fields_converge_through_lost_connections() {
    converge(10, 80, |number| &FIELDS[number % 5..=number % 5]).await;
}

/// Edits in a row by one client, each read back at once by another way.
async fn read_back(server: TestServer) {
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Sofort GmbH"})).await;
    let mut writers = Vec::new();
    for number in 0..4 {
        let other = max.create_contact(&json!({"name": format!("Nebenan {number}")})).await;
        let mut live = Live::open(&max).await;
        writers.push(tokio::spawn(async move {
            for number in 0.. {
                live.acknowledged(&edit(&other, "city", &json!(number.to_string()), number + 2)).await;
            }
        }));
    }
    let mut live = Live::open(&max).await;
    for number in 0..300 {
        let seq = live.acknowledged(&edit(&contact, "city", &json!(number.to_string()), number + 2)).await;
        let stored = max.get(&format!("/api/contacts/{contact}")).await.ok();
        assert_eq!(stored["version"], seq, "what was acknowledged is read at once");
        assert_eq!(max.history(&contact).await.len() as u64, seq);
    }
    writers.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_read_at_once_from_memory() {
    read_back(TestServer::start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_read_at_once_from_disk() {
    read_back(TestServer::on_disk().await).await;
}
