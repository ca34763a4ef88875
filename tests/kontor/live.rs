//! A socket on `/live` with the model of its contacts that a page would keep: a snapshot, then one event after the other.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use uuid::Uuid;

use crate::DEADLINE;
use crate::person::{Person, text};

pub type Socket = WebSocketStream<TcpStream>;
/// Frames that are kept to show when a wait fails.
const SHOWN: usize = 20;

/// A contact as this socket was told of it.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub seq: u64,
    pub contact: Value,
    pub comments: Vec<Value>,
    /// Where older comments begin, if not all were sent.
    pub comments_before: Option<u64>,
    pub people: Vec<Value>,
    /// What was shown: seq and command of each event.
    pub events: Vec<(u64, String)>,
    pub revoked: Option<String>,
    /// The contact that took this one over.
    pub merged_into: Option<String>,
    /// Frames on the topic after `revoked`.
    pub after_revoked: usize,
}

impl Model {
    /// Takes an event over. One that does not follow the last is a broken promise.
    fn apply(&mut self, event: &Value) {
        let seq = event["seq"].as_u64().expect("an event has a seq");
        assert_eq!(seq, self.seq + 1, "events come in order, without gaps, each once: {event}");
        self.seq = seq;
        self.events.push((seq, text(&event["command"])));
        match event["kind"].as_str().expect("an event has a kind") {
            "field_changed" => {
                let field = text(&event["field"]);
                let place = match field.strip_prefix("custom:") {
                    Some(id) => &mut self.contact["custom"][id],
                    None => &mut self.contact[&field],
                };
                assert_eq!(*place, event["previous"], "an event tells what was there before: {event}");
                place.clone_from(&event["value"]);
            }
            "comment_added" => self.comments.push(event["comment"].clone()),
            "comment_changed" => {
                let id = &event["comment"]["id"];
                if let Some(known) = self.comments.iter_mut().find(|known| known["id"] == *id) {
                    known.clone_from(&event["comment"]);
                }
            }
            _ => {}
        }
    }
}

pub struct Live {
    pub person: Person,
    socket: Socket,
    pub welcome: Value,
    pub contacts: HashMap<String, Model>,
    /// Answers to commands by their id, in the order in which they came.
    pub answers: HashMap<String, Vec<Value>>,
    pub notifications: Vec<Value>,
    /// Frames on topics of lists, in order.
    pub lists: Vec<Value>,
    /// Answers without an id.
    pub refusals: Vec<Value>,
    pub pongs: usize,
    /// How often the server told that employees or teams changed.
    pub rosters: usize,
    /// How the server closed the socket: code and reason; 1006 if it just went.
    pub closed: Option<(u16, String)>,
    last: VecDeque<String>,
}

/// Opens a WebSocket, or tells the status and body with which that was refused.
pub async fn connect(address: &str, path: &str, headers: &[(&str, &str)]) -> Result<Socket, (u16, String)> {
    let socket = TcpSocket::new_v4().expect("a socket");
    connect_from(socket, address, path, headers).await
}

/// The same from a socket that was prepared.
pub async fn connect_from(
    socket: TcpSocket,
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<Socket, (u16, String)> {
    let mut request = format!("ws://{address}{path}").into_client_request().expect("an address");
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a header's name");
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header's value"));
    }
    let stream = socket.connect(address.parse().expect("an address")).await.expect("the server listens");
    stream.set_nodelay(true).expect("an open socket");
    let opening = tokio::time::timeout(DEADLINE, tokio_tungstenite::client_async(request, stream));
    match opening.await.expect("the server answers the handshake in time") {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => {
            let body = response.body().clone().unwrap_or_default();
            Err((response.status().as_u16(), String::from_utf8_lossy(&body).into_owned()))
        }
        Err(error) => panic!("the handshake failed: {error}"),
    }
}

impl Live {
    pub async fn open(person: &Person) -> Self {
        let socket = Self::dial(person).await;
        let mut live = Self {
            person: person.clone(),
            socket,
            welcome: Value::Null,
            contacts: HashMap::new(),
            answers: HashMap::new(),
            notifications: Vec::new(),
            lists: Vec::new(),
            refusals: Vec::new(),
            pongs: 0,
            rosters: 0,
            closed: None,
            last: VecDeque::new(),
        };
        live.until("a welcome", |live| !live.welcome.is_null()).await;
        live
    }

