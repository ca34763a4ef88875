//! `kill -9` in the middle of load: what was acknowledged is there, and what anybody was shown is there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::live::{Live, comment, edit};
use crate::notes::{Notes, paragraphs};
use crate::person::{Person, list, text};
use crate::server::TestServer;
use crate::{DEADLINE, seed};

const ROUNDS: usize = 20;
const CONTACTS: usize = 3;
const UNANSWERED: usize = 8;
const FIELDS: [&str; 3] = ["city", "street", "industry"];

/// Everything that clients were promised, over all rounds.
#[derive(Default)]
struct Ledger {
    /// Commands by id: the seq that was acknowledged.
    acknowledged: HashMap<String, u64>,
    /// Events that somebody was shown: contact and seq, with the command.
    shown: HashMap<(String, u64), String>,
    /// Paragraphs that came back from the server.
    saved_notes: HashMap<String, HashSet<String>>,
}

/// Counts what was promised in a round and wakes who waits for it.
#[derive(Default)]
struct Progress {
    count: AtomicUsize,
    advanced: Notify,
}

impl Progress {
    fn one_more(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.advanced.notify_one();
    }

    async fn reaches(&self, count: usize) {
        while self.count.load(Ordering::Relaxed) < count {
            self.advanced.notified().await;
        }
    }
}

/// Somebody who edits and comments one contact, and keeps what was not answered for the next round.
struct Writer {
    live: Live,
    contact: String,
    random: StdRng,
    unanswered: BTreeMap<String, Value>,
    acknowledged: HashMap<String, u64>,
}

impl Writer {
    /// Works until the server dies.
    async fn work(&mut self, progress: &Progress) {
        while self.live.closed.is_none() {
            while self.unanswered.len() < UNANSWERED {
                let frame = self.next_command();
                self.live.send(&frame).await;
                self.unanswered.insert(text(&frame["id"]), frame);
            }
            self.live.receive(DEADLINE).await;
            self.take_answers(progress);
        }
    }

