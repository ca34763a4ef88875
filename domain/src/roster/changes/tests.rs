#![allow(clippy::unwrap_used)]

use super::*;
use crate::fixtures::{ANNA, GONE, LENA, MAX, SALES, employee, employee_id, roster, team_id};

const ARCHIVED: u8 = 9;

fn changed(number: u8, change: impl FnOnce(&mut Employee)) -> Result<(), RosterRefusal> {
    changed_by(&with_archived(), LENA, number, change)
}

fn changed_by(roster: &Roster, by: u8, number: u8, change: impl FnOnce(&mut Employee)) -> Result<(), RosterRefusal> {
    let before = roster.employee(employee_id(number)).unwrap().as_ref().clone();
    let mut after = before.clone();
    change(&mut after);
    roster.check_employee(Some(&before), &after, employee_id(by))
}

fn with_archived() -> Roster {
    roster().with_team(Team { id: team_id(ARCHIVED), name: "Vertrieb".to_owned(), archived: true })
}

/// `[P1]`
#[test]
fn nobody_takes_their_own_rights_of_an_administrator() {
    assert_eq!(changed(LENA, |lena| lena.role = Role::Lead), Err(RosterRefusal::OwnRights));
    assert_eq!(changed(LENA, |lena| lena.active = false), Err(RosterRefusal::OwnRights));
    assert_eq!(changed(LENA, |lena| lena.teams = vec![team_id(SALES)]), Ok(()));
}

/// `[P1]`
#[test]
fn an_administrator_remains() {
    let last = RosterRefusal::LastAdministrator("Lena".to_owned());
    assert_eq!(changed_by(&roster(), MAX, LENA, |lena| lena.role = Role::Member), Err(last.clone()));
    assert_eq!(changed_by(&roster(), MAX, LENA, |lena| lena.active = false), Err(last.clone()));
    let inactive = Employee { role: Role::Admin, active: false, ..employee(GONE, "Gone") };
    assert_eq!(
        changed_by(&roster().with_employee(inactive), MAX, LENA, |lena| lena.active = false),
        Err(last),
        "who is inactive administers nothing"
    );
    let two = roster().with_employee(Employee { role: Role::Admin, ..employee(ANNA, "Anna") });
    assert_eq!(changed_by(&two, ANNA, LENA, |lena| lena.active = false), Ok(()));
}

/// `[P3]`
#[test]
fn an_archived_team_takes_no_new_members_and_keeps_those_it_had() {
    assert_eq!(changed(ANNA, |anna| anna.teams = vec![team_id(ARCHIVED)]), Err(RosterRefusal::NoSuchTeam));
    assert_eq!(changed(ANNA, |anna| anna.teams = vec![team_id(77)]), Err(RosterRefusal::NoSuchTeam));
    let kept = with_archived().with_employee(Employee { teams: vec![team_id(ARCHIVED)], ..employee(ANNA, "Anna") });
    assert_eq!(changed_by(&kept, LENA, ANNA, |anna| anna.name = "Anna Huber".to_owned()), Ok(()));
}

/// `[P2]`
#[test]
fn teams_in_use_have_names_of_their_own_in_any_spelling() {
    let taken = RosterRefusal::NameTaken("Sales".to_owned());
    let roster = with_archived();
    assert_eq!(roster.new_team(team_id(2), "  sáles "), Err(taken.clone()));
    assert!(matches!(roster.new_team(team_id(2), " "), Err(RosterRefusal::Name(_))));
    assert_eq!(roster.new_team(team_id(2), " Vertrieb  Graz ").unwrap().name, "Vertrieb Graz");
    assert_eq!(roster.new_team(team_id(2), "Vertrieb").unwrap().name, "Vertrieb", "an archived name is free");
    let sales = roster.team(team_id(SALES)).unwrap();
    assert_eq!(roster.changed_team(sales, Some("SALES"), false).unwrap().name, "SALES", "its own");
    let archived = Team { name: "sales".to_owned(), ..roster.team(team_id(ARCHIVED)).unwrap().clone() };
    assert_eq!(roster.changed_team(&archived, None, false), Err(taken), "brought back under a name that is taken");
}

/// `[P3]`
#[test]
fn a_team_is_archived_when_neither_active_employees_nor_contacts_belong_to_it() {
    let team = team_id(SALES);
    assert_eq!(roster().check_archiving(team, 0), Err(RosterRefusal::HasMembers("Max".to_owned())));
    let left = roster().with_employee(Employee { teams: vec![team], active: false, ..employee(MAX, "Max") });
    assert_eq!(left.check_archiving(team, 3), Err(RosterRefusal::HasContacts(3)));
    assert_eq!(left.check_archiving(team, 0), Ok(()));
}
