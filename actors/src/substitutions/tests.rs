//! Substitutions on open sockets: what begins opens contacts, what ends closes them at that instant (`[V2]` to `[V4]`,
//! `[V6]`, `[V7]`, `[A3]`).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use store::Store;

use domain::calendar::{day_of, start_of};
use domain::contact::{Contact, Field};
use domain::substitution::{NewSubstitution, SubstitutionChange};
use domain::{ContactId, Employee, EmployeeId, SubstitutionState};

use super::*;
use crate::calendar::catch_up;
use crate::contact::{Execute, JoinError};
use crate::fixtures::{
    Moved, Worker, anna, comment, creation, desk_over, edit, employee, frames_of, max, now, options_over, store,
};
use crate::{Clock, Delivery, Desk, DeskOptions};

/// A desk by a clock that can be put forward, and Anna's private contact.
struct Office {
    desk: Desk,
    clock: Moved,
    huber: ContactId,
}

async fn desk_at(store: Store, clock: &Moved) -> Desk {
    let options = options_over(store, Duration::from_hours(1));
    Desk::start(DeskOptions { clock: Arc::new(clock.clone()), ..options }).await.unwrap()
}

async fn office_at(time: DateTime<Utc>) -> Office {
    let clock = Moved::at(time);
    let desk = desk_at(store().await, &clock).await;
    let huber = private_contact(&desk).await;
    Office { desk, clock, huber }
}

async fn office() -> Office {
    office_at(now()).await
}

async fn private_contact(desk: &Desk) -> ContactId {
    let id = ContactId::new();
    desk.execute(id, creation(anna(), id)).await.unwrap();
    desk.execute(id, edit(anna(), Field::Access, "private", 2)).await.unwrap();
    id
}

fn lena() -> EmployeeId {
    employee("Lena").id
}

impl Office {
    fn day(&self, after: i64) -> chrono::NaiveDate {
        day_of(self.desk.clock().now()) + TimeDelta::days(after)
    }

    async fn set(
        &self,
        absent: EmployeeId,
        substitute: EmployeeId,
        from: i64,
        until: i64,
    ) -> Result<Substitution, SubstitutionError> {
        let new = NewSubstitution {
            id: None,
            absent: Some(absent),
            substitute,
            from: self.day(from),
            until: self.day(until),
            reason: "Urlaub".to_owned(),
            priority: None,
            carries: None,
        };
        self.desk.set_substitution(absent, new).await
    }

    async fn put_to(&self, time: DateTime<Utc>) {
        self.clock.set(time);
        catch_up(&self.desk, day_of(time)).await.unwrap();
    }

    async fn opens_for(&self, who: EmployeeId) -> bool {
        match self.desk.subscribe(self.huber, Worker::start(9).socket(who), None).await {
            Ok(_) => true,
            Err(JoinError::NotFound) => false,
            Err(error) => panic!("{error}"),
        }
    }

    async fn huber(&self) -> Contact {
        self.desk.store().contact(self.huber).await.unwrap().unwrap()
    }

    /// The contact and the list of all contacts on a screen of theirs.
    async fn watch(&self, who: EmployeeId) -> Worker {
        let worker = Worker::start(1);
        self.desk.subscribe(self.huber, worker.socket(who), None).await.unwrap();
        self.desk.follow_list(worker.socket(who), "".into()).await.unwrap();
        worker.told.until("both snapshots", |told| frames_of(told, "snapshot").len() == 2).await;
        worker
    }

    async fn state(&self, of: &Substitution) -> SubstitutionState {
        self.desk.store().substitution(of.id).await.unwrap().unwrap().state
    }
}

/// Which rows of lists this screen lost.
fn left(told: &[Delivery]) -> bool {
    frames_of(told, "resync").iter().any(|frame| frame["topic"] == "list:")
        || frames_of(told, "rows").iter().any(|frame| frame["total"] == 0)
        || frames_of(told, "snapshot").last().is_some_and(|frame| frame["state"]["total"] == 0)
}

#[actix::test]
async fn a_substitute_sees_the_contact_from_the_first_second_to_the_last() {
    let office = office().await;
    let substitution = office.set(anna(), max(), 1, 2).await.unwrap();
    let (begins, over) = (start_of(office.day(1)), start_of(office.day(3)));
    let second = TimeDelta::seconds(1);
    office.put_to(begins - second).await;
    assert!(!office.opens_for(max()).await);
    office.put_to(begins).await;
    assert_eq!(office.state(&substitution).await, SubstitutionState::Active);
    let screen = office.watch(max()).await;
    office.put_to(over - second).await;
    assert!(office.opens_for(max()).await);
    assert!(frames_of(&screen.told.all(), "revoked").is_empty());
    office.put_to(over).await;
    let told = screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
    assert_eq!(frames_of(&told, "revoked")[0]["reason"], "access_lost");
    screen.told.until("the list without it", left).await;
    assert!(!office.opens_for(max()).await);
    assert_eq!(office.state(&substitution).await, SubstitutionState::Ended);
    let seq = office.huber().await.version;
    office.desk.execute(office.huber, comment(anna(), "Nur für mich", None)).await.unwrap();
    let later = screen.told.all();
    let events = frames_of(&later, "event");
    assert!(events.iter().all(|event| event["seq"].as_u64() <= Some(seq)), "nothing after it ended: {events:?}");
}

