//! Whom a text mentions (`[K3]`).

use super::*;
use crate::employee::Employee;
use crate::fixtures::{ANNA, GONE, LENA, MAX, employee, employee_id, roster};

fn check(text: &str, numbers: &[u8]) {
    let expected: Vec<_> = numbers.iter().map(|number| employee_id(*number)).collect();
    assert_eq!(mentions(text, &roster()), expected, "{text}");
}

#[test]
fn both_spellings_mention() {
    let anna = employee_id(ANNA);
    check(&format!("@[Anna Berger]({anna}) please look"), &[ANNA]);
    check("@anna please look", &[ANNA]);
    check("@Anna@Kontor.Example please look", &[ANNA]);
    check("Thanks, @max. And (@lena)!", &[MAX, LENA]);
    check("@max-", &[MAX]);
    check(&format!("@max and again @MAX and @[M]({})", employee_id(MAX)), &[MAX]);
}

#[test]
fn what_only_looks_like_a_mention_mentions_nobody() {
    check("anna and max", &[]);
    check("write to office@anna or x@max", &[]);
    check("@ anna", &[]);
    check("@annabelle @an", &[]);
    check("@[Anna](no-id)", &[]);
    check("@[Anna", &[]);
    check("@", &[]);
    check(&format!("@[Nobody]({})", employee_id(99)), &[]);
}

#[test]
fn an_inactive_employee_is_not_mentioned() {
    check(&format!("@gone @gone@kontor.example @[Gone]({})", employee_id(GONE)), &[]);
}

#[test]
fn a_short_form_that_fits_two_people_mentions_nobody() {
    let other = Employee { email: "max@elsewhere.example".to_owned(), ..employee(9, "Max") };
    let roster = roster().with_employee(other);
    assert_eq!(mentions("@max", &roster), []);
    assert_eq!(mentions("@max@elsewhere.example", &roster), [employee_id(9)]);
    let inactive = Employee { active: false, ..roster.employee(employee_id(9)).expect("just added").as_ref().clone() };
    assert_eq!(mentions("@max", &roster.with_employee(inactive)), [employee_id(MAX)]);
}
