//! Assignments that begin and end by themselves (`[C9]`).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::super::*;
use crate::access::{Reach, audience};
use crate::calendar;
use crate::fixtures::{ANNA, GONE, LENA, MAX, contact, employee_id, execute, now, private, roster};
use crate::ids::{AssignmentId, CommandId};

fn today() -> NaiveDate {
    calendar::day_of(now())
}

fn in_days(days: i64) -> NaiveDate {
    today() + TimeDelta::days(days)
}

/// Noon of that day.
fn noon(days: i64) -> DateTime<Utc> {
    now() + TimeDelta::days(days)
}

fn planned(employee: u8, role: AssignmentRole, from: i64) -> NewAssignment {
    NewAssignment { from: Some(in_days(from)), ..NewAssignment::new(employee_id(employee), role) }
}

fn assign(contact: &mut Contact, new: NewAssignment) -> AssignmentId {
    execute(contact, ANNA, &Command::AssignEmployee(new)).unwrap();
    contact.assignments.last().unwrap().id
}

/// Keeps the calendar and tells what happened, in words.
fn keep(contact: &mut Contact, at: DateTime<Utc>) -> Vec<&'static str> {
    let events = keep_calendar(contact, CommandId::new(), at, &roster());
    let word = |event: &Event| match &event.kind {
        EventKind::AssignmentStarted { .. } => "started",
        EventKind::AssignmentEnded { expired: true, .. } => "expired",
        EventKind::AssignmentEnded { .. } => "ended",
        EventKind::EmployeeAssigned { .. } => "assigned",
        other => panic!("not the calendar's: {other:?}"),
    };
    let words = events.iter().map(word).collect();
    for event in &events {
        contact.apply(event);
    }
    assert_eq!(keep_calendar(contact, CommandId::new(), at, &roster()), [], "kept twice, it changes nothing more");
    assert!(contact.due().is_none_or(|due| due > calendar::day_of(at)), "nothing is left for that day");
    words
}

fn sees(contact: &Contact, employee: u8) -> bool {
    roster().reach(&audience(contact), employee_id(employee)) == Reach::Full
}

#[test]
fn a_planned_assignment_gives_no_rights_before_its_day() {
    let mut contact = private(ANNA);
    assign(&mut contact, planned(MAX, AssignmentRole::Deputy, 3));
    assert!(!sees(&contact, MAX));
    assert_eq!(contact.due(), Some(in_days(3)));
    assert!(keep(&mut contact, noon(2)).is_empty());
    assert!(!sees(&contact, MAX));
    assert_eq!(keep(&mut contact, noon(3)), ["started"]);
    assert!(sees(&contact, MAX));
    assert_eq!(contact.assignments[1].from, calendar::start_of(in_days(3)));
}

#[test]
fn an_assignment_holds_through_its_last_day() {
    let mut contact = private(ANNA);
    let until = Some(in_days(2));
    assign(&mut contact, NewAssignment { until, ..NewAssignment::new(employee_id(MAX), AssignmentRole::Deputy) });
    let end = calendar::start_of(in_days(3));
    assert!(keep(&mut contact, end - TimeDelta::seconds(1)).is_empty());
    assert!(sees(&contact, MAX));
    assert_eq!(keep(&mut contact, end), ["expired"]);
    assert!(!sees(&contact, MAX));
    assert_eq!(contact.due(), None);
}

#[test]
fn what_was_missed_is_caught_up() {
    let mut contact = contact();
    let until = Some(in_days(4));
    assign(&mut contact, NewAssignment { until, ..planned(MAX, AssignmentRole::Deputy, 2) });
    assign(&mut contact, planned(LENA, AssignmentRole::Deputy, 5));
    assert_eq!(keep(&mut contact, noon(9)), ["expired", "started"], "one is over before it began");
}

