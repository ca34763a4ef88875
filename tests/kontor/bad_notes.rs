//! Malformed and hostile Yjs updates: each closes its own socket, the others write on.

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use serde_json::json;
use yrs::StateVector;
use yrs::sync::{Message as Protocol, SyncMessage};
use yrs::updates::encoder::Encode;

use crate::DEADLINE;
use crate::notes::Notes;
use crate::person::Person;
use crate::server::TestServer;

/// lib0's encoding, written by hand: what a client of our own would never write.
#[derive(Clone, Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    fn number(mut self, mut number: u64) -> Self {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.byte((number & 0x7f) as u8)
    }

    fn buffer(mut self, bytes: &[u8]) -> Self {
        self = self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    fn repeated(mut self, bytes: &[u8], times: usize) -> Self {
        self.0.extend(bytes.repeat(times));
        self
    }

    /// An update of one client with so many blocks, up to the first block's content.
    fn update_of(client: u64, blocks: u64) -> Self {
        Self::default().number(1).number(blocks).number(client).number(0)
    }

    /// A block at the root of the notes that holds content of this kind.
    fn at_root(self, kind: u8) -> Self {
        self.byte(kind).number(1).buffer(b"notes")
    }
}

/// Sent as the payload of a sync message.
fn as_update(update: &[u8]) -> Vec<u8> {
    Bytes::default().number(0).number(2).buffer(update).0
}

fn awareness(client: u64, clock: u64, state: &str) -> Vec<u8> {
    let entries = Bytes::default().number(1).number(client).number(clock).buffer(state.as_bytes());
    Bytes::default().number(1).buffer(&entries.0).0
}

/// Bytes without a meaning, the same each time.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    StdRng::seed_from_u64(7).fill_bytes(&mut bytes);
    bytes
}

