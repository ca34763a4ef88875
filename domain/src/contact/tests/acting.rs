//! What acts do to a contact, and how it is taken back (`[B1]`, `[B2]`, `[B5]`, `[B6]`).

use chrono::TimeDelta;

use super::super::*;
use crate::act::Deed;
use crate::fixtures::{
    ANNA, GONE, LENA, MAX, assignment, contact, context, employee_id, execute, now, private, roster,
};
use crate::ids::{ActId, AssignmentId};

fn assign(employee: u8, role: AssignmentRole) -> Command {
    Command::CarryOut { act: ActId::new(), deed: Deed::Assign(NewAssignment::new(employee_id(employee), role)) }
}

fn hand_over(from: u8, to: u8, assignments: &[AssignmentId]) -> Command {
    let (from, to, assignments) = (employee_id(from), employee_id(to), assignments.to_vec());
    Command::CarryOut { act: ActId::new(), deed: Deed::Move { from, to, assignments } }
}

fn take_back(events: Vec<Event>) -> Command {
    Command::TakeBack { act: events[0].act.unwrap(), events }
}

/// Who has which role now or will have it, and whether they have begun.
fn held(contact: &Contact) -> Vec<(EmployeeId, AssignmentRole, bool)> {
    let mut held: Vec<_> =
        contact.open_assignments().map(|known| (known.employee, known.role, known.started)).collect();
    held.sort_unstable();
    held
}

fn open_ids(contact: &Contact) -> Vec<AssignmentId> {
    contact.open_assignments().map(|known| known.id).collect()
}

#[test]
fn an_act_assigns_by_the_rules_of_a_single_command_and_its_events_carry_its_id() {
    let (mut by_act, mut by_hand) = (contact(), contact());
    for contact in [&mut by_act, &mut by_hand] {
        contact.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    }
    let new = NewAssignment::new(employee_id(MAX), AssignmentRole::AccountManager);
    execute(&mut by_hand, LENA, &Command::AssignEmployee(new)).unwrap();
    let act = ActId::new();
    let events = execute(&mut by_act, LENA, &Command::CarryOut { act, deed: Deed::Assign(new) }).unwrap();
    assert_eq!(held(&by_act), held(&by_hand));
    assert!(events.iter().all(|event| event.act == Some(act)));
    assert_eq!(
        execute(&mut contact(), LENA, &assign(GONE, AssignmentRole::Service)),
        Err(ContactRefusal::NoSuchEmployee)
    );
    let unseen = execute(&mut private(ANNA), MAX, &assign(MAX, AssignmentRole::Service));
    assert_eq!(unseen, Err(ContactRefusal::NotFound), "nobody grants what they do not have");
}

#[test]
fn a_command_of_an_act_that_comes_again_changes_nothing() {
    let mut contact = contact();
    let roster = roster();
    let context = context(&roster, ANNA);
    let command = assign(MAX, AssignmentRole::Service);
    for event in decide(&contact, &command, context, |_| None).unwrap() {
        contact.apply(&event);
    }
    let end = Command::EndAssignment { assignment: contact.assignments[0].id };
    assert_eq!(decide(&contact, &command, context, |_| None), Ok(Vec::new()));
    execute(&mut contact, ANNA, &end).unwrap();
    assert_eq!(decide(&contact, &command, context, |_| None), Ok(Vec::new()), "also when it was ended since");
}

#[test]
fn a_handover_moves_every_role_and_what_is_planned_stays_planned() {
    let mut contact = private(MAX);
    let until = now().date_naive() + TimeDelta::days(40);
    let from = now() + TimeDelta::days(30);
    let planned = Assignment {
        started: false,
        from,
        until: Some(until),
        ..assignment(employee_id(MAX), AssignmentRole::Service)
    };
    contact.assignments.push(planned);
    let ids = open_ids(&contact);
    // Lena sees no private contact of Max's: that she may order it was decided for the act.
    execute(&mut contact, LENA, &hand_over(MAX, ANNA, &ids)).unwrap();
    let anna = employee_id(ANNA);
    assert_eq!(held(&contact), [(anna, AssignmentRole::AccountManager, true), (anna, AssignmentRole::Service, false)]);
    let moved = contact.open_assignments().find(|known| known.role == AssignmentRole::Service).unwrap();
    assert_eq!((moved.from, moved.until, moved.source), (from, Some(until), AssignmentSource::Handover));
}

