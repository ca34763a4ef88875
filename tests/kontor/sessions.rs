//! One's own sessions, password and profile: seen by nobody else, ended at once, guessed by nobody (`[S3]`, `[S4]`,
//! `[S6]`, `[S7]`).

use reqwest::Method;
use serde_json::{Value, json};

use crate::live::{Live, connect};
use crate::person::{NOBODY, PASSWORD, Person, list, text};
use crate::server::TestServer;

async fn sessions(person: &Person) -> Vec<Value> {
    list(&person.get("/api/sessions").await.ok()["items"]).to_vec()
}

async fn current(person: &Person) -> Value {
    let sessions = sessions(person).await;
    let mut own = sessions.iter().filter(|session| session["current"] == true);
    let session = own.next().expect("the session of the request").clone();
    assert!(own.next().is_none(), "one session is the request's: {sessions:?}");
    session
}

#[tokio::test]
async fn everyone_sees_their_own_sessions_only() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let elsewhere = Person::sign_in(&server, "max").await;
    let of_max = sessions(&max).await;
    assert_eq!(of_max.len(), 2, "{of_max:?}");
    for session in &of_max {
        assert_eq!(session["address"], "127.0.0.1");
        for time in ["created_at", "last_seen", "expires_at"] {
            assert!(text(&session[time]).ends_with('Z'), "{session}");
        }
        let shown = session.to_string();
        assert!(!shown.contains(&max.token) && !shown.contains(&elsewhere.token), "a token is secret");
    }
    assert_ne!(current(&max).await["id"], current(&elsewhere).await["id"]);
    assert_eq!(sessions(&anna).await.len(), 1);
    Person::stranger(&server).get("/api/sessions").await.refused(401, "signed_out");
}

#[tokio::test]
async fn a_session_that_is_ended_closes_its_sockets_and_no_others() {
    let server = TestServer::start().await;
    let (max, lost) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "max").await);
    let anna = Person::sign_in(&server, "anna").await;
    let (mut here, mut there) = (Live::open(&max).await, Live::open(&lost).await);
    let id = text(&current(&lost).await["id"]);
    let path = format!("/api/sessions/{id}");
    anna.delete(&path).await.refused(404, "not_found");
    assert_eq!(lost.get("/api/me").await.status, 200, "nobody ends the sessions of others");
    max.delete(&path).await.ok();
    assert_eq!(there.until_closed().await, (4401, "signed_out".to_owned()));
    lost.get("/api/me").await.refused(401, "signed_out");
    for gone in [path.as_str(), &format!("/api/sessions/{NOBODY}"), "/api/sessions/x"] {
        max.delete(gone).await.refused(404, "not_found");
    }
    here.send(&json!({"type": "ping"})).await;
    here.until("a pong", |live| live.pongs == 1).await;
    let own = text(&current(&max).await["id"]);
    let answer = max.delete(&format!("/api/sessions/{own}")).await;
    assert!(answer.headers["set-cookie"].to_str().expect("text").contains("Max-Age=0"), "{answer:?}");
    assert_eq!(here.until_closed().await.0, 4401);
    max.get("/api/me").await.refused(401, "signed_out");
}

#[tokio::test]
async fn a_session_that_is_ended_stays_so_after_a_restart() {
    let mut server = TestServer::on_disk().await;
    let (max, lost) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "max").await);
    let before = current(&max).await;
    let id = text(&current(&lost).await["id"]);
    max.delete(&format!("/api/sessions/{id}")).await.ok();
    server.kill().await;
    server.restart().await;
    lost.get("/api/me").await.refused(401, "signed_out");
    assert_eq!(current(&max).await["id"], before["id"]);
    assert_eq!(sessions(&max).await.len(), 1);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let server = TestServer::start().await;
    let (max, other) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "max").await);
    let anna = Person::sign_in(&server, "anna").await;
    let (mut here, mut there) = (Live::open(&max).await, Live::open(&other).await);
    let new = "ganz neu und lang";
    max.post("/api/me/password", &json!({"current": PASSWORD, "new": new})).await.ok();
    assert_eq!(there.until_closed().await, (4401, "signed_out".to_owned()));
    other.get("/api/me").await.refused(401, "signed_out");
    here.send(&json!({"type": "ping"})).await;
    here.until("a pong", |live| live.pongs == 1).await;
    assert_eq!(sessions(&max).await.len(), 1);
    assert_eq!(anna.get("/api/me").await.status, 200, "colleagues keep theirs");
    let old = json!({"email": "max@kontor.example", "password": PASSWORD});
    max.post("/api/session", &old).await.refused(401, "wrong_password");
    Person::sign_in_as(&server, "max@kontor.example", new).await;
}