#[actix::test]
async fn what_a_substitute_does_for_the_absent_person_says_so_and_is_found_by_them() {
    let office = office().await;
    office.set(anna(), max(), 0, 2).await.unwrap();
    let done = office.desk.execute(office.huber, edit(max(), Field::City, "Graz", 3)).await.unwrap();
    assert_eq!((done.events[0].by, done.events[0].acting_for), (max(), Some(anna())));
    let said = office.desk.execute(office.huber, comment(max(), "Angerufen", None)).await.unwrap();
    assert_eq!(said.events[0].acting_for, Some(anna()));
    let (from, until) = (now() - TimeDelta::hours(1), now() + TimeDelta::hours(1));
    assert_eq!(office.desk.store().acted_for(anna(), from, until, 10).await.unwrap(), [office.huber]);
    let claimed = Execute { acting_for: Some(lena()), ..edit(max(), Field::City, "Wien", 5) };
    let done = office.desk.execute(office.huber, claimed).await.unwrap();
    assert_eq!(done.events[0].acting_for, Some(anna()), "the server decides for whom");
}

#[actix::test]
async fn an_early_return_and_a_revocation_close_open_views_at_once() {
    for revoked in [false, true] {
        let office = office().await;
        let substitution = office.set(anna(), max(), 0, 5).await.unwrap();
        let screen = office.watch(max()).await;
        if revoked {
            office.desk.revoke_substitution(anna(), substitution.id).await.unwrap();
        } else {
            let returned = SubstitutionChange { returned: true, ..SubstitutionChange::default() };
            office.desk.change_substitution(anna(), substitution.id, returned).await.unwrap();
        }
        screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
        assert!(!office.opens_for(max()).await);
        let state = if revoked { SubstitutionState::Revoked } else { SubstitutionState::Ended };
        assert_eq!(office.state(&substitution).await, state);
    }
}

#[actix::test]
async fn a_start_and_an_end_while_the_server_is_down_hold_from_its_first_moment_on() {
    let clock = Moved::at(now());
    let store = store().await;
    let desk = desk_at(store.clone(), &clock).await;
    let huber = private_contact(&desk).await;
    let office = Office { desk, clock: clock.clone(), huber };
    let substitution = office.set(anna(), max(), 2, 3).await.unwrap();
    assert!(office.desk.drain(Duration::from_secs(10)).await);

    clock.set(start_of(office.day(2)));
    let office = Office { desk: desk_at(store.clone(), &clock).await, ..office };
    assert!(office.opens_for(max()).await, "before the clock has looked");
    office.put_to(clock.now()).await;
    assert_eq!(office.state(&substitution).await, SubstitutionState::Active);
    assert!(office.desk.drain(Duration::from_secs(10)).await);

    clock.set(clock.now() + TimeDelta::days(9));
    let office = Office { desk: desk_at(store, &clock).await, ..office };
    assert!(!office.opens_for(max()).await, "before the clock has looked");
    office.put_to(clock.now()).await;
    let ended = office.desk.store().substitution(substitution.id).await.unwrap().unwrap();
    assert_eq!(
        (ended.state, ended.ended_at),
        (SubstitutionState::Ended, Some(start_of(ended.until + TimeDelta::days(1))))
    );
}

#[actix::test]
async fn a_day_that_has_23_or_25_hours_is_a_whole_day() {
    for (noon_before, day) in [
        (Utc.with_ymd_and_hms(2026, 3, 28, 11, 0, 0).unwrap(), "2026-03-29"),
        (Utc.with_ymd_and_hms(2026, 10, 24, 11, 0, 0).unwrap(), "2026-10-25"),
    ] {
        let office = office_at(noon_before).await;
        office.set(anna(), max(), 1, 1).await.unwrap();
        let day: chrono::NaiveDate = day.parse().unwrap();
        let (begins, over) = (start_of(day), start_of(day + TimeDelta::days(1)));
        assert!((over - begins).num_hours() != 24, "the clock is changed on {day}");
        let second = TimeDelta::seconds(1);
        for (time, sees) in [(begins - second, false), (begins, true), (over - second, true), (over, false)] {
            office.put_to(time).await;
            assert_eq!(office.opens_for(max()).await, sees, "{time}");
        }
    }
}

