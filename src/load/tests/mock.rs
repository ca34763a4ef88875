//! A server that speaks the protocol from memory and commits, on demand, the faults that the load tester must find.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;
use yrs::encoding::read::Cursor;
use yrs::sync::{Message as YMessage, MessageReader, SyncMessage};
use yrs::updates::decoder::{Decode, DecoderV1};
use yrs::updates::encoder::Encode;
use yrs::{Doc, ReadTxn, Transact, Update};

/// What the mock does wrong, once, in the middle of the load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// One screen does not get an event.
    LoseEvent,
    RepeatEvent,
    /// One screen gets an event after the next one.
    SwapEvents,
    /// An event shows another value than was sent.
    AlterValue,
    /// A command is acknowledged and never shown.
    AckWithoutEvent,
    /// A command is acknowledged under the seq of another.
    AckUnderOtherSeq,
    ForgetAck,
    AckTwice,
    /// The same command becomes two changes.
    ApplyTwice,
    /// Refuses a command and shows it all the same.
    RefuseAndShow,
    /// Answers a command with a conflict, as if somebody had been faster. Not a fault.
    Conflict,
    CloseSocket,
    /// One screen does not get a note.
    LoseNote,
    /// Answers nothing until 40 commands are there, then all of them.
    Stall,
}

/// The command, the event or the note at which the fault is committed.
const MIDDLE: usize = 20;
const STALLED_COMMANDS: usize = 40;
const CONTACT: &str = "0197a3f0-0000-7000-8000-0000000000";

/// A running mock.
pub struct Mock {
    pub address: SocketAddr,
}

impl Mock {
    /// Starts on a free port, on a thread that ends with the tests.
    pub fn start(fault: Fault) -> Self {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                sender.send(listener.local_addr().expect("an address")).expect("the test waits");
                let desk = Arc::new(Mutex::new(Desk::new(fault)));
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, desk.clone()));
                }
            });
        });
        Self { address: receiver.recv().expect("the mock starts") }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

type Shared = Arc<Mutex<Desk>>;

fn lock(desk: &Shared) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Desk {
    fault: Fault,
    created: usize,
    commands: usize,
    versions: HashMap<String, u64>,
    screens: HashMap<String, Vec<UnboundedSender<Message>>>,
    /// An event that the first screen gets after the next one.
    held: Option<(String, Message)>,
    stalled: Vec<(UnboundedSender<Message>, Value)>,
    documents: HashMap<String, Doc>,
    note_screens: HashMap<String, Vec<UnboundedSender<Message>>>,
    notes: usize,
}

impl Desk {
    fn new(fault: Fault) -> Self {
        Self {
            fault,
            created: 0,
            commands: 0,
            versions: HashMap::new(),
            screens: HashMap::new(),
            held: None,
            stalled: Vec::new(),
            documents: HashMap::new(),
            note_screens: HashMap::new(),
            notes: 0,
        }
    }

    fn take(&mut self, author: &UnboundedSender<Message>, frame: Value) {
        match frame["type"].as_str() {
            Some("subscribe") => {
                let topic = frame["topic"].as_str().expect("a topic").to_owned();
                let contact = topic.trim_start_matches("contact:").to_owned();
                let seq = *self.versions.entry(contact.clone()).or_insert(7);
                self.screens.entry(contact).or_default().push(author.clone());
                send(author, &json!({"type": "snapshot", "topic": topic, "seq": seq, "state": {"people": []}}));
            }
            Some("edit" | "comment") if self.fault == Fault::Stall && self.commands < STALLED_COMMANDS => {
                self.commands += 1;
                self.stalled.push((author.clone(), frame));
                if self.commands == STALLED_COMMANDS {
                    for (author, frame) in std::mem::take(&mut self.stalled) {
                        self.commit(&author, &frame, Fault::None);
                    }
                }
            }
            Some("edit" | "comment") => {
                self.commands += 1;
                let fault = if self.commands == MIDDLE { self.fault } else { Fault::None };
                self.commit(author, &frame, fault);
            }
            _ => {}
        }
    }

    fn commit(&mut self, author: &UnboundedSender<Message>, frame: &Value, fault: Fault) {
        let contact = frame["contact"].as_str().expect("a contact").to_owned();
        let id = &frame["id"];
        let version = self.versions[&contact];
        if fault == Fault::Conflict {
            let field = &frame["field"];
            let theirs = json!({"type": "conflict", "id": id, "contact": contact, "field": field, "seq": version});
            return send(author, &theirs);
        }
        let seq = version + 1;
        self.versions.insert(contact.clone(), seq);
        if fault != Fault::AckWithoutEvent {
            self.publish(&contact, &event(frame, seq, fault), fault);
        }
        if fault == Fault::ApplyTwice {
            self.versions.insert(contact.clone(), seq + 1);
            self.publish(&contact, &event(frame, seq + 1, fault), Fault::None);
        }
        let answer = match fault {
            Fault::RefuseAndShow => json!({"type": "refused", "id": id, "code": "unavailable", "message": "no"}),
            Fault::AckUnderOtherSeq => json!({"type": "ack", "id": id, "contact": contact, "seq": seq - 1}),
            _ => json!({"type": "ack", "id": id, "contact": contact, "seq": seq}),
        };
        if fault != Fault::ForgetAck {
            send(author, &answer);
        }
        if fault == Fault::AckTwice {
            send(author, &answer);
        }
        if fault == Fault::CloseSocket {
            let _ = author.send(Message::Close(None));
        }
    }