#[tokio::test]
async fn a_bad_new_password_changes_nothing() {
    let server = TestServer::start().await;
    let (max, other) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "max").await);
    let long = "x".repeat(2000);
    for (current, new, field) in [
        ("wrong", "lang genug 1", "current"),
        ("", "lang genug 1", "current"),
        (long.as_str(), "lang genug 1", "current"),
        (PASSWORD, "kurz", "new"),
        (PASSWORD, "", "new"),
        (PASSWORD, long.as_str(), "new"),
    ] {
        let answer = max.post("/api/me/password", &json!({"current": current, "new": new})).await;
        answer.refused(422, "invalid");
        assert_eq!(answer.json()["field"], field, "{answer:?}");
    }
    for odd in [json!({}), json!({"new": "lang genug 1"}), json!([])] {
        max.post("/api/me/password", &odd).await.refused(422, "invalid");
    }
    assert_eq!(other.get("/api/me").await.status, 200);
    let cookie = format!("kontor_session={}", max.token);
    let foreign = [("cookie", cookie.as_str()), ("origin", "http://evil.example")];
    let body = json!({"current": PASSWORD, "new": "lang genug 1"});
    max.bare(Method::POST, "/api/me/password", &foreign, &body).await.refused(403, "foreign_origin");
    Person::sign_in(&server, "max").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_the_current_password_is_slowed_down() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let guess = json!({"current": "falsch geraten", "new": "lang genug 1"});
    let guesses = (0..30).map(|_| max.post("/api/me/password", &guess));
    let answers = futures_util::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == 422).count();
    assert!((10..20).contains(&tried), "{tried} guesses were tried, however many came at once");
    for answer in answers.iter().filter(|answer| answer.status != 422) {
        answer.refused(429, "too_fast");
    }
    let right = json!({"current": PASSWORD, "new": "lang genug 1"});
    max.post("/api/me/password", &right).await.refused(429, "too_fast");
    Person::sign_in(&server, "anna").await;
}

#[tokio::test]
async fn everyone_names_themselves_and_takes_no_rights() {
    let server = TestServer::start().await;
    let (max, anna) = (Person::sign_in(&server, "max").await, Person::sign_in(&server, "anna").await);
    let changed = max.patch("/api/me", &json!({"name": "  Maximilian   Huber "})).await.ok();
    assert_eq!((&changed["name"], &changed["role"]), (&json!("Maximilian Huber"), &json!("member")));
    let employees = anna.get("/api/employees").await.ok();
    let seen = list(&employees["items"]).iter().find(|employee| employee["id"] == max.id.as_str());
    assert_eq!(seen.expect("a colleague")["name"], "Maximilian Huber");
    for body in [json!({"role": "admin"}), json!({"name": "Max", "teams": []}), json!({"active": false})] {
        max.patch("/api/me", &body).await.refused(422, "invalid");
    }
    for name in [json!(""), json!("  "), json!("x".repeat(101)), json!("zwei\nZeilen")] {
        let answer = max.patch("/api/me", &json!({"name": name})).await;
        answer.refused(422, "invalid");
        assert_eq!(answer.json()["field"], "name");
    }
    assert_eq!(max.patch("/api/me", &json!({})).await.ok()["name"], "Maximilian Huber");
}

#[tokio::test]
async fn an_empty_token_in_the_address_does_not_hide_the_cookie() {
    let server = TestServer::start().await;
    let max = Person::sign_in(&server, "max").await;
    let cookie = format!("kontor_session={}", max.token);
    let headers = [("cookie", cookie.as_str())];
    assert!(connect(&max.address.get(), "/live?token=", &headers).await.is_ok());
    let (status, _) = connect(&max.address.get(), "/live?token=x", &headers).await.expect_err("a refusal");
    assert_eq!(status, 401);
}
