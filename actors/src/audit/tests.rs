//! The log holds each read of an hour once, and all of it after settling (`[U2]`, `[U3]`).

use chrono::TimeDelta;
use domain::audit::AuditScope;
use store::AuditQuery;

use super::*;
use crate::fixtures::{anna, max, now, store};

fn everything() -> AuditQuery {
    let scope = AuditScope::Everything;
    AuditQuery { scope, employee: None, contact: None, deed: None, from: None, until: None, before: None, limit: 100 }
}

#[actix::test]
async fn reads_of_an_hour_are_written_once_and_a_restart_adds_none() {
    let store = store().await;
    let contact = crate::fixtures::desk().await;
    let contact = contact.0.store().contact(contact.1).await.unwrap().unwrap();
    for _ in 0..2 {
        let audit = Audit::start(store.clone());
        for minutes in [0, 1, 59, 61] {
            audit.note_read(anna(), &contact, now() + TimeDelta::minutes(minutes)).await;
        }
        audit.note_read(max(), &contact, now()).await;
        audit.settle().await;
        assert_eq!(store.audit(&everything()).await.unwrap().len(), 3);
    }
}
