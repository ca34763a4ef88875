use domain::{EmployeeId, SignInId};

use crate::fixtures::at;
use crate::statement::{Statement, uuid_value};
use crate::{Store, StoredSession};

fn session(token: u8, employee: EmployeeId) -> StoredSession {
    StoredSession {
        token_hash: [token; 32],
        id: SignInId(uuid::Uuid::from_u128(u128::from(token))),
        employee,
        created_at: at(0),
        last_seen: at(i64::from(token)),
        expires_at: at(60 + i64::from(token)),
        user_agent: "Firefox".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_token_until_it_is_deleted() {
    let store = Store::in_memory().await;
    let one = session(1, EmployeeId::new());
    store.put_session(&one).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), Some(one.clone()));
    assert_eq!(store.session(&[2; 32]).await.unwrap(), None);

    store.use_sessions(&[[1; 32], [9; 32]], at(400), at(500), Some("192.0.2.9")).await.unwrap();
    let used =
        StoredSession { last_seen: at(400), expires_at: at(500), address: "192.0.2.9".to_owned(), ..one.clone() };
    assert_eq!(store.session(&[1; 32]).await.unwrap(), Some(used.clone()));
    assert_eq!(store.session(&[9; 32]).await.unwrap(), None, "using a session makes none");
    store.use_sessions(&[[1; 32]], at(410), at(510), None).await.unwrap();
    let again = store.session(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((again.last_seen, again.address), (at(410), used.address), "the address stays");
    store.delete_session(&[1; 32]).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), None);
    store.use_sessions(&[[1; 32]], at(800), at(900), None).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), None, "a deleted session does not come back");
}

#[tokio::test]
async fn an_employee_finds_only_their_own_sessions_the_last_used_first() {
    let store = Store::in_memory().await;
    let (lena, max) = (EmployeeId::new(), EmployeeId::new());
    for (token, employee) in [(1, lena), (2, max), (3, lena), (4, lena)] {
        store.put_session(&session(token, employee)).await.unwrap();
    }
    let of_lena = store.sessions_of(lena, at(61), 10).await.unwrap();
    assert_eq!(of_lena, [session(4, lena), session(3, lena)], "the first one has ended");
    assert_eq!(store.sessions_of(lena, at(0), 1).await.unwrap(), [session(4, lena)]);
    let id = session(2, max).id;
    assert_eq!(store.session_of(max, id).await.unwrap(), Some(session(2, max)));
    assert_eq!(store.session_of(lena, id).await.unwrap(), None);
}

#[tokio::test]
async fn an_employee_is_signed_out_everywhere_but_here() {
    let store = Store::in_memory().await;
    let (lena, max) = (EmployeeId::new(), EmployeeId::new());
    for (token, employee) in [(1, lena), (2, lena), (3, max)] {
        store.put_session(&session(token, employee)).await.unwrap();
    }
    store.delete_sessions_of(lena, Some(&[2; 32])).await.unwrap();
    assert!(store.session(&[1; 32]).await.unwrap().is_none());
    assert!(store.session(&[2; 32]).await.unwrap().is_some());
    assert!(store.session(&[3; 32]).await.unwrap().is_some());
    store.delete_sessions_of(lena, None).await.unwrap();
    assert!(store.session(&[2; 32]).await.unwrap().is_none());
}

#[tokio::test]
async fn sessions_that_ended_are_deleted() {
    let store = Store::in_memory().await;
    let lena = EmployeeId::new();
    for token in [1, 2, 3] {
        store.put_session(&session(token, lena)).await.unwrap();
    }
    store.delete_expired_sessions(at(62)).await.unwrap();
    assert!(store.session(&[1; 32]).await.unwrap().is_none());
    assert!(store.session(&[2; 32]).await.unwrap().is_none());
    assert!(store.session(&[3; 32]).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_of_an_older_version_is_shown_to_whom_it_belongs() {
    let store = Store::in_memory().await;
    let lena = EmployeeId::new();
    let old = "CREATE type::record('session', $name) SET employee = $employee, user_agent = 'x', \
               created_at = d'2026-03-01T09:00:00Z', expires_at = d'2026-03-01T21:00:00Z'";
    let old = Statement::new(old).bind("name", "07".repeat(32)).bind("employee", uuid_value(lena.0));
    store.ask(old).await.unwrap();
    store.ask(Statement::new(include_str!("../migrations/0005_sessions.surql"))).await.unwrap();
    let [known] = store.sessions_of(lena, at(0), 10).await.unwrap().try_into().unwrap();
    assert_eq!((known.token_hash, known.created_at, known.last_seen), ([7; 32], at(0), at(0)));
    assert_eq!(store.session_of(lena, known.id).await.unwrap(), Some(known));
}
