use domain::contact::{AssignmentRole, ContactKind, EventKind};
use domain::rules::decision::PoolName;
use domain::rules::pool::Share;
use domain::rules::{
    Draft, Outcome, PoolState, Proposal, ProposalKind, RuleBook, RuleMode, RuleReference, Turn, Version, Why,
};
use domain::{Contact, ContactId, Employee, EmployeeId, PoolId, Role, Roster, RuleId};

use super::RuleFacts;
use crate::fixtures::{at, batch, contact, creation, event};
use crate::{CommitError, Store};

fn turn(pool: PoolId, n: u64, member: EmployeeId) -> Turn {
    Turn { pool, n, member, at: at(0), shares: vec![Share { employee: member, weight: 1 }] }
}

fn reference() -> RuleReference {
    RuleReference { rule: RuleId::new(), name: "Wien".to_owned(), version: 1 }
}

/// The reason of an assignment that took this turn.
fn why(turn: Turn) -> Why {
    Why {
        rule: reference(),
        role: AssignmentRole::AccountManager,
        mode: RuleMode::NewOnly,
        operands: Vec::new(),
        pool: Some(PoolName { id: turn.pool, name: "Wien".to_owned() }),
        candidates: Vec::new(),
        outcome: Outcome::Assigned { employee: turn.member },
        turn: Some(turn),
    }
}

/// Makes a contact whose assignment took this turn.
async fn assigned(store: &Store, turn: Turn) -> Result<ContactId, (ContactId, CommitError)> {
    let mut made = contact("Huber");
    let mut assignment = crate::fixtures::assignment(turn.member, false);
    assignment.role = AssignmentRole::AccountManager;
    let created = event(1, EventKind::ContactCreated { contact: Box::new(made.clone()) });
    let given =
        event(2, EventKind::EmployeeAssigned { assignment: assignment.clone(), why: Some(Box::new(why(turn))) });
    made.assignments.push(assignment);
    made.version = 2;
    let done = store.commit(batch(&made, [created, given])).await;
    done.map(|_| made.id).map_err(|error| (made.id, error))
}

#[tokio::test]
async fn a_turn_is_on_disk_with_its_assignment_or_neither_is() {
    let (store, pool, member) = (Store::in_memory().await, PoolId::new(), EmployeeId::new());
    for n in [1, 2, 4] {
        assigned(&store, turn(pool, n, member)).await.unwrap();
    }
    let (refused, error) = assigned(&store, turn(pool, 2, member)).await.unwrap_err();
    assert!(matches!(error, CommitError::Stale), "no turn is given twice: {error:?}");
    assert_eq!(store.contact(refused).await.unwrap(), None);
    let numbers = |turns: Vec<Turn>| turns.into_iter().map(|turn| turn.n).collect::<Vec<_>>();
    assert_eq!(numbers(store.turns_after(pool, 0, 10).await.unwrap()), [1, 2, 4]);
    assert_eq!(numbers(store.turns_after(pool, 1, 1).await.unwrap()), [2]);
    assert!(store.turns_after(PoolId::new(), 0, 10).await.unwrap().is_empty());
    assert!(store.has_turn(pool, 4).await.unwrap() && !store.has_turn(pool, 3).await.unwrap());
}

#[tokio::test]
async fn counters_of_pools_come_back_as_they_were_put_last() {
    let (store, pool) = (Store::in_memory().await, PoolId::new());
    let mut state = PoolState::default();
    store.put_pool_state(pool, &state).await.unwrap();
    state.count(&turn(pool, 1, EmployeeId::new()));
    store.put_pool_state(pool, &state).await.unwrap();
    assert_eq!(store.pool_states().await.unwrap(), [(pool, state)]);
}

#[tokio::test]
async fn the_newest_version_is_the_active_one_and_none_is_replaced() {
    let store = Store::in_memory().await;
    assert_eq!(store.active_rules().await.unwrap(), None);
    let version = |version| Version { version, by: EmployeeId::new(), at: at(0), book: RuleBook::default() };
    let (first, second) = (version(1), version(2));
    store.add_rule_version(&first).await.unwrap();
    store.add_rule_version(&second).await.unwrap();
    assert!(store.add_rule_version(&version(2)).await.is_err());
    assert_eq!(store.active_rules().await.unwrap(), Some(second));
    let draft = Draft { revision: 3, ..Draft::default() };
    store.put_rule_draft(&draft).await.unwrap();
    assert_eq!(store.rule_draft().await.unwrap(), Some(draft));
}

async fn put(store: &Store, contact: &Contact) {
    store.commit(creation(contact)).await.unwrap();
}

#[tokio::test]
async fn contacts_that_wait_are_found_longest_first() {
    let store = Store::in_memory().await;
    let waiting = |seconds| Proposal {
        rule: reference(),
        role: AssignmentRole::AccountManager,
        employee: None,
        kind: ProposalKind::Queued,
        by: EmployeeId::new(),
        at: at(seconds),
    };
    let with = |proposal| Contact { proposal, version: 1, ..contact("Huber") };
    let (late, early) = (with(Some(waiting(9))), with(Some(waiting(3))));
    let suggested = with(Some(Proposal { kind: ProposalKind::Suggested, ..waiting(1) }));
    for contact in [&late, &early, &suggested, &with(None)] {
        put(&store, contact).await;
    }
    assert_eq!(store.contacts_waiting(10).await.unwrap(), [early.id, late.id]);
    assert_eq!(store.contacts_waiting(1).await.unwrap(), [early.id]);
}

#[tokio::test]
async fn rules_look_at_every_contact_that_is_seen_whole_once() {
    let store = Store::in_memory().await;
    let anna = Employee {
        id: EmployeeId::new(),
        name: "Anna".to_owned(),
        email: "anna@kontor.example".to_owned(),
        role: Role::Member,
        teams: Vec::new(),
        active: true,
    };
    let keys = Roster::new([anna.clone()], []).keys(anna.id);
    let mut made = Vec::new();
    for number in 0..17 {
        let mut contact = contact(&format!("Huber {number}"));
        contact.kind = ContactKind::Organisation;
        contact.version = 1;
        contact.created_at = at(number);
        contact.fields.source = Some("Messe".to_owned());
        contact.fields.language = Some("de".to_owned());
        if number == 3 {
            contact.fields.access = domain::contact::Access::Private;
        } else {
            made.push(RuleFacts::of(&contact));
        }
        put(&store, &contact).await;
    }
    let (mut read, mut place) = (Vec::new(), None);
    loop {
        let (more, next) = store.rule_facts(&keys, None, place, 5).await.unwrap();
        read.extend(more);
        place = next;
        if place.is_none() {
            break;
        }
    }
    read.sort_by_key(|facts| facts.id);
    made.sort_by_key(|facts| facts.id);
    assert_eq!(read, made);
    let (newer, _) = store.rule_facts(&keys, Some(at(10)), None, 100).await.unwrap();
    assert_eq!(newer.len(), 7);
}
