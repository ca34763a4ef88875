//! Sessions over a store in memory, with a clock that the test moves.
#![allow(clippy::unwrap_used)]

use std::sync::Mutex;
use std::time::Duration;

use actix_http::header::HeaderValue;
use actors::{Clock, DeskOptions};
use chrono::{DateTime, TimeZone, Utc};
use domain::{EmployeeId, Role};
use store::{Store, StoreOptions};

use super::*;

const PASSWORD: &str = "lang genug 1";

#[derive(Clone)]
struct Moved(Arc<Mutex<DateTime<Utc>>>);

impl Moved {
    fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Moved {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Anna, who has an account.
async fn office() -> (Auth, Moved) {
    let store = Store::open(&StoreOptions::new("mem://")).await.unwrap();
    let anna = Employee {
        id: EmployeeId::new(),
        name: "Anna".to_owned(),
        email: "anna@kontor.example".to_owned(),
        role: Role::Member,
        teams: Vec::new(),
        active: true,
    };
    store.put_employee(&anna).await.unwrap();
    store.set_password_hash(anna.id, &hash_password(PASSWORD).unwrap()).await.unwrap();
    let clock = Moved(Arc::new(Mutex::new(Utc.with_ymd_and_hms(2026, 3, 15, 10, 0, 0).unwrap())));
    let options = DeskOptions {
        store,
        clock: Arc::new(clock.clone()),
        threads: 1,
        idle_after: Duration::from_mins(1),
        most_active: 10,
    };
    (Auth::new(Desk::start(options).await.unwrap(), Proxies::default()), clock)
}

async fn sign_in(auth: &Auth) -> Token {
    auth.sign_in("anna@kontor.example", PASSWORD.to_owned(), "192.0.2.1", "Firefox").await.unwrap().0
}

async fn identify(auth: &Auth, token: &Token) -> Result<Identity, Problem> {
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    auth.identify(&headers, None, "192.0.2.7").await
}

#[actix_rt::test]
async fn a_session_ends_after_twelve_hours_without_use() {
    let (auth, clock) = office().await;
    let token = sign_in(&auth).await;
    for _ in 0..3 {
        clock.forward(TimeDelta::hours(11));
        assert!(identify(&auth, &token).await.is_ok(), "use moves its end");
    }
    clock.forward(TimeDelta::hours(12));
    assert_eq!(identify(&auth, &token).await.unwrap_err().code, "signed_out");
}

#[actix_rt::test]
async fn an_open_socket_keeps_its_session() {
    let (auth, clock) = office().await;
    let (open, idle) = (sign_in(&auth).await, sign_in(&auth).await);
    for _ in 0..3 {
        clock.forward(TimeDelta::hours(11));
        auth.note_open_sockets([open.hash()]).await;
    }
    // As a server that starts again knows it.
    let fresh = Auth::new(auth.0.desk.clone(), Proxies::default());
    assert!(identify(&fresh, &open).await.is_ok());
    assert_eq!(identify(&fresh, &idle).await.unwrap_err().code, "signed_out");
}

#[actix_rt::test]
async fn where_and_when_a_session_was_used_last_is_stored_once_a_minute() {
    let (auth, clock) = office().await;
    let token = sign_in(&auth).await;
    let started = clock.now();
    let stored = async || auth.0.desk.store().session(&token.hash().0).await.unwrap().unwrap();
    clock.forward(TimeDelta::seconds(59));
    identify(&auth, &token).await.unwrap();
    assert_eq!((stored().await.last_seen, stored().await.address), (started, "192.0.2.1".to_owned()));
    clock.forward(TimeDelta::seconds(1));
    identify(&auth, &token).await.unwrap();
    assert_eq!((stored().await.last_seen, stored().await.address), (clock.now(), "192.0.2.7".to_owned()));
    assert_eq!(stored().await.expires_at, clock.now() + IDLE_LIMIT);
}

#[actix_rt::test]
async fn an_empty_token_in_the_query_does_not_hide_the_cookie() {
    let (auth, _) = office().await;
    let token = sign_in(&auth).await;
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, HeaderValue::from_str(&format!("{COOKIE}={token}")).unwrap());
    assert!(auth.identify(&headers, Some("token="), "").await.is_ok());
    assert!(auth.identify(&headers, Some("mode=read&token=&x=1"), "").await.is_ok());
    let wrong = auth.identify(&headers, Some("token=x"), "").await;
    assert_eq!(wrong.unwrap_err().code, "signed_out", "a token that was given on purpose counts");
}
