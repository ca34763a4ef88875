use domain::EmployeeId;

use crate::fixtures::at;
use crate::{Store, StoredSession};

fn session(token: u8, employee: EmployeeId) -> StoredSession {
    StoredSession {
        token_hash: [token; 32],
        employee,
        created_at: at(0),
        expires_at: at(60 + i64::from(token)),
        user_agent: "Firefox".to_owned(),
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_token_until_it_is_deleted() {
    let store = Store::in_memory().await;
    let one = session(1, EmployeeId::new());
    store.put_session(&one).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), Some(one.clone()));
    assert_eq!(store.session(&[2; 32]).await.unwrap(), None);

    store.extend_session(&[1; 32], at(500)).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap().unwrap().expires_at, at(500));
    store.delete_session(&[1; 32]).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), None);
    store.extend_session(&[1; 32], at(900)).await.unwrap();
    assert_eq!(store.session(&[1; 32]).await.unwrap(), None, "a deleted session does not come back");
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
