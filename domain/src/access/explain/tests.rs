//! Whoever sees a contact is named with a reason, and nobody else (`[A10]`); who opens one for themselves (`[A9]`).
#![allow(clippy::unwrap_used)]

use chrono::TimeDelta;

use super::*;
use crate::calendar;
use crate::contact::{Command, ContactRefusal, decide, keep_calendar};
use crate::fixtures::{
    ANNA, GONE, LENA, MAX, SALES, assignment, contact, context, employee_id, now, private, roster, team_id,
};
use crate::ids::{CommandId, SubstitutionId};
use crate::roster::StandIn;
use crate::{Event, EventKind};

fn standing_in() -> Roster {
    let stand_in = StandIn {
        substitution: SubstitutionId::new(),
        absent: employee_id(MAX),
        substitute: employee_id(ANNA),
        contacts: true,
        notifications: true,
        priority: 3,
        set_at: now(),
    };
    roster().with_stand_ins([stand_in])
}

fn told(contact: &Contact) -> Vec<(EmployeeId, bool, Vec<SeenBecause>)> {
    let seers = seers(contact, &standing_in());
    seers.into_iter().map(|seer| (seer.employee, seer.whole, seer.because)).collect()
}

#[test]
fn each_level_is_explained_by_what_opens_it() {
    use SeenBecause::{Admin, Assigned, Company, Substituting, Team};
    let (anna, max, lena) = (employee_id(ANNA), employee_id(MAX), employee_id(LENA));
    let everybody = told(&contact());
    assert_eq!(everybody, [anna, max, lena].map(|who| (who, true, vec![Company])), "Gone is inactive");
    let substituting = || vec![Substituting { absent: max }];
    let role = AssignmentRole::AccountManager;
    assert_eq!(told(&private(MAX)), [(anna, true, substituting()), (max, true, vec![Assigned { role }])]);
    let mut of_sales = contact();
    of_sales.fields.access = Access::Team;
    of_sales.fields.teams = vec![team_id(SALES)];
    let team = team_id(SALES);
    assert_eq!(told(&of_sales), [(anna, true, substituting()), (max, true, vec![Team { team }])]);
    let mut stub = of_sales.clone();
    stub.fields.access = Access::Restricted;
    assert_eq!(told(&stub), [(lena, false, vec![Admin])]);
    stub.deleted = true;
    assert_eq!(told(&stub), []);
}

#[test]
fn a_change_of_level_says_who_gains_and_who_loses() {
    let roster = roster();
    let of_max = private(MAX);
    let open = sight_with(&of_max, Some(Access::Company), None, &roster);
    assert_eq!((open.gains, open.loses), (vec![employee_id(ANNA), employee_id(LENA)], vec![]));
    let mut everybodys = contact();
    everybodys.assignments.push(assignment(employee_id(MAX), AssignmentRole::Service));
    let closed = sight_with(&everybodys, Some(Access::Private), None, &roster);
    assert_eq!((closed.gains, closed.loses), (vec![], vec![employee_id(ANNA), employee_id(LENA)]));
    let sales = [team_id(SALES)];
    let mut of_nobody = contact();
    of_nobody.fields.access = Access::Team;
    let given = sight_with(&of_nobody, None, Some(&sales), &roster);
    assert_eq!((given.gains, given.loses), (vec![employee_id(MAX)], vec![employee_id(LENA)]));
}

fn open_for(contact: &Contact, by: u8, reason: &str, days: i64) -> Result<Vec<Event>, ContactRefusal> {
    let until = Some(calendar::day_of(now()) + TimeDelta::days(days));
    let command = Command::OverrideAccess { reason: reason.to_owned(), until };
    decide(contact, &command, context(&standing_in(), by), |_| None)
}

#[test]
fn an_administrator_opens_what_they_do_not_see_with_a_reason_until_the_end_of_a_day() {
    let mut of_max = private(MAX);
    let events = open_for(&of_max, LENA, " Kundin ruft an ", 1).unwrap();
    of_max.apply(&events[0]);
    let sees = |contact: &Contact| roster().reach(&audience(contact), employee_id(LENA)) == Reach::Full;
    assert!(sees(&of_max));
    assert_eq!(of_max.overrides[0].reason, "Kundin ruft an");
    let named = seers(&of_max, &roster());
    assert!(named.iter().any(|seer| seer.employee == employee_id(LENA) && seer.because == [SeenBecause::Overridden]));
    let until = of_max.overrides[0].until;
    assert_eq!(of_max.due(), until.succ_opt(), "the calendar knows when to end it");
    let second = TimeDelta::seconds(1);
    let over = calendar::start_of(until.succ_opt().unwrap());
    let command = CommandId::new();
    assert_eq!(keep_calendar(&of_max, command, over - second, &roster()), []);
    let ended = keep_calendar(&of_max, command, over, &roster());
    assert!(matches!(ended[0].kind, EventKind::OverrideEnded { .. }));
    of_max.apply(&ended[0]);
    assert!(!sees(&of_max) && of_max.due().is_none());
}

#[test]
fn nobody_else_opens_it_and_not_without_a_reason_or_for_long() {
    for by in [ANNA, MAX] {
        let refused = open_for(&private(LENA), by, "Neugier", 0);
        assert_eq!(refused, Err(ContactRefusal::NotFound), "{by}");
    }
    assert_eq!(open_for(&private(GONE), GONE, "Neugier", 0).unwrap_err(), ContactRefusal::NotFound);
    assert!(matches!(open_for(&private(MAX), LENA, "  ", 0), Err(ContactRefusal::OverrideReason(_))));
    assert!(matches!(open_for(&private(MAX), LENA, "Grund", 8), Err(ContactRefusal::OverrideTooLong { .. })));
    assert!(matches!(open_for(&private(MAX), LENA, "Grund", -1), Err(ContactRefusal::EndsInThePast { .. })));
    assert_eq!(open_for(&contact(), LENA, "Grund", 0).unwrap_err(), ContactRefusal::SeenAlready);
    let deleted = Contact { deleted: true, ..private(MAX) };
    assert_eq!(open_for(&deleted, LENA, "Grund", 0).unwrap_err(), ContactRefusal::NotFound);
}

#[test]
fn who_looks_after_the_contact_is_told_that_it_was_opened() {
    let mut of_max = private(MAX);
    let events = open_for(&of_max, LENA, "Kundin ruft an", 0).unwrap();
    of_max.apply(&events[0]);
    let told = crate::notification::notifications(&of_max, &events[0], None, &standing_in());
    let told: Vec<_> = told.into_iter().map(|told| (told.employee, told.excerpt)).collect();
    assert_eq!(told, [(employee_id(MAX), Some("Kundin ruft an".to_owned()))], "and it goes to no substitute");
}
