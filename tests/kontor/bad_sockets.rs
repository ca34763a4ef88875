//! Bad input on sockets: what can be answered is refused and the socket stays; what cannot closes that socket alone, with
//! a code that says why.

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use uuid::Uuid;

use crate::live::{Live, comment, connect, edit};
use crate::notes::Notes;
use crate::person::{NOBODY, Person};
use crate::server::{TestServer, read_all};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// Max and a contact of his.
async fn max_and_contact() -> (TestServer, Person, String) {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let contact = max.create_contact(&json!({"kind": "person", "name": "Sabine Sockel", "city": "Wien"})).await;
    (server, max, contact)
}

#[tokio::test]
async fn of_a_burst_only_so_many_commands_are_in_flight_and_their_order_stays() {
    const COMMANDS: usize = 300;
    let (_server, max, contact) = max_and_contact().await;
    let mut live = Live::open(&max).await;
    let most = usize::try_from(live.welcome["limits"]["commands_in_flight"].as_u64().expect("a limit")).expect("small");
    live.subscribe(&contact).await;
    let burst: Vec<_> = (0..COMMANDS).map(|number| comment(&contact, &number.to_string())).collect();
    live.send_at_once(&burst).await;
    while live.answers.len() < COMMANDS {
        assert!(live.receive(crate::DEADLINE).await, "an answer to each: {} came", live.answers.len());
        let unanswered = live.model(&contact).events.len() - live.answers.len().min(live.model(&contact).events.len());
        assert!(unanswered <= most, "{unanswered} commands are in flight");
    }
    live.reaches(&contact, 2 + COMMANDS as u64).await;
    let texts: Vec<_> = live.model(&contact).comments.iter().map(|comment| comment["text"].clone()).collect();
    assert_eq!(texts, (0..COMMANDS).map(|number| json!(number.to_string())).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_frame_that_is_not_understood_is_refused_and_the_socket_stays() {
    let (_server, max, contact) = max_and_contact().await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let id = Uuid::now_v7().to_string();
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let anonymous = [
        (String::new(), "bad_json"),
        ("{".to_owned(), "bad_json"),
        (deep.clone(), "invalid"),
        ("null".to_owned(), "invalid"),
        ("[]".to_owned(), "invalid"),
        ("7".to_owned(), "invalid"),
        (json!({"type": "explode"}).to_string(), "invalid"),
        (json!({"type": ["edit"]}).to_string(), "invalid"),
        (json!({"type": "subscribe"}).to_string(), "invalid"),
        (json!({"type": "subscribe", "topic": "nothing:1"}).to_string(), "invalid"),
        (json!({"type": "subscribe", "topic": "contact:x"}).to_string(), "invalid"),
        (json!({"type": "subscribe", "topic": format!("contact:{contact}"), "since": -1}).to_string(), "invalid"),
        (json!({"type": "edit", "id": "x", "contact": contact}).to_string(), "invalid"),
    ];
    for (number, (frame, code)) in anonymous.into_iter().enumerate() {
        live.send_message(Message::text(frame.clone())).await;
        live.until("a refusal", |live| live.refusals.len() == number + 1).await;
        let refusal = &live.refusals[number];
        assert_eq!(refusal["code"], code, "{refusal} to {frame:.100}");
        assert!(refusal["message"].as_str().is_some_and(|message| message.len() < 1000), "{refusal}");
    }
    for frame in [
        json!({"type": "edit", "id": id, "contact": contact, "field": "no_such_field", "value": "x", "base": 1}),
        json!({"type": "edit", "id": id, "contact": "x", "field": "city", "value": "x", "base": 1}),
        json!({"type": "edit", "id": id, "contact": contact, "field": "city", "value": 7, "base": 1}),
        json!({"type": "edit", "id": id, "contact": contact, "field": "city", "value": "x"}),
        json!({"type": "edit", "id": id, "contact": contact, "field": "city", "value": "x", "base": -1}),
        json!({"type": "comment", "id": id, "contact": contact}),
        json!({"type": "explode", "id": id}),
    ] {
        live.send(&frame).await;
        let answer = live.answer(&id).await;
        assert_eq!(answer["code"], "invalid", "{frame}: {answer}");
    }
    live.send_message(Message::text(format!(r#"{{"type":"edit","value":{deep},"id":"{id}"}}"#))).await;
    assert_eq!(live.answer(&id).await["code"], "bad_json");
    assert_eq!(live.model(&contact).events.len(), 0, "nothing happened");
    live.acknowledged(&edit(&contact, "city", &json!("Graz"), 2)).await;
}

#[tokio::test]
async fn a_command_that_cannot_be_done_is_refused_with_its_id() {
    let (_server, max, contact) = max_and_contact().await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let cases: [(&str, Value, u64, &str); 8] = [
        ("name", json!(""), 2, "invalid"),
        ("emails", json!(["not an address"]), 2, "invalid"),
        ("postal_code", json!("101"), 2, "invalid"),
        ("birthday", json!("1980-02-30"), 2, "invalid"),
        ("access", json!("public"), 2, "invalid"),
        ("teams", json!([NOBODY]), 2, "invalid"),
        ("works_for", json!([{"organisation": NOBODY}]), 2, "invalid"),
        ("city", json!("Graz"), 3, "invalid"),
    ];
    for (field, value, base, code) in cases {
        let id = live.edit(&contact, field, &value, base).await;
        let answer = live.answer(&id).await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("refused"), &json!(code)), "{field}: {answer}");
    }
    let id = live.edit(NOBODY, "city", &json!("Graz"), 0).await;
    assert_eq!(live.answer(&id).await["code"], "not_found");
    let id = live.comment(&contact, "  ").await;
    assert_eq!(live.answer(&id).await["code"], "invalid");
    live.send(&json!({"type": "presence", "contact": NOBODY, "field": "city"})).await;
    live.until("a refusal", |live| live.refusals.iter().any(|refusal| refusal["code"] == "not_subscribed")).await;
    assert_eq!(live.model(&contact).seq, 2, "nothing happened");
}

#[tokio::test]
async fn a_stale_edit_goes_back_to_its_author_with_both_values() {
    let (server, max, contact) = max_and_contact().await;
    let anna = Person::sign_in(&server, "anna").await;
    let (mut of_max, mut of_anna) = (Live::open(&max).await, Live::open(&anna).await);
    of_max.subscribe(&contact).await;
    assert_eq!(of_anna.acknowledged(&edit(&contact, "city", &json!("Graz"), 2)).await, 3);
    let id = of_max.edit(&contact, "city", &json!("Linz"), 2).await;
    let expected = json!({"type": "conflict", "id": id, "contact": contact, "field": "city", "mine": "Linz",
        "theirs": "Graz", "by": anna.id, "seq": 3});
    assert_eq!(of_max.answer(&id).await, expected);
    assert_eq!(of_max.acknowledged(&edit(&contact, "city", &json!("Linz"), 3)).await, 4, "saved all the same");
}

#[tokio::test]
async fn a_message_cut_into_frames_is_joined() {
    let (_server, max, contact) = max_and_contact().await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let id = uuid::Uuid::now_v7();
    let text =
        json!({"type": "edit", "id": id, "contact": contact, "field": "city", "value": "Graz", "base": 2}).to_string();
    let (first, rest) = text.split_at(20);
    live.send_message(Message::Frame(Frame::message(first.to_owned(), OpCode::Data(Data::Text), false))).await;
    live.send_message(Message::Ping(vec![1].into())).await;
    live.send_message(Message::Frame(Frame::message(rest.to_owned(), OpCode::Data(Data::Continue), true))).await;
    assert_eq!(live.answer(&id.to_string()).await["type"], "ack");
}

#[tokio::test]
async fn what_a_socket_cannot_take_closes_it_with_a_reason() {
    let (_server, max, contact) = max_and_contact().await;
    let mut other = Live::open(&max).await;
    other.subscribe(&contact).await;
    let begun = Message::Frame(Frame::message("x".repeat(60 << 10), OpCode::Data(Data::Text), false));
    let more = Message::Frame(Frame::message("x".repeat(60 << 10), OpCode::Data(Data::Continue), false));
    let flood = vec![Message::text(r#"{"type":"ping"}"#); 1000];
    let cases = [
        (vec![Message::text("x".repeat((64 << 10) + 1))], 1009, "too_large"),
        (vec![Message::text("x".repeat(3 << 20))], 1009, "too_large"),
        (vec![Message::binary(vec![0; 10])], 1003, "text_only"),
        (vec![begun, more], 1009, "too_large"),
        (flood, 1008, "too_fast"),
        (vec![Message::Ping(vec![1].into()); 1000], 1008, "too_fast"),
    ];
    for (messages, code, reason) in cases {
        let mut live = Live::open(&max).await;
        live.subscribe(&contact).await;
        for message in messages {
            live.send_message(message).await;
        }
        assert_eq!(live.until_closed().await, (code, reason.to_owned()));
    }
    let largest = format!(r#"{{"type":"ping","padding":"{}"}}"#, "x".repeat((64 << 10) - 28));
    assert_eq!(largest.len(), 64 << 10);
    other.send_message(Message::text(largest)).await;
    other.until("a pong", |live| live.pongs == 2).await;
    other.acknowledged(&edit(&contact, "city", &json!("Graz"), 2)).await;
}

#[tokio::test]
async fn what_notes_cannot_take_closes_that_socket_with_a_reason() {
    let (_server, max, contact) = max_and_contact().await;
    let cases = [
        (vec![Message::text("hello")], 1003, "binary_only"),
        (vec![Message::binary(vec![0; (3 << 20) + 1])], 1009, "too_large"),
        (vec![Message::binary(vec![3]); 1000], 1008, "too_fast"),
    ];
    for (messages, code, reason) in cases {
        let mut notes = Notes::open(&max, &contact).await;
        for message in messages {
            notes.send_message(message).await;
        }
        assert_eq!(notes.until_closed().await, (code, reason.to_owned()));
    }
}

#[tokio::test]
async fn a_socket_holds_a_bounded_number_of_subscriptions() {
    let (_server, max, contact) = max_and_contact().await;
    let mut live = Live::open(&max).await;
    live.subscribe(&contact).await;
    let listed = max.get("/api/contacts?limit=80").await.ok();
    let others: Vec<_> =
        crate::person::list(&listed["items"]).iter().map(|item| crate::person::text(&item["id"])).collect();
    for other in others.iter().filter(|other| **other != contact).take(63) {
        live.subscribe(other).await;
    }
    let one_more =
        others.iter().find(|other| !live.contacts.contains_key(*other)).expect("a demo with contacts").clone();
    live.send(&json!({"type": "subscribe", "topic": format!("contact:{one_more}")})).await;
    live.until("a refusal", |live| !live.refusals.is_empty()).await;
    assert_eq!(live.refusals[0]["code"], "too_many_subscriptions");
    live.send(&json!({"type": "unsubscribe", "topic": format!("contact:{contact}")})).await;
    live.subscribe(&one_more).await;
}

#[tokio::test]
async fn a_handshake_is_refused_with_a_plain_answer() {
    let (_server, max, contact) = max_and_contact().await;
    let address = max.address.get();
    let own = format!("http://{address}");
    let cookie = format!("kontor_session={}", max.token);
    let live = format!("/live?token={}", max.token);
    let notes = format!("/yjs/{contact}?token={}", max.token);
    let foreign = [("origin", "http://evil.example")];
    let cases: [(&str, Headers<'_>, u16, &str); 12] = [
        ("/live", &[], 401, "signed_out"),
        ("/live?token=x", &[], 401, "signed_out"),
        (&format!("/live?token={}", "0".repeat(64)), &[], 401, "signed_out"),
        (&format!("/yjs/{contact}"), &[], 401, "signed_out"),
        (&live, &foreign, 403, "foreign_origin"),
        (&notes, &foreign, 403, "foreign_origin"),
        ("/live", &[("cookie", &cookie), ("origin", "null")], 403, "foreign_origin"),
        ("/", &[], 404, "not_found"),
        ("/live/x", &[], 404, "not_found"),
        ("/yjs/", &[], 404, "not_found"),
        ("/yjs/x", &[("cookie", &cookie)], 404, "not_found"),
        ("/api/me", &[("cookie", &cookie)], 404, "not_found"),
    ];
    for (path, headers, status, code) in cases {
        let (got, body) = connect(&address, path, headers).await.expect_err(path);
        assert!(got == status && body.contains(&format!("\"code\":\"{code}\"")), "{path}: {got} {body}");
    }
    for headers in [&[("cookie", cookie.as_str()), ("origin", own.as_str())][..], &[("cookie", &cookie)]] {
        connect(&address, "/live", headers).await.expect("our own page and programs may open sockets");
    }
}

#[tokio::test]
async fn an_upgrade_that_is_no_websocket_gets_400() {
    let (_server, max, _) = max_and_contact().await;
    let address = max.address.get();
    let path = format!("/live?token={}", max.token);
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let cases = [
        "Connection: Upgrade\r\nUpgrade: h2c\r\n".to_owned(),
        "Connection: Upgrade\r\nUpgrade: websocket\r\n".to_owned(),
        format!("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n{key}"),
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n".to_owned(),
    ];
    for headers in cases {
        let mut stream = TcpStream::connect(&address).await.expect("the server listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.expect("an open connection");
        let answer = read_all(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{headers}: {answer}");
        assert!(answer.contains("application/problem+json") && answer.contains("bad_request"), "{answer}");
    }
    assert_eq!(max.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn bytes_that_are_no_websocket_frames_close_the_socket() {
    let (_server, max, _) = max_and_contact().await;
    let address = max.address.get();
    let handshake = format!(
        "GET /live?token={} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        max.token
    );
    // Frames without a mask, of a reserved kind, of a length below zero.
    let bad: [&[u8]; 3] =
        [b"\x81\x02{}", b"\x83\x80\x00\x00\x00\x00", b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"];
    for bytes in bad {
        let mut stream = TcpStream::connect(&address).await.expect("the server listens");
        stream.write_all(handshake.as_bytes()).await.expect("an open connection");
        stream.write_all(bytes).await.expect("an open connection");
        let answer = read_all(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 101 "), "{bytes:?}: {answer}");
    }
    Live::open(&max).await;
}

#[tokio::test]
async fn a_frame_without_an_end_costs_little_and_closes_the_socket() {
    let (server, max, contact) = max_and_contact().await;
    let before = server.resident_kib();
    for path in ["/live".to_owned(), format!("/yjs/{contact}")] {
        let address = max.address.get();
        let socket = connect(&address, &format!("{path}?token={}", max.token), &[]).await.expect("an open socket");
        let mut stream = socket.into_inner();
        stream
            .write_all(b"\x82\xff\x00\x00\x7f\xff\xff\xff\xff\xff\x00\x00\x00\x00")
            .await
            .expect("an open connection");
        let (chunk, mut sent) = (vec![0; 64 << 10], 0);
        while sent < 256 << 20 && stream.write_all(&chunk).await.is_ok() {
            sent += chunk.len();
        }
        assert!(sent < 64 << 20, "{path}: {sent} bytes of one frame were taken");
    }
    let after = server.resident_kib();
    assert!(after < before + (32 << 10), "memory grew from {before} to {after} KiB");
}

#[tokio::test]
async fn signing_out_closes_the_sockets_of_that_session_alone() {
    let (server, max, contact) = max_and_contact().await;
    let elsewhere = Person::sign_in(&server, "max").await;
    let (mut live, mut stays) = (Live::open(&max).await, Live::open(&elsewhere).await);
    let mut notes = Notes::open(&max, &contact).await;
    stays.subscribe(&contact).await;
    max.delete("/api/session").await.ok();
    assert_eq!(live.until_closed().await.0, 4401);
    assert_eq!(notes.until_closed().await.0, 4401);
    stays.acknowledged(&edit(&contact, "city", &json!("Graz"), 2)).await;
}