    async fn dial(person: &Person) -> Socket {
        let path = format!("/live?token={}", person.token);
        connect(&person.address.get(), &path, &[]).await.expect("a signed-in person may open a socket")
    }

    /// Opens a new socket in place of the old one, which is dropped without a word. What was known stays known, so that
    /// [`Self::subscribe`] resumes.
    pub async fn reconnect(&mut self) {
        self.socket = Self::dial(&self.person).await;
        self.closed = None;
        self.welcome = Value::Null;
        self.until("a welcome", |live| !live.welcome.is_null()).await;
    }

    /// Opens a contact: from the start, or, where it is known, with what came since.
    pub async fn subscribe(&mut self, contact: &str) {
        let mut frame = json!({"type": "subscribe", "topic": format!("contact:{contact}")});
        if let Some(known) = self.contacts.get_mut(contact) {
            frame["since"] = json!(known.seq);
            known.people.clear();
        }
        let pongs = self.pongs;
        self.send(&frame).await;
        // What a socket sends in order happens in order: with the pong, the socket listens.
        self.send(&json!({"type": "ping"})).await;
        self.until("the contact", |live| live.contacts.contains_key(contact) && live.pongs > pongs).await;
    }

    pub async fn send(&mut self, frame: &Value) {
        self.send_message(Message::text(frame.to_string())).await;
    }

    /// What cannot be sent any more shows itself by how the socket is closed.
    pub async fn send_message(&mut self, message: Message) {
        if let Err(error) = self.socket.send(message).await
            && self.closed.is_none()
        {
            self.last.push_back(format!("sending failed: {error}"));
        }
    }

    /// Sends all of them in as few writes as possible.
    pub async fn send_at_once(&mut self, frames: &[Value]) {
        for frame in frames {
            self.socket.feed(Message::text(frame.to_string())).await.expect("an open socket");
        }
        self.socket.flush().await.expect("an open socket");
    }

    /// Waits until the server has handled what was sent before.
    pub async fn ping(&mut self) {
        let pongs = self.pongs;
        self.send(&json!({"type": "ping"})).await;
        self.until("a pong", |live| live.pongs > pongs).await;
    }

    /// Sends an edit and returns its id.
    pub async fn edit(&mut self, contact: &str, field: &str, value: &Value, base: u64) -> String {
        let frame = edit(contact, field, value, base);
        self.send(&frame).await;
        text(&frame["id"])
    }

    pub async fn comment(&mut self, contact: &str, text_of_it: &str) -> String {
        let frame = comment(contact, text_of_it);
        self.send(&frame).await;
        text(&frame["id"])
    }

    /// The next answer to a command with this id.
    pub async fn answer(&mut self, id: &str) -> Value {
        self.until(&format!("an answer to {id}"), |live| live.answers.contains_key(id)).await;
        let answers = self.answers.get_mut(id).expect("just seen");
        let first = answers.remove(0);
        if answers.is_empty() {
            self.answers.remove(id);
        }
        first
    }

    /// Sends a frame and returns the seq with which it is acknowledged.
    pub async fn acknowledged(&mut self, frame: &Value) -> u64 {
        self.send(frame).await;
        let answer = self.answer(frame["id"].as_str().expect("a command has an id")).await;
        assert_eq!(answer["type"], "ack", "{answer}");
        answer["seq"].as_u64().expect("an ack has a seq")
    }

    pub fn model(&self, contact: &str) -> &Model {
        self.contacts.get(contact).expect("a contact that was subscribed to")
    }

    /// Waits until a change arrives.
    pub async fn reaches(&mut self, contact: &str, seq: u64) {
        self.until(&format!("event {seq}"), |live| live.model(contact).seq >= seq).await;
    }

