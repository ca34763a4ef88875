//! Turns of pools and the contacts that they are for (`[R6]`, `[R7]`).

use std::collections::BTreeMap;
use std::time::Duration;

use domain::contact::{AssignmentRole, Field, FieldValue, FirstManager};
use domain::rules::{Distribution, Member, Pool, Rule, RuleBook, RuleMode, WhenEmpty};
use domain::{ContactId, EmployeeId, PoolId, RuleId};
use futures_util::future::join_all;

use super::outcome::{Fault, faulty_desk};
use crate::Desk;
use crate::contact::{Execute, ExecuteError, Order};
use crate::fixtures::{anna, creation, desk_over, edit, employee, max, store};

const HOUR: Duration = Duration::from_hours(1);

/// Everything goes to Anna, Max and Lena in turn, with weights 1, 2 and 3.
fn book() -> RuleBook {
    let pool = PoolId(uuid::Uuid::from_u128(1));
    let weights = [("Anna", 1), ("Max", 2), ("Lena", 3)];
    let members = weights.map(|(name, weight)| Member {
        employee: employee(name).id,
        weight,
        per_day: None,
        hours: None,
        skills: Vec::new(),
    });
    let rule = Rule {
        id: RuleId(uuid::Uuid::from_u128(1)),
        name: "Alle".to_owned(),
        conditions: Vec::new(),
        role: AssignmentRole::AccountManager,
        distribution: Distribution::Pool { pool, skills: Vec::new() },
        mode: RuleMode::AtOnce,
        active: true,
        starts: None,
    };
    let pool = Pool { id: pool, name: "Wien".to_owned(), members: members.into(), when_empty: WhenEmpty::Queue };
    RuleBook { rules: vec![rule], territories: Vec::new(), pools: vec![pool] }
}

async fn activate(desk: &Desk, book: RuleBook) {
    let draft = desk.save_rules(anna(), desk.rule_draft().revision, book).await.unwrap();
    desk.activate_rules(anna(), draft.revision).await.unwrap();
}

async fn made(desk: &Desk) -> Result<EmployeeId, ExecuteError> {
    let id = ContactId::new();
    let done = desk.execute(id, creation(anna(), id)).await?;
    Ok(done.contact.account_manager().unwrap())
}

/// How many turns each of them had, by what is counted.
fn counted(desk: &Desk) -> BTreeMap<EmployeeId, u64> {
    let states = desk.pool_states();
    let state = states.get(book().pools[0].id).cloned().unwrap_or_default();
    state.counters.into_iter().map(|(employee, counter)| (employee, counter.given)).filter(|(_, n)| *n > 0).collect()
}

fn shares(anna: u64, max: u64, lena: u64) -> BTreeMap<EmployeeId, u64> {
    let shares = [("Anna", anna), ("Max", max), ("Lena", lena)];
    shares.into_iter().map(|(name, n)| (employee(name).id, n)).filter(|(_, n)| *n > 0).collect()
}

#[actix::test]
async fn contacts_that_come_at_once_end_at_the_shares() {
    let desk = desk_over(store().await, HOUR).await;
    activate(&desk, book()).await;
    let lines = (0..50).map(|_| async {
        let mut managers = Vec::new();
        for _ in 0..6 {
            managers.push(made(&desk).await.unwrap());
        }
        managers
    });
    let mut held = BTreeMap::new();
    for manager in join_all(lines).await.into_iter().flatten() {
        *held.entry(manager).or_insert(0) += 1;
    }
    assert_eq!(held, shares(50, 100, 150));
    assert_eq!(counted(&desk), held);
}

#[actix::test]
async fn a_turn_whose_contact_was_not_saved_is_taken_back() {
    let (desk, journal, _) = faulty_desk().await;
    activate(&desk, book()).await;
    journal.next(&[Fault::NotDone]);
    assert!(made(&desk).await.is_err());
    assert_eq!(counted(&desk), shares(0, 0, 0));
    for _ in 0..6 {
        made(&desk).await.unwrap();
    }
    assert_eq!(counted(&desk), shares(1, 2, 3), "as if it had not been");
}

#[actix::test]
async fn a_turn_in_doubt_counts_if_it_is_on_disk() {
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        let (desk, journal, _) = faulty_desk().await;
        activate(&desk, book()).await;
        journal.next(&[fault]);
        // The desk sends it again under the same id.
        for _ in 0..6 {
            made(&desk).await.unwrap();
        }
        let settled = async {
            while counted(&desk) != shares(1, 2, 3) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), settled).await.expect("the store says what is there");
    }
}

