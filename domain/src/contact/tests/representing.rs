//! For whom an act counts that a substitute does (`[V6]`).

use super::super::*;
use crate::fixtures::{
    ANNA, LENA, MAX, SALES, assignment, contact, context, custom_fields, edit, employee_id, now, private, roster,
    team_id,
};
use crate::roster::{Roster, StandIn};
use crate::{CommandId, EmployeeId, SubstitutionId, Visibility};

/// Anna substitutes Max, and Max substitutes Lena, who is an administrator.
fn while_away() -> Roster {
    let stand_in = |absent: u8, substitute: u8| StandIn {
        substitution: SubstitutionId::new(),
        absent: employee_id(absent),
        substitute: employee_id(substitute),
        contacts: true,
        notifications: true,
        priority: 3,
        set_at: now(),
    };
    roster().with_stand_ins([stand_in(MAX, ANNA), stand_in(LENA, MAX)])
}

fn acted_for(contact: &Contact, by: u8) -> Option<EmployeeId> {
    let city = edit(0, &[(Field::City, "Graz".into())]);
    let roster = while_away();
    let events = decide(contact, &city, context(&roster, by), |_| None).unwrap();
    events[0].acting_for
}

#[test]
fn an_act_on_a_contact_of_the_absent_person_counts_for_them() {
    assert_eq!(acted_for(&private(MAX), ANNA), Some(employee_id(MAX)));
    assert_eq!(acted_for(&private(LENA), ANNA), Some(employee_id(LENA)), "along the chain");
    let mut seen_by_all = contact();
    assert_eq!(acted_for(&seen_by_all, ANNA), None, "nobody looks after it");
    seen_by_all.assignments.push(assignment(employee_id(MAX), AssignmentRole::SalesRep));
    assert_eq!(acted_for(&seen_by_all, ANNA), Some(employee_id(MAX)));
    assert_eq!(acted_for(&seen_by_all, LENA), None, "who substitutes nobody acts for themselves");
}

#[test]
fn an_act_on_a_contact_of_the_substitutes_own_counts_for_nobody_else() {
    let mut shared = private(MAX);
    shared.assignments.push(assignment(employee_id(ANNA), AssignmentRole::Service));
    assert_eq!(acted_for(&shared, ANNA), None);
}

#[test]
fn where_the_absent_persons_team_opens_the_contact_the_act_counts_for_them() {
    let mut of_sales = contact();
    of_sales.fields.access = Access::Team;
    of_sales.fields.teams = vec![team_id(SALES)];
    assert_eq!(acted_for(&of_sales, ANNA), Some(employee_id(MAX)));
    assert_eq!(acted_for(&of_sales, MAX), None);
}

#[test]
fn a_comment_says_for_whom_it_was_written() {
    let roster = while_away();
    let text = "Angerufen".to_owned();
    let comment = Command::AddComment { text, parent: None, visibility: Visibility::Internal };
    let events = decide(&private(MAX), &comment, context(&roster, ANNA), |_| None).unwrap();
    let EventKind::CommentAdded { comment } = &events[0].kind else { panic!("{events:?}") };
    assert_eq!((comment.by, comment.acting_for), (employee_id(ANNA), Some(employee_id(MAX))));
    assert_eq!(events[0].acting_for, Some(employee_id(MAX)));
}

#[test]
fn a_contact_made_for_the_absent_person_is_theirs_and_nobody_makes_one_for_somebody_else() {
    let roster = while_away();
    let new = || NewContact {
        id: crate::fixtures::contact_id(9),
        kind: ContactKind::Organisation,
        values: vec![(Field::Name, "Neu GmbH".into())],
        source: AssignmentSource::Manual,
        manager: FirstManager::Author,
    };
    let context = |by: u8, acting_for: Option<u8>| Context {
        command: CommandId::new(),
        by: employee_id(by),
        acting_for: acting_for.map(employee_id),
        now: now(),
        roster: &roster,
        custom_fields: custom_fields(),
    };
    let (made, events) = create(new(), context(ANNA, Some(MAX))).unwrap();
    assert_eq!(made.account_manager(), Some(employee_id(MAX)));
    assert_eq!(made.fields.teams, [team_id(SALES)]);
    assert!(events.iter().all(|event| (event.by, event.acting_for) == (employee_id(ANNA), Some(employee_id(MAX)))));
    let own = create(new(), context(ANNA, None)).unwrap().0;
    assert_eq!(own.account_manager(), Some(employee_id(ANNA)));
    let absent = employee_id(ANNA);
    assert_eq!(create(new(), context(MAX, Some(ANNA))).unwrap_err(), ContactRefusal::NotSubstituting { absent });
}