    pub async fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !condition(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(self.closed.is_none(), "closed with {:?} while waiting for {what}: {:#?}", self.closed, self.last);
            assert!(!left.is_zero(), "waited in vain for {what}: {:#?}", self.last);
            self.receive(left).await;
        }
    }

    /// Waits until the server closes the socket; whatever comes before is taken over.
    pub async fn until_closed(&mut self) -> (u16, String) {
        let deadline = Instant::now() + DEADLINE;
        while self.closed.is_none() {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the socket stays open: {:#?}", self.last);
            self.receive(left).await;
        }
        self.closed.clone().expect("just closed")
    }

    /// Takes one frame, if one comes in time.
    pub async fn receive(&mut self, within: Duration) -> bool {
        if self.closed.is_some() {
            return false;
        }
        let Ok(message) = tokio::time::timeout(within, self.socket.next()).await else { return false };
        match message {
            Some(Ok(Message::Text(frame))) => self.take(&serde_json::from_str(&frame).expect("frames are JSON")),
            Some(Ok(Message::Close(reason))) => {
                let reason = reason.map(|reason| (reason.code.into(), reason.reason.to_string()));
                self.closed = Some(reason.unwrap_or((1005, String::new())));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => self.closed = Some((1006, error.to_string())),
            None => self.closed = Some((1006, String::new())),
        }
        true
    }

    fn take(&mut self, frame: &Value) {
        if self.last.len() == SHOWN {
            self.last.pop_front();
        }
        self.last.push_back(frame.to_string().chars().take(400).collect());
        if frame["topic"].as_str().is_some_and(|topic| topic.starts_with("list:")) {
            self.lists.push(frame.clone());
            return;
        }
        let contact = frame["topic"].as_str().and_then(|topic| topic.strip_prefix("contact:")).map(str::to_owned);
        if let Some(known) = contact.as_ref().and_then(|contact| self.contacts.get_mut(contact))
            && known.revoked.is_some()
        {
            known.after_revoked += 1;
        }
        match (frame["type"].as_str().expect("a frame has a type"), contact) {
            ("welcome", _) => self.welcome = frame.clone(),
            ("pong", _) => self.pongs += 1,
            ("roster", _) => self.rosters += 1,
            ("snapshot", Some(contact)) => self.take_snapshot(contact, frame),
            ("event", Some(contact)) => self.contacts.get_mut(&contact).expect("a known contact").apply(frame),
            ("revoked", Some(contact)) => {
                let known = self.contacts.entry(contact).or_default();
                known.revoked = Some(text(&frame["reason"]));
                known.merged_into = frame["merged_into"].as_str().map(str::to_owned);
            }
            ("ack" | "conflict" | "refused", _) => match frame["id"].as_str() {
                Some(id) => self.answers.entry(id.to_owned()).or_default().push(frame.clone()),
                None => self.refusals.push(frame.clone()),
            },
            ("notification", _) => self.notifications.push(frame["notification"].clone()),
            ("presence", _) => {
                let contact = text(&frame["contact"]);
                let known = self.contacts.entry(contact).or_default();
                known.people.clone_from(frame["people"].as_array().expect("a list of people"));
                known.after_revoked += usize::from(known.revoked.is_some());
            }
            ("snapshot", None) => {}
            (other, _) => panic!("an unexpected frame {other}: {frame}"),
        }
    }

    fn take_snapshot(&mut self, contact: String, frame: &Value) {
        let state = &frame["state"];
        let seq = frame["seq"].as_u64().expect("a snapshot has a seq");
        assert_eq!(state["contact"]["version"], seq, "a snapshot is of one version");
        let known = self.contacts.entry(contact).or_default();
        assert_eq!(known.seq, 0, "who resumes is sent what came since, not a snapshot at {seq}: {:#?}", self.last);
        *known = Model {
            seq,
            contact: state["contact"].clone(),
            comments: state["comments"].as_array().expect("a list of comments").clone(),
            comments_before: state["comments_before"].as_u64(),
            people: state["people"].as_array().expect("a list of people").clone(),
            ..Model::default()
        };
    }
}

pub fn edit(contact: &str, field: &str, value: &Value, base: u64) -> Value {
    let id = Uuid::now_v7().to_string();
    json!({"type": "edit", "id": id, "contact": contact, "field": field, "value": value, "base": base})
}

pub fn change_comment(contact: &str, comment: &str, change: &Value) -> Value {
    let id = Uuid::now_v7().to_string();
    json!({"type": "change_comment", "id": id, "contact": contact, "comment": comment, "change": change})
}

pub fn comment(contact: &str, text: &str) -> Value {
    json!({"type": "comment", "id": Uuid::now_v7().to_string(), "contact": contact, "text": text})
}