#[actix::test]
async fn turns_go_on_after_a_restart_where_they_were() {
    let store = store().await;
    let before = desk_over(store.clone(), HOUR).await;
    activate(&before, book()).await;
    for _ in 0..4 {
        made(&before).await.unwrap();
    }
    for round in 1..=2_u64 {
        let after = desk_over(store.clone(), HOUR).await;
        assert_eq!(counted(&after).values().sum::<u64>(), 3 * round + 1, "counters follow from the turns on disk");
        for _ in 0..3 {
            made(&after).await.unwrap();
        }
    }
    let after = desk_over(store, HOUR).await;
    for _ in 0..2 {
        made(&after).await.unwrap();
    }
    assert_eq!(counted(&after), shares(2, 4, 6));
}

#[actix::test]
async fn the_same_creation_sent_twice_takes_one_turn() {
    let desk = desk_over(store().await, HOUR).await;
    activate(&desk, book()).await;
    let id = ContactId::new();
    let create = creation(anna(), id);
    let both = futures_util::join!(desk.execute(id, create.clone()), desk.execute(id, create));
    assert_eq!(both.0.unwrap().contact.account_manager(), both.1.unwrap().contact.account_manager());
    assert_eq!(counted(&desk).values().sum::<u64>(), 1);
}

#[actix::test]
async fn rules_follow_an_edit_in_its_own_commit() {
    let desk = desk_over(store().await, HOUR).await;
    let id = ContactId::new();
    desk.execute(id, creation(anna(), id)).await.unwrap();
    let mut vienna = book();
    let regions = vec![domain::rules::Region { country: domain::value::Country::AT, codes: vec!["10*".to_owned()] }];
    vienna.rules[0].conditions = vec![domain::rules::Condition::Region { territories: Vec::new(), regions }];
    vienna.rules[0].distribution = Distribution::Employee { employee: max() };
    activate(&desk, vienna).await;
    let done = desk.execute(id, edit(anna(), Field::PostalCode, "1010", 2)).await.unwrap();
    assert_eq!(done.contact.account_manager(), Some(max()));
    let why = desk.why(id, anna(), done.contact.assignments.last().unwrap().id).await.unwrap().unwrap();
    assert_eq!((why.rule.version, why.operands[0].values.join(" ")), (1, "AT 1010".to_owned()));
}

#[actix::test]
async fn a_contact_that_waits_is_assigned_once_somebody_can() {
    let desk = desk_over(store().await, HOUR).await;
    let mut capped = book();
    capped.pools[0].members.iter_mut().for_each(|member| member.per_day = Some(1));
    activate(&desk, capped).await;
    for _ in 0..3 {
        made(&desk).await.unwrap();
    }
    let id = ContactId::new();
    let waiting = desk.execute(id, creation(anna(), id)).await.unwrap().contact;
    assert_eq!((waiting.account_manager(), waiting.proposal.is_some()), (None, true));
    crate::rules::end_waiting(&desk).await.unwrap();
    assert_eq!(desk.store().contact(id).await.unwrap().unwrap().account_manager(), None);

    activate(&desk, book()).await;
    crate::rules::end_waiting(&desk).await.unwrap();
    let assigned = desk.store().contact(id).await.unwrap().unwrap();
    assert!(assigned.account_manager().is_some() && assigned.proposal.is_none());
    let events = desk.store().events_since(id, waiting.version, 10).await.unwrap();
    assert!(events.iter().all(|event| event.by == anna()), "in the history it is an act of who made it wait");
}

#[actix::test]
async fn a_request_that_names_somebody_takes_no_turn() {
    let desk = desk_over(store().await, HOUR).await;
    activate(&desk, book()).await;
    let id = ContactId::new();
    let Execute { order: Order::Create(mut new), id: command, .. } = creation(anna(), id) else { unreachable!() };
    new.manager = FirstManager::Employee(max());
    new.values.push((Field::City, FieldValue::from("Wien")));
    let named = Execute { id: command, order: Order::Create(new), ..creation(anna(), id) };
    assert_eq!(desk.execute(id, named).await.unwrap().contact.account_manager(), Some(max()));
    assert_eq!(counted(&desk), shares(0, 0, 0));
}