    /// Sends the event to all screens of the contact; the fault is done to the first of them.
    fn publish(&mut self, contact: &str, event: &Value, fault: Fault) {
        let text = Message::text(event.to_string());
        for (index, screen) in self.screens[contact].iter().enumerate() {
            let times = match (index, fault) {
                (0, Fault::LoseEvent) => 0,
                (0, Fault::RepeatEvent) => 2,
                (0, Fault::SwapEvents) => {
                    self.held = Some((contact.to_owned(), text.clone()));
                    0
                }
                _ => 1,
            };
            for _ in 0..times {
                let _ = screen.send(text.clone());
            }
        }
        if fault != Fault::SwapEvents
            && let Some((_, held)) = self.held.take_if(|(of, _)| of == contact)
        {
            let _ = self.screens[contact][0].send(held);
        }
    }

    fn take_note(&mut self, contact: &str, author: &UnboundedSender<Message>, bytes: &[u8]) {
        let document = self.documents.entry(contact.to_owned()).or_default();
        let mut decoder = DecoderV1::new(Cursor::new(bytes));
        for message in MessageReader::new(&mut decoder) {
            match message.expect("y-websocket") {
                YMessage::Sync(SyncMessage::SyncStep1(theirs)) => {
                    let state = document.transact().encode_state_as_update_v1(&theirs);
                    send_note(author, SyncMessage::SyncStep2(state));
                }
                YMessage::Sync(SyncMessage::Update(update)) => {
                    let parsed = Update::decode_v1(&update).expect("an update");
                    document.transact_mut().apply_update(parsed).expect("an update that applies");
                    self.notes += 1;
                    let is_lost = self.fault == Fault::LoseNote && self.notes == MIDDLE;
                    for screen in self.note_screens[contact].iter().skip(usize::from(is_lost)) {
                        send_note(screen, SyncMessage::Update(update.clone()));
                    }
                }
                _ => {}
            }
        }
    }
}

fn event(frame: &Value, seq: u64, fault: Fault) -> Value {
    let contact = frame["contact"].as_str().expect("a contact");
    let mut event = json!({
        "type": "event", "topic": format!("contact:{contact}"), "seq": seq, "by": CONTACT, "command": frame["id"],
    });
    if frame["type"] == "edit" {
        event["kind"] = "field_changed".into();
        event["field"] = frame["field"].clone();
        event["value"] = if fault == Fault::AlterValue { "other".into() } else { frame["value"].clone() };
        event["previous"] = Value::Null;
    } else {
        event["kind"] = "comment_added".into();
        event["comment"] = json!({"id": frame["id"], "text": frame["text"]});
    }
    event
}

fn send(screen: &UnboundedSender<Message>, frame: &Value) {
    let _ = screen.send(Message::text(frame.to_string()));
}

fn send_note(screen: &UnboundedSender<Message>, message: SyncMessage) {
    let _ = screen.send(Message::binary(YMessage::Sync(message).encode_v1()));
}

async fn serve(stream: TcpStream, desk: Shared) {
    let mut start = [0; 64];
    let Ok(length) = stream.peek(&mut start).await else { return };
    let start = String::from_utf8_lossy(&start[..length]).into_owned();
    let path = start.split(' ').nth(1).unwrap_or_default();
    if path.starts_with("/live") {
        talk(stream, desk, None).await;
    } else if let Some(contact) = path.strip_prefix("/yjs/") {
        let contact = contact.split('?').next().unwrap_or_default().to_owned();
        talk(stream, desk, Some(contact)).await;
    } else {
        answer(stream, &start, &desk).await;
    }
}

async fn talk(stream: TcpStream, desk: Shared, notes_of: Option<String>) {
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let (mut out, mut incoming) = socket.split();
    let (sender, mut receiver): (_, UnboundedReceiver<Message>) = unbounded_channel();
    if let Some(contact) = &notes_of {
        lock(&desk).note_screens.entry(contact.clone()).or_default().push(sender.clone());
    }
    tokio::spawn(async move {
        while let Some(message) = receiver.recv().await {
            if out.send(message).await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(message)) = incoming.next().await {
        match (&notes_of, message) {
            (None, Message::Text(text)) => {
                lock(&desk).take(&sender, serde_json::from_str(&text).expect("a frame"));
            }
            (Some(contact), Message::Binary(bytes)) => lock(&desk).take_note(contact, &sender, &bytes),
            _ => {}
        }
    }
}

async fn answer(mut stream: TcpStream, start: &str, desk: &Shared) {
    let mut request = Vec::new();
    let body = loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break body.to_owned();
            }
        }
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let (status, body) = match start.split('?').next().unwrap_or_default() {
        route if route.starts_with("POST /api/session") && body.contains("wrong") => {
            (401, json!({"code": "wrong_password", "detail": "wrong e-mail or password"}))
        }
        route if route.starts_with("POST /api/session") => (200, json!({"token": "t"})),
        route if route.starts_with("POST /api/contacts") => {
            let mut desk = lock(desk);
            desk.created += 1;
            (201, json!({"id": format!("{CONTACT}{:02}", desk.created), "tags": ["loadtest"]}))
        }
        _ => (200, json!({"items": [{"id": "somebody-else's"}], "next": null, "total": 1})),
    };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}