/// Messages that must end the socket that sends them.
fn hostile_messages() -> Vec<(&'static str, Vec<u8>)> {
    let any =
        |values: Bytes| as_update(&Bytes::update_of(7, 1).at_root(8).number(1).repeated(&values.0, 1).number(0).0);
    let json = |text: &str| as_update(&Bytes::update_of(7, 1).at_root(5).buffer(text.as_bytes()).number(0).0);
    let nested = |element: &[u8], levels: usize| {
        let mut update = Bytes::update_of(7, levels as u64).at_root(7).number(3).buffer(element);
        for level in 1..levels as u64 {
            update = update.byte(7).number(0).number(7).number(level - 1).number(3).buffer(element);
        }
        as_update(&update.number(0).0)
    };
    let declared = |blocks: u64| as_update(&Bytes::default().number(1).number(blocks).number(7).number(0).0);
    vec![
        ("arrays in arrays, 20 KB", any(Bytes::default().repeated(&[117, 1], 10_000).byte(126))),
        ("arrays in arrays, 60 KB", any(Bytes::default().repeated(&[117, 1], 30_000).byte(126))),
        ("objects in objects, 60 KB", any(Bytes::default().repeated(&[118, 1, 1, b'a'], 15_000).byte(126))),
        ("JSON arrays in arrays, 40 KB", json(&format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)))),
        ("elements in elements", nested(b"p", 5_000)),
        ("a bomb of declared blocks", declared(u64::from(u32::MAX))),
        ("a bomb of declared clients", as_update(&Bytes::default().number(u64::MAX >> 1).0)),
        ("a bomb of declared values", any(Bytes::default().byte(117).number(1 << 40))),
        ("a string longer than the update", as_update(&Bytes::update_of(7, 1).at_root(4).number(1 << 30).0)),
        (
            "a clock at the end of its range",
            as_update(
                &Bytes::default()
                    .number(1)
                    .number(1)
                    .number(7)
                    .number(u64::from(u32::MAX))
                    .at_root(4)
                    .buffer(b"x")
                    .number(0)
                    .0,
            ),
        ),
        (
            "a client beyond what JavaScript counts",
            as_update(&Bytes::update_of(1 << 60, 1).at_root(4).buffer(b"x").number(0).0),
        ),
        (
            "a subdocument",
            as_update(&Bytes::update_of(7, 1).at_root(9).buffer(b"guid").byte(118).number(0).number(0).0),
        ),
        (
            "another root",
            as_update(&Bytes::update_of(7, 1).byte(4).number(1).buffer(b"secrets").buffer(b"x").number(0).0),
        ),
        ("a text that is not UTF-8", as_update(&Bytes::update_of(7, 1).at_root(4).buffer(&[0xff; 30]).number(0).0)),
        ("noise", as_update(&noise(40_000))),
        ("an update cut in the middle", as_update(&Bytes::update_of(7, 3).at_root(4).buffer(b"x").0)),
        ("an unknown message", vec![99, 1, 2, 3]),
        ("an unknown kind of sync", vec![0, 9, 0]),
        ("a message cut in the middle", vec![0, 2, 200]),
        ("a state vector of lies", Bytes::default().number(0).number(0).buffer(&[255, 255, 255, 255, 15]).0),
        ("a caret that is no JSON", awareness(7, 1, "{\"user\":")),
        ("a caret nested without end", awareness(7, 1, &format!("{}{}", "[".repeat(2000), "]".repeat(2000)))),
        ("a caret of 5 KB", awareness(7, 1, &format!("\"{}\"", "x".repeat(5000)))),
        ("a caret beyond what JavaScript counts", awareness(7, u64::MAX, "{}")),
        ("a caret of a client beyond what JavaScript counts", awareness(u64::MAX, 1, "{}")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_update_closes_its_own_socket_and_the_others_write_on() {
    let mut server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let jonas = Person::sign_in(&server, "jonas").await;
    let contact = max.create_contact(&json!({"name": "Notiz GmbH"})).await;
    let (mut first, mut second) = (Notes::open(&max, &contact).await, Notes::open(&anna, &contact).await);
    let mut taken = Vec::new();
    for (number, (what, message)) in hostile_messages().into_iter().enumerate() {
        let mut hostile = Notes::open(&jonas, &contact).await;
        let answers = hostile.updates.len();
        hostile.send(message).await;
        // Whoever still gets an answer was not cut off.
        hostile.send(Protocol::Sync(SyncMessage::SyncStep1(StateVector::default())).encode_v1()).await;
        while hostile.closed.is_none() && hostile.updates.len() == answers {
            hostile.receive(DEADLINE).await;
        }
        if hostile.closed != Some((1007, "invalid_update".to_owned())) {
            taken.push((what, hostile.closed));
        }
        assert!(server.is_running(), "{what}");
        let paragraph = format!("Absatz {number};");
        let (writer, reader) = if number % 2 == 0 { (&mut first, &mut second) } else { (&mut second, &mut first) };
        writer.write(&paragraph).await;
        reader.until(what, |notes| notes.text().contains(&paragraph)).await;
    }
    assert!(taken.is_empty(), "these closed no socket: {taken:?}");
    let fresh = Notes::open(&jonas, &contact).await;
    assert_eq!(fresh.text(), first.text());
    assert_eq!(fresh.text(), second.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_before_a_hostile_one_still_counts() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"name": "Notiz GmbH"})).await;
    let (mut reader, mut writer) = (Notes::open(&max, &contact).await, Notes::open(&max, &contact).await);
    writer.write("Davor;").await;
    let mut frame = Protocol::Sync(SyncMessage::Update(writer.paragraph("Zugleich;"))).encode_v1();
    frame.extend([0, 2, 200]);
    writer.send(frame).await;
    assert_eq!(writer.until_closed().await.0, 1007);
    reader.until("what came before", |notes| notes.text().contains("Davor;")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_notes_to_read_sees_them_and_cannot_write() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Notiz GmbH"})).await;
    let mut writer = Notes::open(&max, &contact).await;
    let mut reader = Notes::dial(&anna, &contact, "&mode=read").await;
    writer.write("Von Max;").await;
    reader.until("what others write", |notes| notes.text().contains("Von Max;")).await;
    reader.write("Von Anna;").await;
    let step_two = Protocol::Sync(SyncMessage::SyncStep2(reader.paragraph("Auch von Anna;"))).encode_v1();
    reader.send(step_two).await;
    // The reader's own updates are handled before its question, so with the answer it is certain that they were not taken.
    let asked = reader.updates.len();
    reader.send(Protocol::Sync(SyncMessage::SyncStep1(StateVector::default())).encode_v1()).await;
    reader.until("an answer", |notes| notes.updates.len() > asked).await;
    assert!(!reader.was_sent("Von Anna;") && !reader.was_sent("Auch von Anna;"));
    let fresh = Notes::open(&max, &contact).await;
    assert_eq!(fresh.text(), "<paragraph>Von Max;</paragraph>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caret_disappears_with_its_socket_and_nobody_moves_anothers() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let contact = max.create_contact(&json!({"name": "Notiz GmbH"})).await;
    let (mut of_max, mut of_anna) = (Notes::open(&max, &contact).await, Notes::open(&anna, &contact).await);
    of_max.send(awareness(7, 1, r#"{"user":"Max"}"#)).await;
    of_anna.until("the caret", |notes| notes.awareness.iter().any(|state| state.contains("Max"))).await;
    of_anna.send(awareness(7, 2, r#"{"user":"nicht Max"}"#)).await;
    of_anna.send(awareness(8, 1, r#"{"user":"Anna"}"#)).await;
    of_max.until("the caret", |notes| notes.awareness.iter().any(|state| state.contains("Anna"))).await;
    assert!(!of_max.awareness.iter().any(|state| state.contains("nicht")));
    drop(of_max);
    of_anna.until("the farewell", |notes| notes.awareness.iter().any(|state| state == "null")).await;
}