    fn next_command(&mut self) -> Value {
        let said = format!("{:016x}", self.random.r#gen::<u64>());
        if self.random.gen_bool(0.3) {
            return comment(&self.contact, &said);
        }
        let field = FIELDS[self.random.gen_range(0..FIELDS.len())];
        edit(&self.contact, field, &json!(said), self.live.model(&self.contact).seq)
    }

    fn take_answers(&mut self, progress: &Progress) {
        for (id, answers) in std::mem::take(&mut self.live.answers) {
            self.unanswered.remove(&id);
            for answer in answers {
                match answer["type"].as_str() {
                    Some("ack") => {
                        self.acknowledged.insert(id.clone(), answer["seq"].as_u64().expect("a seq"));
                        progress.one_more();
                    }
                    Some("conflict") => {}
                    _ => panic!("a valid command was refused: {answer}"),
                }
            }
        }
    }

    /// After the restart: what was not answered is sent again under its id.
    async fn resume(&mut self) {
        self.live.reconnect().await;
        self.live.subscribe(&self.contact).await;
        for frame in self.unanswered.values() {
            self.live.send(frame).await;
        }
    }
}

/// Somebody who only looks. What was read before the connection broke, was shown.
async fn watch(mut live: Live) -> Live {
    while live.closed.is_none() {
        live.receive(DEADLINE).await;
    }
    live
}

/// Somebody who takes notes until the server dies, and tells which of them came back.
async fn take_notes(
    mut notes: Notes,
    contact: String,
    round: usize,
    progress: Arc<Progress>,
) -> (String, HashSet<String>) {
    let mut saved = HashSet::new();
    for number in 0.. {
        let paragraph = format!("round {round} note {number};");
        notes.write(&paragraph).await;
        while notes.closed.is_none() && !notes.was_sent(&paragraph) {
            notes.receive(DEADLINE).await;
        }
        if !notes.was_sent(&paragraph) {
            break;
        }
        saved.insert(paragraph);
        notes.updates.clear();
        progress.one_more();
    }
    (contact, saved)
}

/// One life of the server: load from all sides, then a kill at a random moment.
async fn live_and_die(
    server: &mut TestServer,
    round: usize,
    random: &mut StdRng,
    (mut writers, watchers): (Vec<Writer>, Vec<Live>),
    ledger: &mut Ledger,
) -> (Vec<Writer>, Vec<Live>) {
    let progress = Arc::new(Progress::default());
    let (mut writing, mut watching, mut noting) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
    for writer in &mut writers {
        writer.resume().await;
        let notes = Notes::open(&writer.live.person, &writer.contact).await;
        noting.spawn(take_notes(notes, writer.contact.clone(), round, progress.clone()));
    }
    for mut writer in writers {
        let progress = progress.clone();
        writing.spawn(async move {
            writer.work(&progress).await;
            writer
        });
    }
    for mut live in watchers {
        let contacts: Vec<_> = live.contacts.keys().cloned().collect();
        live.reconnect().await;
        for contact in &contacts {
            live.subscribe(contact).await;
        }
        watching.spawn(watch(live));
    }
    let promises = random.gen_range(20..200);
    tokio::time::timeout(DEADLINE, progress.reaches(promises)).await.expect("the server works");
    server.kill().await;

    let (writers, watchers) = (writing.join_all().await, watching.join_all().await);
    for (contact, saved) in noting.join_all().await {
        ledger.saved_notes.entry(contact).or_default().extend(saved);
    }
    for writer in &writers {
        ledger.acknowledged.extend(writer.acknowledged.clone());
    }
    for live in writers.iter().map(|writer| &writer.live).chain(&watchers) {
        for (contact, model) in &live.contacts {
            for (seq, command) in &model.events {
                let before = ledger.shown.insert((contact.clone(), *seq), command.clone());
                assert!(before.is_none_or(|before| before == *command), "everyone is shown the same event {seq}");
            }
        }
    }
    (writers, watchers)
}

/// Everything in the ledger is there, once.
async fn check_promises(person: &Person, contacts: &[String], ledger: &Ledger) {
    let mut done: HashMap<String, Vec<u64>> = HashMap::new();
    for contact in contacts {
        let history = person.history(contact).await;
        for event in &history {
            let seq = event["seq"].as_u64().expect("a seq");
            done.entry(text(&event["command"])).or_default().push(seq);
            let shown = ledger.shown.get(&(contact.clone(), seq));
            assert!(shown.is_none_or(|shown| event["command"] == shown.as_str()), "event {seq} is what was shown");
        }
        let newest = ledger.shown.keys().filter(|(of, _)| of == contact).map(|(_, seq)| *seq).max();
        assert!(newest.is_none_or(|seq| seq <= history.len() as u64), "event {newest:?} was shown and is gone");
        check_state(person, contact, &history).await;

        let notes = Notes::open(person, contact).await;
        let there = paragraphs(&notes.text());
        if let Some(saved) = ledger.saved_notes.get(contact) {
            let lost: Vec<_> = saved.difference(&there).collect();
            assert!(lost.is_empty(), "notes were saved and are gone: {lost:?}");
        }
    }
    for (id, seq) in &ledger.acknowledged {
        assert_eq!(done.get(id), Some(&vec![*seq]), "command {id} was acknowledged as {seq}");
    }
    assert!(done.iter().all(|(id, seqs)| seqs.len() == 1 || *seqs == [1, 2] || panic!("{id} was done {seqs:?}")));
}

/// The contact and its comments are what its history says.
async fn check_state(person: &Person, contact: &str, history: &[Value]) {
    let stored = person.get(&format!("/api/contacts/{contact}")).await.ok();
    assert_eq!(stored["version"], history.len());
    for field in FIELDS {
        let last = history.iter().rfind(|event| event["field"] == field).map_or(&Value::Null, |event| &event["value"]);
        assert_eq!(&stored[field], last, "{field} is what its last change made it");
    }
    let said: Vec<_> = history.iter().filter_map(|event| event.get("comment")).cloned().collect();
    let comments = person.get(&format!("/api/contacts/{contact}/comments")).await.ok();
    let newest = said.len().saturating_sub(1000);
    assert_eq!(list(&comments["items"]), &said[newest..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_or_shown_survives_twenty_kills() {
    let seed = seed();
    let mut random = StdRng::seed_from_u64(seed);
    let mut server = TestServer::on_disk().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let (mut contacts, mut writers) = (Vec::new(), Vec::new());
    let mut watcher = Live::open(&anna).await;
    for number in 0..CONTACTS {
        let contact = max.create_contact(&json!({"name": format!("Kunde {number}")})).await;
        let mut live = Live::open(&max).await;
        live.subscribe(&contact).await;
        watcher.subscribe(&contact).await;
        writers.push(Writer {
            live,
            contact: contact.clone(),
            random: StdRng::seed_from_u64(seed ^ number as u64),
            unanswered: BTreeMap::new(),
            acknowledged: HashMap::new(),
        });
        contacts.push(contact);
    }
    let mut ledger = Ledger::default();
    let mut people = (writers, vec![watcher]);
    for round in 0..ROUNDS {
        people = live_and_die(&mut server, round, &mut random, people, &mut ledger).await;
        server.restart().await;
        check_promises(&max, &contacts, &ledger).await;
    }
    let notes: usize = ledger.saved_notes.values().map(HashSet::len).sum();
    println!("{} commands, {} events, {notes} notes were promised", ledger.acknowledged.len(), ledger.shown.len());
    assert!(ledger.acknowledged.len() > 400 && notes > ROUNDS, "the kills came in the middle of work");
}
