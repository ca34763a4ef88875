//! What rules do to contacts (`[R7]` to `[R9]`).

use super::world::{ANNA, EVA, Held, MAX, SOFIE, book, in_region, living_in, pool_id, roster, rule, to_pool};
use crate::contact::{
    AssignmentRole, AssignmentSource, Command, Contact, ContactKind, ContactRefusal, Event, EventKind, Field,
    FieldChange, FieldValue, FirstManager, NewContact, create_by_rules, decide, numbered,
};
use crate::fixtures::{assignment, contact_id, context, employee_id};
use crate::rules::{ProposalKind, Rule, RuleBook, RuleMode, WhenEmpty, what_if};
use crate::{CommandId, EmployeeId};

fn new(manager: FirstManager, postal_code: &str) -> NewContact {
    let values = vec![(Field::Name, FieldValue::from("Huber")), (Field::PostalCode, FieldValue::from(postal_code))];
    let source = AssignmentSource::Manual;
    NewContact { id: contact_id(9), kind: ContactKind::Person, values, source, manager }
}

fn created(held: &mut Held, manager: FirstManager, postal_code: &str) -> (Contact, Vec<Event>) {
    let roster = roster();
    let context = context(&roster, ANNA);
    create_by_rules(new(manager, postal_code), context, |contact| held.automation().of_new(contact, context)).unwrap()
}

fn vienna_to(who: u8) -> RuleBook {
    book(vec![rule(1, vec![in_region(&["1010-1230"])], who)])
}

#[test]
fn a_rule_chooses_who_gets_a_new_contact_unless_the_request_does() {
    let mut held = Held::new(vienna_to(MAX));
    let manager = |held: &mut Held, wanted, code| created(held, wanted, code).0.account_manager();
    assert_eq!(manager(&mut held, FirstManager::Author, "1010"), Some(employee_id(MAX)));
    assert_eq!(manager(&mut held, FirstManager::Author, "8010"), Some(employee_id(ANNA)), "no rule takes it");
    let named = FirstManager::Employee(employee_id(SOFIE));
    assert_eq!(manager(&mut held, named, "1010"), Some(employee_id(SOFIE)));
    assert_eq!(manager(&mut held, FirstManager::Nobody, "1010"), None);
    let mut gone = Held::new(vienna_to(4));
    assert_eq!(manager(&mut gone, FirstManager::Author, "1010"), Some(employee_id(ANNA)), "nobody could take it");
}

#[test]
fn an_automatic_assignment_names_its_rule_and_keeps_its_reason() {
    let (contact, events) = created(&mut Held::new(vienna_to(MAX)), FirstManager::Author, "1010");
    let held = &contact.assignments[0];
    assert_eq!(held.source, AssignmentSource::Rule);
    assert_eq!(held.rule.as_ref().map(|rule| (rule.name.as_str(), rule.version)), Some(("Regel 1", 7)));
    let why = events.iter().find_map(|event| match &event.kind {
        EventKind::EmployeeAssigned { why, .. } => why.as_ref(),
        _ => None,
    });
    assert_eq!(why.unwrap().operands[0].values, ["AT", "1010"]);
}

#[test]
fn a_rule_for_another_role_leaves_the_author_the_contact() {
    let technician = Rule { role: AssignmentRole::Technician, ..rule(1, vec![], MAX) };
    let (contact, _) = created(&mut Held::new(book(vec![technician])), FirstManager::Author, "1010");
    let held: Vec<_> = contact.active_assignments().map(|held| (held.employee, held.role)).collect();
    let (manager, technician) = (AssignmentRole::AccountManager, AssignmentRole::Technician);
    assert_eq!(held, [(employee_id(ANNA), manager), (employee_id(MAX), technician)]);
}

#[test]
fn a_request_that_is_refused_takes_no_turn() {
    let mut held = Held::new(book(vec![to_pool(rule(1, vec![], ANNA))]));
    let roster = roster();
    let context = context(&roster, ANNA);
    let refused = create_by_rules(new(FirstManager::Author, "12345"), context, |contact| {
        held.automation().of_new(contact, context)
    });
    assert!(matches!(refused, Err(ContactRefusal::Invalid { field: Field::PostalCode, .. })));
    assert!(held.states.get(pool_id()).is_none());
}

/// Max looks after a contact in Graz.
fn in_graz() -> Contact {
    let mut contact = living_in("8010");
    contact.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    contact
}

/// Moves the contact to another postal code and lets the rules follow.
fn moved(held: &mut Held, contact: &mut Contact, postal_code: &str) -> Vec<Event> {
    let roster = roster();
    let context = context(&roster, ANNA);
    let changes = vec![FieldChange { field: Field::PostalCode, value: FieldValue::from(postal_code) }];
    let before = contact.clone();
    let command = Command::EditFields { changes, base: contact.version };
    let mut events = decide(contact, &command, context, |_: CommandId| None).unwrap();
    events.iter().for_each(|event| contact.apply(event));
    let kinds = held.automation().after_change(&before, contact, &events, context);
    let followed = numbered(contact.version, kinds, context);
    followed.iter().for_each(|event| contact.apply(event));
    events.extend(followed);
    events
}

fn with_mode(mode: RuleMode, who: u8) -> Held {
    let mut book = vienna_to(who);
    book.rules[0].mode = mode;
    Held::new(book)
}

fn manager_after(mode: RuleMode, contact: &mut Contact) -> Option<EmployeeId> {
    moved(&mut with_mode(mode, SOFIE), contact, "1010");
    contact.account_manager()
}

