#![allow(clippy::unwrap_used)]

use chrono::TimeDelta;

use super::*;
use crate::fixtures::{ANNA, LENA, MAX, SALES, contact, employee, employee_id, now, roster, team_id};

/// `[U2]`
#[test]
fn what_is_read_again_within_an_hour_is_one_entry() {
    let read =
        |who: u8, minutes: i64| AuditEntry::read(employee_id(who), &contact(), now() + TimeDelta::minutes(minutes));
    assert_eq!(read(ANNA, 0), read(ANNA, 59));
    assert_ne!(read(ANNA, 0).id, read(ANNA, 60).id);
    assert_ne!(read(ANNA, 0).id, read(MAX, 0).id);
}

/// `[U4]`
#[test]
fn a_lead_reads_what_concerns_their_teams_an_administrator_everything_and_a_member_nothing() {
    let roster = roster();
    let of = |who: u8| scope(roster.employee(employee_id(who)).unwrap(), &roster);
    assert_eq!(of(LENA), AuditScope::Everything);
    assert_eq!(of(MAX), AuditScope::None);
    let eva = Employee { role: Role::Lead, teams: vec![team_id(SALES)], ..employee(9, "Eva") };
    let roster = roster.with_employee(eva.clone());
    let teams = vec![team_id(SALES)];
    let people = vec![employee_id(MAX), employee_id(9)];
    assert_eq!(scope(&eva, &roster), AuditScope::Teams { people, teams });
    assert_eq!(scope(&Employee { active: false, ..eva }, &roster), AuditScope::None);
}
