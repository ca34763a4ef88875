//! No client can hurt another: beside a silent, a slow, a flooding and a hostile one, fifty good ones on the same contact
//! miss nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use crate::DEADLINE;
use crate::live::{Live, comment, connect_from};
use crate::notes::Notes;
use crate::person::Person;
use crate::server::TestServer;

const GOOD: usize = 50;
const LASTS: Duration = Duration::from_secs(35);
const PAUSE: Duration = Duration::from_millis(50);
/// A client that stops reading is cut within this: 30 s without progress, or sooner, with 1 MiB unread.
const CUT_WITHIN: Duration = Duration::from_secs(35);
/// 54 sockets, a hot contact and its comments; what one bad client could cost without bounds is far more.
const GROWTH_KIB: u64 = 96 << 10;

/// Somebody who subscribes and then neither reads nor answers; resolves when the server has cut them.
async fn silent(person: Person, contact: String) -> Duration {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let path = format!("/live?token={}", person.token);
    let mut socket = connect_from(socket, &person.address.get(), &path, &[]).await.expect("an open socket");
    let frame = json!({"type": "subscribe", "topic": format!("contact:{contact}")});
    socket.send(Message::text(frame.to_string())).await.expect("an open socket");
    let began = Instant::now();
    let mut stream = socket.into_inner();
    // Reading would be a sign of life; a reset shows itself without.
    let mut clock = tokio::time::interval(Duration::from_millis(100));
    while stream.take_error().expect("an open socket").is_none() && began.elapsed() < 2 * CUT_WITHIN {
        clock.tick().await;
    }
    stream.shutdown().await.unwrap_or_default();
    began.elapsed()
}

/// Somebody who reads a frame now and then.
async fn slow(person: Person, contact: String, over: Arc<AtomicBool>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let path = format!("/live?token={}", person.token);
    let mut socket = connect_from(socket, &person.address.get(), &path, &[]).await.expect("an open socket");
    let frame = json!({"type": "subscribe", "topic": format!("contact:{contact}")});
    socket.send(Message::text(frame.to_string())).await.expect("an open socket");
    let mut clock = tokio::time::interval(Duration::from_millis(500));
    while !over.load(Ordering::Relaxed) {
        clock.tick().await;
        if !matches!(socket.next().await, Some(Ok(_))) {
            return;
        }
    }
}

/// Somebody who sends as fast as the server takes it, and comes back as often as they are cut.
async fn flooder(person: Person, over: Arc<AtomicBool>) -> usize {
    let mut cut = 0;
    while !over.load(Ordering::Relaxed) {
        let mut live = Live::open(&person).await;
        while live.closed.is_none() && !over.load(Ordering::Relaxed) {
            live.send_message(Message::text(r#"{"type":"ping"}"#)).await;
            live.receive(Duration::from_micros(1)).await;
        }
        if let Some((code, _)) = live.closed {
            assert!([1008, 1006].contains(&code), "a flooder is cut with {code}");
            cut += 1;
        }
    }
    cut
}

/// Somebody who tries what hurts: half handshakes, too large frames, hostile notes, commands without end.
async fn hostile(person: Person, contact: String, over: Arc<AtomicBool>) {
    let nested = [vec![0, 2, 0xb0, 0xea, 1, 1, 1, 7, 0, 8, 1, 5], b"notes".to_vec(), vec![1], [117, 1].repeat(14_999)];
    let nested = nested.concat();
    while !over.load(Ordering::Relaxed) {
        let mut half = TcpStream::connect(person.address.get()).await.expect("the server listens");
        half.write_all(b"GET /live?token=").await.expect("an open connection");
        let mut live = Live::open(&person).await;
        live.subscribe(&contact).await;
        for _ in 0..40 {
            live.comment(&contact, &"x".repeat(20_000)).await;
            live.send_message(Message::text("{")).await;
        }
        live.send_message(Message::text("x".repeat(100_000))).await;
        assert_eq!(live.until_closed().await.0, 1009);
        let mut notes = Notes::open(&person, &contact).await;
        notes.send(nested.clone()).await;
        assert_eq!(notes.until_closed().await.0, 1007);
    }
}

/// A good client: reads everything; its model fails on any gap or repetition.
async fn good(mut live: Live, contact: String, over: Arc<AtomicBool>) -> Live {
    while !over.load(Ordering::Relaxed) {
        live.receive(Duration::from_millis(200)).await;
        assert_eq!(live.closed, None, "a good client stays connected");
    }
    drop(contact);
    live
}

#[tokio::test(flavor = "multi_thread")]
async fn good_clients_miss_nothing_beside_bad_ones() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let bad = Person::sign_in(&server, "jonas").await;
    let contact = max.create_contact(&json!({"name": "Heißer Kontakt"})).await;
    let over = Arc::new(AtomicBool::new(false));
    let mut writer = Live::open(&max).await;
    writer.subscribe(&contact).await;
    let mut crowd = JoinSet::new();
    for _ in 0..GOOD {
        let mut live = Live::open(&max).await;
        live.subscribe(&contact).await;
        crowd.spawn(good(live, contact.clone(), over.clone()));
    }
    let before = server.resident_kib();
    let silent = tokio::spawn(silent(bad.clone(), contact.clone()));
    let slow = tokio::spawn(slow(bad.clone(), contact.clone(), over.clone()));
    let flooder = tokio::spawn(flooder(bad.clone(), over.clone()));
    let hostile = tokio::spawn(hostile(bad.clone(), contact.clone(), over.clone()));

    let (began, mut highest, mut seq) = (Instant::now(), 0, 0);
    let mut clock = tokio::time::interval(PAUSE);
    while began.elapsed() < LASTS {
        clock.tick().await;
        seq = writer.acknowledged(&comment(&contact, &"Lorem ipsum ".repeat(600))).await;
        highest = highest.max(server.resident_kib());
    }
    let silent_for = silent.await.expect("a client that ends");
    over.store(true, Ordering::Relaxed);
    let cut = tokio::time::timeout(DEADLINE, flooder).await.expect("it ends").expect("a client that ends");
    tokio::time::timeout(DEADLINE, hostile).await.expect("it ends").expect("a client that ends");
    slow.abort();
    for mut live in crowd.join_all().await {
        live.reaches(&contact, seq).await;
        assert_eq!(live.model(&contact).events.len() as u64, seq - 2, "each event reached each good client");
    }
    println!("{} events, the flooder was cut {cut} times, the silent one after {silent_for:?}", seq - 2);
    println!("memory grew from {before} to {highest} KiB");
    assert!(silent_for < CUT_WITHIN, "the silent client was cut after {silent_for:?}");
    assert!(cut > 0, "the flooder was cut");
    assert!(highest < before + GROWTH_KIB, "memory grew from {before} to {highest} KiB");
}
