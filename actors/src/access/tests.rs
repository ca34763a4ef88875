//! Restricted contacts and overrides on open sockets (`[A5]`, `[A9]`, `[A3]`).

mod worlds;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use domain::audit::{AuditDeed, AuditScope};
use domain::calendar::{day_of, start_of};
use domain::contact::{ContactRefusal, Field};
use domain::{CommandId, ContactId, Employee, EmployeeId, NotificationKind, Role};
use store::AuditQuery;

use crate::calendar::catch_up;
use crate::contact::{ExecuteError, JoinError};
use crate::fixtures::{Moved, Worker, anna, creation, edit, employee, frames_of, max, now, options_over, store};
use crate::{Desk, DeskOptions};

fn lena() -> EmployeeId {
    employee("Lena").id
}

/// Anna's private contact; Lena is an administrator.
async fn office() -> (Desk, Moved, ContactId) {
    let store = store().await;
    store.put_employee(&Employee { role: Role::Admin, ..employee("Lena") }).await.unwrap();
    let clock = Moved::at(now());
    let options = options_over(store, Duration::from_hours(1));
    let desk = Desk::start(DeskOptions { clock: Arc::new(clock.clone()), ..options }).await.unwrap();
    let id = ContactId::new();
    desk.execute(id, creation(anna(), id)).await.unwrap();
    desk.execute(id, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    (desk, clock, id)
}

async fn opens_for(desk: &Desk, contact: ContactId, who: EmployeeId) -> bool {
    match desk.subscribe(contact, Worker::start(9).socket(who), None).await {
        Ok(_) => true,
        Err(JoinError::NotFound | JoinError::NameOnly) => false,
        Err(error) => panic!("{error}"),
    }
}

#[actix::test]
async fn a_restricted_contact_opens_and_closes_with_its_active_order() {
    let (desk, _, huber) = office().await;
    desk.execute(huber, edit(anna(), Field::Access, "restricted", 3)).await.unwrap();
    assert!(!opens_for(&desk, huber, anna()).await, "no order is active");
    desk.set_active_order(huber, max(), true).await.unwrap();
    let screen = Worker::start(1);
    desk.subscribe(huber, screen.socket(anna()), None).await.unwrap();
    let again = desk.set_active_order(huber, max(), true).await.unwrap();
    assert!(again.events.is_empty(), "known already");
    desk.set_active_order(huber, max(), false).await.unwrap();
    let told = screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert!(frames_of(&told, "event").is_empty(), "the change that closes it is not theirs to see");
    assert!(!opens_for(&desk, huber, anna()).await);
}

#[actix::test]
async fn an_override_opens_the_contact_tells_who_looks_after_it_is_logged_and_ends_by_the_clock() {
    let (desk, clock, huber) = office().await;
    assert!(!opens_for(&desk, huber, lena()).await);
    assert!(desk.may_override(huber, lena()).await.unwrap() && !desk.may_override(huber, max()).await.unwrap());
    let refused = desk.override_access(huber, max(), CommandId::new(), "Neugier", None).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(ContactRefusal::NotFound))));
    let command = CommandId::new();
    for _ in 0..2 {
        desk.override_access(huber, lena(), command, "Kundin ruft an", None).await.unwrap();
    }
    let screen = Worker::start(1);
    desk.subscribe(huber, screen.socket(lena()), None).await.unwrap();
    let told = desk.store().notifications(anna(), None, 10).await.unwrap();
    assert_eq!(told.len(), 1, "told once");
    assert_eq!(
        (told[0].event, told[0].excerpt.as_deref()),
        (NotificationKind::AccessOverridden, Some("Kundin ruft an"))
    );
    desk.settle_audit().await;
    let scope = AuditScope::Everything;
    let asked = AuditQuery {
        scope,
        employee: Some(lena()),
        contact: None,
        deed: None,
        from: None,
        until: None,
        before: None,
        limit: 9,
    };
    let logged = desk.store().audit(&asked).await.unwrap();
    let of = |wanted: &str| logged.iter().filter(|entry| entry.deed.name() == wanted).count();
    assert_eq!((of("overridden"), of("read"), logged.len()), (1, 1, 2), "{logged:?}");
    assert!(logged.iter().any(|entry| entry.deed == AuditDeed::Overridden { reason: "Kundin ruft an".to_owned() }));

    let midnight = start_of(day_of(now()).succ_opt().unwrap());
    clock.set(midnight - TimeDelta::seconds(1));
    catch_up(&desk, day_of(clock_now(&desk))).await.unwrap();
    assert!(frames_of(&screen.told.all(), "revoked").is_empty());
    clock.set(midnight);
    catch_up(&desk, day_of(clock_now(&desk))).await.unwrap();
    screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert!(!opens_for(&desk, huber, lena()).await);
}

fn clock_now(desk: &Desk) -> chrono::DateTime<chrono::Utc> {
    desk.clock().now()
}

#[actix::test]
async fn who_sees_it_is_told_to_who_sees_it_and_so_is_what_another_level_changes() {
    let (desk, _, huber) = office().await;
    let seen = desk.seers(huber, anna()).await.unwrap();
    assert_eq!(seen.iter().map(|seer| seer.employee).collect::<Vec<_>>(), [anna()]);
    assert!(desk.seers(huber, max()).await.is_err());
    let preview = desk.preview_access(huber, anna(), Some(domain::contact::Access::Company), None).await.unwrap();
    assert_eq!(preview.gains.len(), 2);
    assert!(desk.preview_access(huber, lena(), None, None).await.is_err());
}
