//! Who looks after a contact (`[C6]`).

use chrono::TimeDelta;

use super::super::*;
use crate::fixtures::{ANNA, GONE, LENA, MAX, contact, employee_id, execute, now};
use crate::ids::AssignmentId;

fn assign(employee: u8, role: AssignmentRole) -> Command {
    Command::AssignEmployee(NewAssignment::new(employee_id(employee), role))
}

fn holders(contact: &Contact, role: AssignmentRole) -> Vec<EmployeeId> {
    contact.active_assignments().filter(|known| known.role == role).map(|known| known.employee).collect()
}

#[test]
fn a_new_account_manager_turns_the_former_into_a_sales_representative() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::AccountManager)).unwrap();
    execute(&mut contact, ANNA, &assign(LENA, AssignmentRole::AccountManager)).unwrap();
    assert_eq!(holders(&contact, AssignmentRole::AccountManager), [employee_id(LENA)]);
    assert_eq!(holders(&contact, AssignmentRole::SalesRep), [employee_id(MAX)]);
    let closed: Vec<_> = contact.assignments.iter().filter(|known| known.ended.is_some()).collect();
    assert_eq!(closed.len(), 1, "closed, never deleted");

    // Max is a representative already when he stops being the account manager a second time.
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::AccountManager)).unwrap();
    execute(&mut contact, ANNA, &assign(LENA, AssignmentRole::AccountManager)).unwrap();
    let mut reps = holders(&contact, AssignmentRole::SalesRep);
    reps.sort_unstable();
    assert_eq!(reps, [employee_id(MAX), employee_id(LENA)], "each once");
    let mut ids: Vec<_> = contact.assignments.iter().map(|known| known.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), contact.assignments.len());
}

#[test]
fn who_replaces_an_account_manager_whom_they_did_not_see_is_told_instead() {
    let mut contact = contact();
    let as_seen = |employee, seen: Option<u8>| {
        let new = NewAssignment::new(employee_id(employee), AssignmentRole::AccountManager);
        Command::AssignEmployee(NewAssignment { replaces: Some(seen.map(employee_id)), ..new })
    };
    execute(&mut contact, ANNA, &as_seen(MAX, None)).unwrap();
    let late = execute(&mut contact, ANNA, &as_seen(LENA, None));
    assert_eq!(late, Err(ContactRefusal::ManagerChanged { name: "Max".to_owned() }));
    assert_eq!(contact.assignments.len(), 1, "nothing is left behind");
    execute(&mut contact, ANNA, &as_seen(LENA, Some(MAX))).unwrap();
    assert_eq!(contact.account_manager(), Some(employee_id(LENA)));
}

#[test]
fn one_person_may_hold_two_roles_but_none_twice() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::Service)).unwrap();
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::Technician)).unwrap();
    let again = execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::Service));
    assert_eq!(again, Err(ContactRefusal::AlreadyAssigned { name: "Max".to_owned() }));
    let assignment = contact.assignments[0].id;
    execute(&mut contact, ANNA, &Command::EndAssignment { assignment }).unwrap();
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::Service)).unwrap();
}

#[test]
fn an_assignment_ends_once() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &assign(MAX, AssignmentRole::Service)).unwrap();
    let end = Command::EndAssignment { assignment: contact.assignments[0].id };
    execute(&mut contact, ANNA, &end).unwrap();
    assert_eq!(contact.assignments[0].ended, Some(now()));
    assert_eq!(execute(&mut contact, ANNA, &end), Err(ContactRefusal::NotAssigned));
    let unknown = Command::EndAssignment { assignment: AssignmentId::new() };
    assert_eq!(execute(&mut contact, ANNA, &unknown), Err(ContactRefusal::NotAssigned));
}

#[test]
fn an_inactive_or_unknown_employee_is_not_assigned() {
    for nobody in [GONE, 99] {
        let refused = execute(&mut contact(), ANNA, &assign(nobody, AssignmentRole::Deputy));
        assert_eq!(refused, Err(ContactRefusal::NoSuchEmployee));
    }
}

#[test]
fn an_assignment_does_not_end_before_it_begins() {
    let until = |day: chrono::NaiveDate| {
        let new = NewAssignment::new(employee_id(MAX), AssignmentRole::Deputy);
        Command::AssignEmployee(NewAssignment { until: Some(day), ..new })
    };
    let today = now().date_naive();
    let yesterday = today - TimeDelta::days(1);
    let refused = execute(&mut contact(), ANNA, &until(yesterday));
    assert_eq!(refused, Err(ContactRefusal::EndsInThePast { until: yesterday }));
    let mut contact = contact();
    execute(&mut contact, ANNA, &until(today)).unwrap();
    assert_eq!(contact.assignments[0].until, Some(today), "the last day counts");
}
