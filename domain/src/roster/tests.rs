//! Who holds which keys when colleagues stand in for each other.
#![allow(clippy::unwrap_used)]

use chrono::TimeDelta;

use super::*;
use crate::access::AudienceKey;
use crate::employee::Role;
use crate::fixtures::{ANNA, GONE, LENA, MAX, SALES, employee, employee_id, now, roster, team_id};

fn stand_in(absent: u8, substitute: u8) -> StandIn {
    StandIn {
        substitution: SubstitutionId::new(),
        absent: employee_id(absent),
        substitute: employee_id(substitute),
        contacts: true,
        notifications: true,
        priority: 3,
        set_at: now(),
    }
}

fn holds(roster: &Roster, who: u8, key: AudienceKey) -> bool {
    roster.keys(employee_id(who)).meet(&[key])
}

fn chain(length: u8) -> Roster {
    let people = (0..=length).map(|number| employee(number, "X"));
    Roster::new(people, []).with_stand_ins((0..length).map(|number| stand_in(number, number + 1)))
}

/// `[V3]`
#[test]
fn a_substitute_holds_what_the_absent_person_holds_beside_their_own() {
    let max = AudienceKey::Employee(employee_id(MAX));
    let sales = AudienceKey::Team(team_id(SALES));
    assert!(!holds(&roster(), ANNA, max) && !holds(&roster(), ANNA, sales));
    let while_absent = roster().with_stand_ins([stand_in(MAX, ANNA)]);
    for key in [max, sales, AudienceKey::Employee(employee_id(ANNA)), AudienceKey::Company] {
        assert!(holds(&while_absent, ANNA, key), "{key}");
    }
    assert_eq!(while_absent.keys(employee_id(MAX)), roster().keys(employee_id(MAX)), "the absent person keeps theirs");
    assert_eq!(while_absent.own_keys(employee_id(ANNA)), roster().keys(employee_id(ANNA)));
    assert_eq!(while_absent.with_stand_ins([]).keys(employee_id(ANNA)), roster().keys(employee_id(ANNA)));
}

/// `[V3]`
#[test]
fn the_rights_of_an_administrator_do_not_travel_and_those_of_a_lead_do() {
    let lead = crate::Employee { role: Role::Lead, teams: vec![team_id(SALES)], ..employee(9, "Eva") };
    let roster = roster().with_employee(lead);
    let roster = roster.with_stand_ins([stand_in(LENA, ANNA), stand_in(9, MAX)]);
    assert!(!holds(&roster, ANNA, AudienceKey::Admin));
    assert!(holds(&roster, ANNA, AudienceKey::Employee(employee_id(LENA))));
    assert!(holds(&roster, MAX, AudienceKey::Lead(team_id(SALES))));
}

/// `[V4]`
#[test]
fn chains_are_followed_five_far_and_no_further() {
    let roster = chain(7);
    let represented = roster.represents(employee_id(7));
    assert_eq!(represented, [6, 5, 4, 3, 2].map(employee_id));
    assert_eq!(roster.told_instead(employee_id(0)), [1, 2, 3, 4, 5].map(employee_id));
    assert!(holds(&roster, 5, AudienceKey::Employee(employee_id(0))));
    assert!(!holds(&roster, 6, AudienceKey::Employee(employee_id(0))));
}

/// `[V4]`
#[test]
fn a_cycle_is_cut_where_it_comes_back() {
    let people = [1, 2, 3].map(|number| employee(number, "X"));
    let cycle = [stand_in(1, 2), stand_in(2, 3), stand_in(3, 1)];
    let roster = Roster::new(people, []).with_stand_ins(cycle);
    for who in [1, 2, 3] {
        let represented = roster.represents(employee_id(who));
        assert_eq!(represented.len(), 2, "{who}");
        assert!(!represented.contains(&employee_id(who)), "{who}");
    }
}

/// `[V5]`
#[test]
fn of_several_substitutes_the_first_by_priority_and_then_the_newest_stands_in() {
    let older = StandIn { set_at: now() - TimeDelta::hours(1), ..stand_in(MAX, ANNA) };
    let newest = stand_in(MAX, LENA);
    let stands_in = |stand_ins: &[StandIn], who: u8| {
        roster().with_stand_ins(stand_ins.iter().copied()).represents(employee_id(who)).contains(&employee_id(MAX))
    };
    assert!(stands_in(&[older, newest], LENA) && !stands_in(&[older, newest], ANNA));
    let preferred = StandIn { priority: 1, ..older };
    assert!(stands_in(&[newest, preferred], ANNA) && !stands_in(&[newest, preferred], LENA));
    let only_told = StandIn { contacts: false, ..preferred };
    assert!(stands_in(&[newest, only_told], LENA) && !stands_in(&[newest, only_told], ANNA));
    let roster = roster().with_stand_ins([newest, only_told]);
    assert_eq!(roster.told_instead(employee_id(MAX)), [employee_id(ANNA)]);
    let gone = StandIn { priority: 1, ..stand_in(MAX, GONE) };
    assert!(stands_in(&[newest, gone], LENA), "who is inactive does not stand in the way");
}

/// `[A7]`
#[test]
fn who_is_inactive_neither_lends_nor_borrows() {
    let roster = roster().with_stand_ins([stand_in(GONE, ANNA), stand_in(MAX, GONE)]);
    assert_eq!(roster.keys(employee_id(GONE)), Keys::default());
    assert_eq!(roster.keys(employee_id(ANNA)), roster.own_keys(employee_id(ANNA)));
    let gone = crate::Employee { active: false, ..(**roster.employee(employee_id(MAX)).unwrap()).clone() };
    let roster = roster.with_stand_ins([stand_in(MAX, ANNA)]);
    assert!(holds(&roster, ANNA, AudienceKey::Employee(employee_id(MAX))));
    assert!(!holds(&roster.with_employee(gone), ANNA, AudienceKey::Employee(employee_id(MAX))));
}