#[test]
fn what_is_gone_meanwhile_is_refused_and_nothing_half_done() {
    let mut contact = private(MAX);
    contact.assignments.push(assignment(employee_id(MAX), AssignmentRole::Service));
    let ids = open_ids(&contact);
    execute(&mut contact, MAX, &Command::EndAssignment { assignment: ids[1] }).unwrap();
    let before = contact.clone();
    assert_eq!(execute(&mut contact, MAX, &hand_over(MAX, ANNA, &ids)), Err(ContactRefusal::NotAssigned));
    let of_another = execute(&mut contact, MAX, &hand_over(LENA, ANNA, &ids[..1]));
    assert_eq!(of_another, Err(ContactRefusal::NotAssigned), "it is not Lena's to give");
    assert_eq!(execute(&mut contact, MAX, &hand_over(MAX, GONE, &ids[..1])), Err(ContactRefusal::NoSuchEmployee));
    assert_eq!(contact, before);
}

#[test]
fn a_role_that_the_receiver_has_already_is_not_given_twice() {
    let mut contact = contact();
    for employee in [MAX, ANNA] {
        contact.assignments.push(assignment(employee_id(employee), AssignmentRole::Service));
    }
    let of_max = contact.assignments[0].id;
    execute(&mut contact, MAX, &hand_over(MAX, ANNA, &[of_max])).unwrap();
    assert_eq!(held(&contact), [(employee_id(ANNA), AssignmentRole::Service, true)]);

    let mut contact = crate::fixtures::contact();
    contact.assignments.push(assignment(employee_id(MAX), AssignmentRole::Service));
    let until = Some(now().date_naive() + TimeDelta::days(2));
    contact.assignments.push(Assignment { until, ..assignment(employee_id(ANNA), AssignmentRole::Service) });
    let of_max = contact.assignments[0].id;
    let refused = execute(&mut contact, MAX, &hand_over(MAX, ANNA, &[of_max]));
    assert_eq!(refused, Err(ContactRefusal::AlreadyAssigned { name: "Anna".to_owned() }), "hers is shorter");
}

#[test]
fn taking_back_ends_what_the_act_made_and_puts_back_what_it_ended() {
    let mut contact = contact();
    contact.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let before = held(&contact);
    let events = execute(&mut contact, LENA, &assign(MAX, AssignmentRole::AccountManager)).unwrap();
    assert_eq!(held(&contact).len(), 2, "Anna is a sales representative now");
    let back = execute(&mut contact, LENA, &take_back(events)).unwrap();
    assert_eq!(held(&contact), before);
    assert!(back.iter().all(|event| event.act.is_some()));
    assert!(contact.assignments.iter().all(|known| known.ended.is_none() || known.ended == Some(now())), "closed only");
}

#[test]
fn what_somebody_changed_since_an_act_stays() {
    // Somebody ended what the act had made.
    let mut contact = contact();
    contact.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let events = execute(&mut contact, LENA, &assign(MAX, AssignmentRole::AccountManager)).unwrap();
    execute(
        &mut contact,
        ANNA,
        &Command::AssignEmployee(NewAssignment::new(employee_id(LENA), AssignmentRole::AccountManager)),
    )
    .unwrap();
    let before = contact.clone();
    assert_eq!(execute(&mut contact, LENA, &take_back(events)), Err(ContactRefusal::ChangedSinceAct));
    assert_eq!(contact, before);

    // Whoever had it is gone.
    let mut contact = private(GONE);
    let ids = open_ids(&contact);
    let events = execute(&mut contact, LENA, &hand_over(GONE, ANNA, &ids)).unwrap();
    assert_eq!(execute(&mut contact, LENA, &take_back(events)), Err(ContactRefusal::NoSuchEmployee));
    assert_eq!(held(&contact), [(employee_id(ANNA), AssignmentRole::AccountManager, true)]);
}

#[test]
fn a_deleted_contact_takes_no_part_in_an_act() {
    let mut contact = private(MAX);
    let ids = open_ids(&contact);
    execute(&mut contact, MAX, &Command::DeleteContact).unwrap();
    assert_eq!(execute(&mut contact, MAX, &hand_over(MAX, ANNA, &ids)), Err(ContactRefusal::NotFound));
}