#[test]
fn rules_follow_a_change_of_what_they_look_at_by_their_mode() {
    let (max, sofie) = (Some(employee_id(MAX)), Some(employee_id(SOFIE)));
    assert_eq!(manager_after(RuleMode::NewOnly, &mut in_graz()), max);
    assert_eq!(manager_after(RuleMode::AtOnce, &mut in_graz()), sofie);
    let mut suggested = in_graz();
    assert_eq!(manager_after(RuleMode::Suggest, &mut suggested), max);
    let proposal = suggested.proposal.unwrap();
    assert_eq!((proposal.kind, proposal.employee), (ProposalKind::Suggested, sofie));
}

#[test]
fn pinned_assignments_never_move() {
    let mut contact = in_graz();
    contact.assignments[0].pinned = true;
    assert_eq!(manager_after(RuleMode::AtOnce, &mut contact), Some(employee_id(MAX)));
    assert_eq!(contact.proposal, None);
}

#[test]
fn a_rule_that_took_the_contact_before_moves_nobody() {
    let mut held = with_mode(RuleMode::AtOnce, SOFIE);
    let mut contact = in_graz();
    contact.fields.postal_code = Some("1010".to_owned());
    moved(&mut held, &mut contact, "1020");
    assert_eq!(contact.account_manager(), Some(employee_id(MAX)), "somebody chose Max since");
}

#[test]
fn a_suggestion_is_accepted_dismissed_or_gone() {
    let (mut held, roster) = (with_mode(RuleMode::Suggest, SOFIE), roster());
    let context = context(&roster, ANNA);
    let mut contact = in_graz();
    moved(&mut held, &mut contact, "1010");
    let rule = contact.proposal.as_ref().unwrap().rule.rule;

    let mut accepted = contact.clone();
    let kinds = held.automation().accept(&accepted, rule, context).unwrap();
    numbered(accepted.version, kinds, context).iter().for_each(|event| accepted.apply(event));
    assert_eq!((accepted.account_manager(), accepted.proposal.is_none()), (Some(employee_id(SOFIE)), true));

    let mut dismissed = contact.clone();
    let events = decide(&dismissed, &Command::DismissProposal { rule }, context, |_: CommandId| None).unwrap();
    events.iter().for_each(|event| dismissed.apply(event));
    assert_eq!((dismissed.account_manager(), dismissed.proposal.is_none()), (Some(employee_id(MAX)), true));
    let gone = held.automation().accept(&dismissed, rule, context);
    assert_eq!(gone, Err(ContactRefusal::NoSuchProposal));

    moved(&mut held, &mut contact, "8020");
    assert_eq!(contact.proposal, None, "the rule takes it no more");
}

#[test]
fn who_waits_is_assigned_once_somebody_can() {
    let mut empty = book(vec![to_pool(rule(1, vec![], ANNA))]);
    empty.pools[0].when_empty = WhenEmpty::Queue;
    for member in &mut empty.pools[0].members {
        member.per_day = Some(1);
    }
    let mut held = Held::new(empty);
    let roster = roster();
    let context = context(&roster, ANNA);
    (0..3).for_each(|_| drop(created(&mut held, FirstManager::Author, "1010")));
    let (mut waiting, _) = created(&mut held, FirstManager::Author, "1010");
    assert_eq!((waiting.account_manager(), waiting.proposal.as_ref().unwrap().kind), (None, ProposalKind::Queued));
    assert_eq!(held.automation().end_waiting(&waiting, context), [], "still nobody can");

    let tomorrow = crate::contact::Context { now: context.now + chrono::Duration::days(1), ..context };
    let kinds = held.automation().end_waiting(&waiting, tomorrow);
    numbered(waiting.version, kinds, tomorrow).iter().for_each(|event| waiting.apply(event));
    assert!(waiting.account_manager().is_some() && waiting.proposal.is_none());
}

#[test]
fn what_if_answers_and_changes_nothing() {
    let mut held = Held::new(book(vec![
        rule(1, vec![in_region(&["1010-1230"])], SOFIE),
        to_pool(rule(2, vec![in_region(&["8*"])], ANNA)),
        rule(3, vec![in_region(&["9*"])], EVA),
    ]));
    let roster = roster();
    let context = context(&roster, ANNA);
    let mut contact = in_graz();
    let mut asked = |contact: &Contact, code: &str| {
        let changes = [FieldChange { field: Field::PostalCode, value: FieldValue::from(code) }];
        let before = held.states.get(pool_id()).cloned();
        let mut states = held.states.clone();
        let automation = crate::rules::Automation { compiled: &held.compiled, version: 7, states: &mut states };
        let answer = what_if(contact, &changes, automation, context).unwrap();
        assert_eq!(held.states.get(pool_id()).cloned(), before);
        held.automation();
        answer
    };
    let vienna = asked(&contact, "1010");
    assert_eq!(vienna.why.unwrap().outcome.employee(), Some(employee_id(SOFIE)));
    assert_eq!(vienna.stays, None);
    assert_eq!(asked(&contact, "8020").stays, Some(employee_id(MAX)), "Max is of the pool");
    assert_eq!(asked(&contact, "5020").why, None);
    contact.assignments[0].pinned = true;
    let pinned = asked(&contact, "9020");
    assert_eq!((pinned.stays, pinned.pinned), (Some(employee_id(MAX)), true));
}