#[test]
fn a_planned_account_manager_replaces_the_one_of_that_day() {
    let manager = AssignmentRole::AccountManager;
    for (former, happened) in [
        (FormerManager::SalesRep, ["ended", "assigned", "started"].as_slice()),
        (FormerManager::Leaves, ["ended", "started"].as_slice()),
    ] {
        let mut contact = contact();
        assign(&mut contact, NewAssignment::new(employee_id(ANNA), manager));
        assign(&mut contact, NewAssignment { former, ..planned(LENA, manager, 2) });
        assign(&mut contact, NewAssignment::new(employee_id(MAX), manager));
        assert_eq!(contact.account_manager(), Some(employee_id(MAX)));
        assert_eq!(keep(&mut contact, noon(2)), happened);
        assert_eq!(contact.account_manager(), Some(employee_id(LENA)));
        let reps = contact.active_assignments().filter(|known| known.role == AssignmentRole::SalesRep);
        let is_rep = reps.map(|known| known.employee).any(|employee| employee == employee_id(MAX));
        assert_eq!(is_rep, former == FormerManager::SalesRep);
        let managers = contact.active_assignments().filter(|known| known.role == manager).count();
        assert_eq!(managers, 1, "one at a time");
    }
}

#[test]
fn a_role_is_not_held_twice_on_one_day() {
    let mut contact = contact();
    let deputy = AssignmentRole::Deputy;
    let until = Some(in_days(3));
    assign(&mut contact, NewAssignment { until, ..NewAssignment::new(employee_id(MAX), deputy) });
    let again = execute(&mut contact, ANNA, &Command::AssignEmployee(planned(MAX, deputy, 3)));
    assert_eq!(again, Err(ContactRefusal::AlreadyAssigned { name: "Max".to_owned() }));
    assign(&mut contact, planned(MAX, deputy, 4));
    let before = NewAssignment { from: Some(in_days(4)), until: Some(in_days(9)), ..planned(MAX, deputy, 4) };
    assert!(execute(&mut contact, ANNA, &Command::AssignEmployee(before)).is_err());
}

#[test]
fn a_planned_assignment_can_be_called_off() {
    let mut contact = private(ANNA);
    let assignment = assign(&mut contact, planned(MAX, AssignmentRole::Deputy, 3));
    execute(&mut contact, ANNA, &Command::EndAssignment { assignment }).unwrap();
    assert!(keep(&mut contact, noon(5)).is_empty());
    assert!(!sees(&contact, MAX));
}

#[test]
fn days_that_cannot_be_are_refused() {
    let mut contact = contact();
    let mut refused = |from: i64, until: i64| {
        let new = NewAssignment { until: Some(in_days(until)), ..planned(MAX, AssignmentRole::Deputy, from) };
        execute(&mut contact, ANNA, &Command::AssignEmployee(new)).unwrap_err()
    };
    assert_eq!(refused(-1, 4), ContactRefusal::BeginsInThePast { from: in_days(-1) });
    assert_eq!(refused(0, -1), ContactRefusal::EndsInThePast { until: in_days(-1) });
    let reversed = ContactRefusal::EndsBeforeItBegins { from: in_days(4), until: in_days(2) };
    assert_eq!(refused(4, 2), reversed);
}

#[test]
fn nobody_begins_who_is_no_longer_active() {
    let mut contact = private(ANNA);
    assign(&mut contact, planned(MAX, AssignmentRole::Deputy, 1));
    contact.assignments[1].employee = employee_id(GONE);
    assert_eq!(keep(&mut contact, noon(1)), ["expired"]);
}

#[test]
fn a_deleted_contact_is_never_due() {
    let mut contact = contact();
    assign(&mut contact, planned(MAX, AssignmentRole::Deputy, 1));
    execute(&mut contact, ANNA, &Command::DeleteContact).unwrap();
    assert_eq!(contact.due(), None);
}

#[test]
fn the_past_shows_what_was_planned_as_planned() {
    let mut contact = contact();
    let before = contact.clone();
    assign(&mut contact, planned(MAX, AssignmentRole::Deputy, 1));
    let planned = contact.clone();
    let events = keep_calendar(&contact, CommandId::new(), noon(1), &roster());
    events.iter().for_each(|event| contact.apply(event));
    let mut rewind = Rewind::new(contact, noon(1) - TimeDelta::hours(1));
    events.iter().rev().for_each(|event| rewind.take(event));
    assert!(rewind.goes_on());
    assert_eq!(before.assignments.len() + 1, planned.assignments.len());
    let mut rewind_further = rewind;
    let command = Event { seq: planned.version, at: now(), ..events[0].clone() };
    rewind_further.take(&command);
    assert_eq!(rewind_further.finish().unwrap().assignments, planned.assignments);
}
