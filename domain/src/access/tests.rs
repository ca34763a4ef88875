//! The audience meets a viewer's keys exactly where the words of the rules `[A1]` to `[A7]` and `[V3]` say that they see
//! the contact.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::contact::AssignmentRole;
use crate::fixtures::{assignment, contact, employee, employee_id, now, team_id};
use crate::ids::SubstitutionId;
use crate::roster::{Roster, StandIn};

const PEOPLE: u8 = 8;

/// The rules in words, written without keys and audiences.
fn may_see(contact: &Contact, viewer: &Employee, lenders: &[&Employee]) -> Reach {
    if contact.deleted || !viewer.active {
        return Reach::Nothing;
    }
    let own = sees(contact, viewer, viewer.role == Role::Admin);
    // Whoever stands in for somebody sees what they see, but not as an administrator.
    let lent = lenders.iter().map(|absent| sees(contact, absent, false));
    std::iter::once(own).chain(lent).fold(Reach::Nothing, |best, one| match (best, one) {
        (Reach::Full, _) | (_, Reach::Full) => Reach::Full,
        (Reach::Stub, _) | (_, Reach::Stub) => Reach::Stub,
        (Reach::Nothing, Reach::Nothing) => Reach::Nothing,
    })
}

fn sees(contact: &Contact, viewer: &Employee, as_admin: bool) -> Reach {
    let assigned =
        |who: EmployeeId| contact.assignments.iter().any(|known| known.employee == who && known.ended.is_none());
    let nobody_is_assigned = contact.assignments.iter().all(|known| known.ended.is_some());
    let of_its_team = viewer.teams.iter().any(|team| contact.fields.teams.contains(team));
    let looks_after_it = as_admin || (viewer.role == Role::Lead && of_its_team);
    let sees = match contact.fields.access {
        Access::Company => true,
        Access::Team => {
            let is_nobodys = nobody_is_assigned && contact.fields.teams.is_empty();
            of_its_team || assigned(viewer.id) || (is_nobodys && as_admin)
        }
        Access::Private => assigned(viewer.id) || (nobody_is_assigned && looks_after_it),
        Access::Restricted if contact.has_active_order && !nobody_is_assigned => assigned(viewer.id),
        Access::Restricted => return if looks_after_it { Reach::Stub } else { Reach::Nothing },
    };
    if sees { Reach::Full } else { Reach::Nothing }
}

/// Everybody from whom this viewer borrows, found by trying each way of at most five substitutes. Between two people there
/// is one way in these worlds, as each absent person has one substitute.
fn lenders<'a>(viewer: &Employee, people: &'a [Employee], substitutes: &[Option<u8>]) -> Vec<&'a Employee> {
    let person = |id: u8| &people[usize::from(id)];
    let lends = |absent: &Employee| {
        let mut at = absent;
        for _ in 0..5 {
            let index = people.iter().position(|known| known.id == at.id).unwrap();
            let next = substitutes[index].filter(|next| at.active && person(*next).active).map(person);
            match next {
                Some(next) if next.id == viewer.id => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    };
    people.iter().filter(|absent| absent.id != viewer.id && lends(absent)).collect()
}

fn teams() -> impl Strategy<Value = Vec<TeamId>> {
    proptest::collection::vec((0..3u8).prop_map(team_id), 0..3)
}

fn viewers() -> impl Strategy<Value = Vec<Employee>> {
    let role = prop_oneof![Just(Role::Member), Just(Role::Lead), Just(Role::Admin)];
    proptest::collection::vec((role, teams(), prop::bool::weighted(0.8)), usize::from(PEOPLE)).prop_map(|people| {
        let numbered = people.into_iter().zip(0u8..);
        numbered
            .map(|((role, teams, active), number)| Employee { role, teams, active, ..employee(number, "X") })
            .collect()
    })
}

/// For each person the one who substitutes them now, with cycles and long chains among them.
fn substitutes() -> impl Strategy<Value = Vec<Option<u8>>> {
    proptest::collection::vec(proptest::option::of(0..PEOPLE), usize::from(PEOPLE))
}

fn stand_in(absent: EmployeeId, substitute: EmployeeId) -> StandIn {
    let (contacts, notifications, priority, set_at) = (true, true, 3, now());
    StandIn { substitution: SubstitutionId::new(), absent, substitute, contacts, notifications, priority, set_at }
}

fn contacts() -> impl Strategy<Value = Contact> {
    let access =
        prop_oneof![Just(Access::Private), Just(Access::Team), Just(Access::Company), Just(Access::Restricted)];
    let assigned = proptest::collection::vec((0..PEOPLE, any::<bool>()), 0..4);
    (access, teams(), assigned, any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(access, teams, assigned, has_active_order, deleted)| {
            let mut contact = Contact { has_active_order, deleted, ..contact() };
            contact.fields.access = access;
            contact.fields.teams = teams;
            contact.assignments = assigned
                .into_iter()
                .map(|(who, over)| Assigned { ended: over.then(now), ..assignment(employee_id(who), ROLE) })
                .collect();
            contact
        },
    )
}

use crate::contact::Assignment as Assigned;
const ROLE: AssignmentRole = AssignmentRole::Service;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_gate_lets_through_exactly_whom_the_rules_name(
        contact in contacts(),
        viewers in viewers(),
        substitutes in substitutes(),
    ) {
        let stand_ins = viewers.iter().zip(&substitutes).filter_map(|(absent, substitute)| {
            Some(stand_in(absent.id, employee_id((*substitute)?)))
        });
        let roster = Roster::new(viewers.clone(), []).with_stand_ins(stand_ins);
        for viewer in &viewers {
            let reached = roster.reach(&audience(&contact), viewer.id);
            let expected = may_see(&contact, viewer, &lenders(viewer, &viewers, &substitutes));
            prop_assert_eq!(reached, expected, "{:?}", viewer);
        }
    }

    #[test]
    fn a_key_reads_back_as_it_is_written(kind in 0..5u8, id in any::<u128>()) {
        let id = uuid::Uuid::from_u128(id);
        let key = match kind {
            0 => AudienceKey::Company,
            1 => AudienceKey::Team(TeamId(id)),
            2 => AudienceKey::Lead(TeamId(id)),
            3 => AudienceKey::Employee(EmployeeId(id)),
            _ => AudienceKey::Admin,
        };
        prop_assert_eq!(key.to_string().parse::<AudienceKey>().unwrap(), key);
    }
}

#[test]
fn what_is_no_key_is_refused() {
    for text in [
        "",
        "everyone",
        "company:",
        "team",
        "team:",
        "team:x",
        "employee:1",
        "admin:00000000-0000-0000-0000-000000000000",
    ] {
        assert!(text.parse::<AudienceKey>().is_err(), "{text}");
    }
}

#[test]
fn keys_are_sorted_and_each_held_once_so_that_equal_keys_mean_equal_rights() {
    let twice = Employee { teams: vec![team_id(2), team_id(1), team_id(2)], ..employee(1, "Anna") };
    let once = Employee { teams: vec![team_id(1), team_id(2)], ..employee(1, "Anna") };
    assert_eq!(Keys::of(&twice), Keys::of(&once));
    assert!(Keys::of(&twice).iter().is_sorted());
}
