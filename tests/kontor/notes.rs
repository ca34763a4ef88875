//! A Yjs client on `/yjs/{contact}`, as `y-websocket` would be: a document of its own that answers and asks.

use std::collections::HashSet;

use futures_util::{SinkExt, StreamExt};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use yrs::encoding::read::Cursor;
use yrs::sync::{Message as Protocol, MessageReader, SyncMessage};
use yrs::updates::decoder::{Decode, DecoderV1};
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, GetString, ReadTxn, StateVector, Transact, Update, XmlElementPrelim, XmlFragment, XmlFragmentRef,
    XmlTextPrelim,
};

use crate::DEADLINE;
use crate::live::{Socket, connect};
use crate::person::Person;

pub struct Notes {
    socket: Socket,
    document: Doc,
    fragment: XmlFragmentRef,
    synced: bool,
    /// Updates that the server sent, as they came.
    pub updates: Vec<Vec<u8>>,
    /// Awareness states of others, as they came.
    pub awareness: Vec<String>,
    pub closed: Option<(u16, String)>,
}

impl Notes {
    /// Opens the notes and waits for their content.
    pub async fn open(person: &Person, contact: &str) -> Self {
        let mut notes = Self::dial(person, contact, "").await;
        notes.until("the notes' content", |notes| notes.synced).await;
        notes
    }

    /// Opens a socket, with more in the query, without waiting for anything.
    pub async fn dial(person: &Person, contact: &str, more: &str) -> Self {
        let path = format!("/yjs/{contact}?token={}{more}", person.token);
        let socket = connect(&person.address.get(), &path, &[]).await.expect("a signed-in person may open a socket");
        let document = Doc::new();
        let fragment = document.get_or_insert_xml_fragment("notes");
        let mut notes = Self {
            socket,
            document,
            fragment,
            synced: false,
            updates: Vec::new(),
            awareness: Vec::new(),
            closed: None,
        };
        notes.send(Protocol::Sync(SyncMessage::SyncStep1(StateVector::default())).encode_v1()).await;
        notes
    }

    /// Writes a paragraph at the end.
    pub async fn write(&mut self, text: &str) {
        let update = self.paragraph(text);
        self.send(Protocol::Sync(SyncMessage::Update(update)).encode_v1()).await;
    }

    /// A paragraph at the end of the own document, as an update that is not sent.
    pub fn paragraph(&self, text: &str) -> Vec<u8> {
        let mut transaction = self.document.transact_mut();
        let paragraph = self.fragment.push_back(&mut transaction, XmlElementPrelim::empty("paragraph"));
        paragraph.push_back(&mut transaction, XmlTextPrelim::new(text));
        transaction.encode_update_v1()
    }

    pub async fn send(&mut self, bytes: Vec<u8>) {
        self.send_message(Message::binary(bytes)).await;
    }

    /// What cannot be sent any more shows itself by how the socket is closed.
    pub async fn send_message(&mut self, message: Message) {
        let _: Result<(), _> = self.socket.send(message).await;
    }

    /// All text of the document.
    pub fn text(&self) -> String {
        self.fragment.get_string(&self.document.transact())
    }

    /// The update in which this text came from the server: it is on disk.
    pub fn was_sent(&self, text: &str) -> bool {
        self.updates.iter().any(|update| update.windows(text.len()).any(|part| part == text.as_bytes()))
    }

    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !condition(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(self.closed.is_none(), "closed with {:?} while waiting for {what}", self.closed);
            assert!(!left.is_zero(), "waited in vain for {what}; the notes are {:?}", self.text());
            self.receive(left).await;
        }
    }

    pub async fn until_closed(&mut self) -> (u16, String) {
        let deadline = Instant::now() + DEADLINE;
        while self.closed.is_none() {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the socket stays open");
            self.receive(left).await;
        }
        self.closed.clone().expect("just closed")
    }

    pub async fn receive(&mut self, within: std::time::Duration) {
        let Ok(message) = tokio::time::timeout(within, self.socket.next()).await else { return };
        match message {
            Some(Ok(Message::Binary(bytes))) => self.take(&bytes).await,
            Some(Ok(Message::Close(reason))) => {
                let reason = reason.map(|reason| (reason.code.into(), reason.reason.to_string()));
                self.closed = Some(reason.unwrap_or((1005, String::new())));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => self.closed = Some((1006, error.to_string())),
            None => self.closed = Some((1006, String::new())),
        }
    }

    async fn take(&mut self, bytes: &[u8]) {
        let mut decoder = DecoderV1::new(Cursor::new(bytes));
        let messages: Vec<_> = MessageReader::new(&mut decoder).collect();
        for message in messages {
            match message.expect("the server speaks the protocol") {
                Protocol::Sync(SyncMessage::SyncStep1(theirs)) => {
                    let missing = self.document.transact().encode_state_as_update_v1(&theirs);
                    self.send(Protocol::Sync(SyncMessage::SyncStep2(missing)).encode_v1()).await;
                }
                Protocol::Sync(SyncMessage::SyncStep2(update)) => {
                    self.synced = true;
                    self.apply(update);
                }
                Protocol::Sync(SyncMessage::Update(update)) => self.apply(update),
                Protocol::Awareness(update) => {
                    self.awareness.extend(update.clients.values().map(|entry| entry.json.to_string()));
                }
                Protocol::Auth(_) | Protocol::AwarenessQuery | Protocol::Custom(..) => {}
            }
        }
    }

    fn apply(&mut self, update: Vec<u8>) {
        let decoded = Update::decode_v1(&update).expect("the server sends Yjs updates");
        self.document.transact_mut().apply_update(decoded).expect("an update that applies");
        self.updates.push(update);
    }
}

/// The paragraphs of notes as a set, each of which must stand there once.
pub fn paragraphs(text: &str) -> HashSet<String> {
    let all: Vec<String> =
        text.split("<paragraph>").filter_map(|part| part.strip_suffix("</paragraph>")).map(str::to_owned).collect();
    let each: HashSet<String> = all.iter().cloned().collect();
    assert_eq!(each.len(), all.len(), "each paragraph stands there once");
    each
}