#[actix::test]
async fn of_edits_that_would_make_a_cycle_between_them_one_is_refused() {
    for _ in 0..20 {
        let office = office().await;
        let (first, second, third) = futures_util::join!(
            office.set(anna(), max(), 0, 3),
            office.set(max(), lena(), 2, 4),
            office.set(lena(), anna(), 1, 2),
        );
        let refused = [first, second, third]
            .into_iter()
            .filter(|set| matches!(set, Err(SubstitutionError::Refused(SubstitutionRefusal::Cycle { .. }))));
        assert_eq!(refused.count(), 1);
        assert_eq!(office.desk.store().open_substitutions().await.unwrap().len(), 2);
    }
}

#[actix::test]
async fn rights_end_along_the_chain() {
    let office = office().await;
    let first = office.set(anna(), max(), 0, 3).await.unwrap();
    office.set(max(), lena(), 0, 3).await.unwrap();
    let screen = office.watch(lena()).await;
    office.desk.revoke_substitution(anna(), first.id).await.unwrap();
    screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
}

#[actix::test]
async fn who_becomes_inactive_lends_nothing_any_more() {
    let office = office().await;
    office.set(anna(), max(), 0, 3).await.unwrap();
    let screen = office.watch(max()).await;
    office.desk.put_employee(Employee { active: false, ..employee("Anna") }).await.unwrap();
    screen.told.until("the loss", |told| !frames_of(told, "revoked").is_empty()).await;
}

#[actix::test]
async fn the_same_substitution_is_set_once() {
    let office = office().await;
    let new = || NewSubstitution {
        id: Some(SubstitutionId(uuid::Uuid::from_u128(7))),
        absent: None,
        substitute: max(),
        from: office.day(0),
        until: office.day(1),
        reason: String::new(),
        priority: None,
        carries: None,
    };
    let set = office.desk.set_substitution(anna(), new()).await.unwrap();
    assert_eq!(office.desk.set_substitution(anna(), new()).await.unwrap(), set);
    let other = office.desk.set_substitution(lena(), new()).await;
    assert!(matches!(other, Err(SubstitutionError::Refused(SubstitutionRefusal::IdTaken))));
    let desk = desk_over(office.desk.store().clone(), Duration::from_hours(1)).await;
    assert_eq!(desk.store().open_substitutions().await.unwrap(), [set]);
    let preview = desk.preview_substitution(max(), NewSubstitution { id: None, substitute: lena(), ..new() }).await;
    assert_eq!(preview.unwrap().chain.lenders, [anna()]);
}

#[actix::test]
async fn who_comes_back_is_briefed_of_what_happened_on_their_contacts_and_of_nothing_else() {
    let office = office().await;
    let elsewhere = ContactId::new();
    office.desk.execute(elsewhere, creation(max(), elsewhere)).await.unwrap();
    let substitution = office.set(anna(), max(), 0, 2).await.unwrap();
    office.put_to(now() + TimeDelta::hours(1)).await;
    office.desk.execute(office.huber, edit(max(), Field::City, "Graz", 3)).await.unwrap();
    office.desk.execute(office.huber, comment(max(), "Angerufen", None)).await.unwrap();
    office.desk.execute(office.huber, comment(anna(), "Danke", None)).await.unwrap();
    office.desk.execute(elsewhere, edit(max(), Field::City, "Linz", 2)).await.unwrap();
    office.put_to(now() + TimeDelta::hours(2)).await;
    let returned = SubstitutionChange { returned: true, ..SubstitutionChange::default() };
    office.desk.change_substitution(anna(), substitution.id, returned).await.unwrap();
    office.put_to(now() + TimeDelta::hours(3)).await;
    office.desk.execute(elsewhere, edit(max(), Field::City, "Wels", 3)).await.unwrap();
    let briefing = office.desk.briefing(anna(), substitution.id).await.unwrap();
    let [briefed] = briefing.contacts.as_slice() else { panic!("{:?}", briefing.contacts) };
    assert_eq!((briefed.contact, briefed.events, briefed.acted_for), (office.huber, 2, 2));
    assert!(briefed.newest.iter().all(|event| event.by == max()), "one's own acts are known");
    assert_eq!((briefing.from, briefing.until), (now(), now() + TimeDelta::hours(2)));
    for other in [max(), lena()] {
        let refused = office.desk.briefing(other, substitution.id).await;
        assert!(matches!(refused, Err(SubstitutionError::Refused(SubstitutionRefusal::NotFound))));
    }
}
