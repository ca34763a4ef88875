//! A contact as it was at an earlier time (`[H1]`, `[H3]`).

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::super::*;
use crate::comment::{CommentChange, Visibility};
use crate::fixtures::{ANNA, LENA, MAX, SALES, contact_id, context, custom_fields, employee_id, now, roster, team_id};
use crate::ids::CommandId;

/// What somebody does, and how long after the step before.
#[derive(Clone, Debug)]
enum Step {
    Edit(Field, FieldValue),
    Comment,
    Assign(u8, AssignmentRole),
    /// Ends one of the assignments that are active then.
    End(usize),
    Delete,
}

fn time(step: usize) -> DateTime<Utc> {
    now() + TimeDelta::seconds(10 * i64::try_from(step).unwrap())
}

/// A contact after each step that changed it, from its creation on, with all its events.
fn live_through(steps: &[(u8, Step)]) -> (Vec<(DateTime<Utc>, Contact)>, Vec<Event>) {
    let roster = roster();
    let context = |by, step| Context { now: time(step), ..context(&roster, by) };
    let values =
        vec![(Field::Name, "Huber".into()), (Field::Country, "AT".into()), (Field::Phones, "01 234567".into())];
    let new = NewContact {
        id: contact_id(1),
        kind: ContactKind::Person,
        values,
        source: AssignmentSource::Manual,
        manager: FirstManager::Author,
    };
    let (mut contact, mut events) = create(new, context(ANNA, 0)).unwrap();
    let mut states = vec![(time(0), contact.clone())];
    for (number, (by, step)) in (1..).zip(steps) {
        let command = match step {
            Step::Edit(field, value) => {
                let changes = vec![FieldChange { field: *field, value: value.clone() }];
                Command::EditFields { changes, base: contact.version }
            }
            Step::Comment => {
                Command::AddComment { text: "Hallo".to_owned(), parent: None, visibility: Visibility::Internal }
            }
            Step::Assign(employee, role) => Command::AssignEmployee(NewAssignment::new(employee_id(*employee), *role)),
            Step::End(number) => {
                let active: Vec<_> = contact.active_assignments().map(|active| active.id).collect();
                let Some(assignment) = active.get(number % active.len().max(1)) else { continue };
                Command::EndAssignment { assignment: *assignment }
            }
            Step::Delete => Command::DeleteContact,
        };
        // What is refused leaves no trace.
        let Ok(done) = decide(&contact, &command, context(*by, number), |_| None) else { continue };
        for event in &done {
            contact.apply(event);
        }
        if !done.is_empty() {
            events.extend(done);
            states.push((time(number), contact.clone()));
        }
    }
    (states, events)
}

/// The contact as it was at a time, and how many events had to be looked at.
fn at(contact: &Contact, events: &[Event], time: DateTime<Utc>) -> (Option<Contact>, usize) {
    let mut rewind = Rewind::new(contact.clone(), time);
    let mut looked_at = 0;
    for event in events.iter().rev() {
        if !rewind.goes_on() {
            break;
        }
        rewind.take(event);
        looked_at += 1;
    }
    (rewind.finish(), looked_at)
}

fn edit(field: Field, value: &str) -> (u8, Step) {
    (ANNA, Step::Edit(field, value.into()))
}

#[test]
fn a_postal_code_comes_back_with_the_country_that_it_was_checked_against() {
    let steps = [edit(Field::PostalCode, "1010"), edit(Field::Country, "DE"), edit(Field::PostalCode, "80331")];
    let (states, events) = live_through(&steps);
    let (_, last) = states.last().unwrap();
    for (time, state) in &states {
        assert_eq!(at(last, &events, *time).0.as_ref(), Some(state));
    }
}

#[test]
fn before_its_creation_there_is_no_contact_and_later_it_is_as_it_stays() {
    let (states, events) = live_through(&[edit(Field::City, "Wien")]);
    let (_, last) = states.last().unwrap();
    assert_eq!(at(last, &events, now() - TimeDelta::milliseconds(1)), (None, 0));
    let (later, looked_at) = at(last, &events, time(1000));
    assert_eq!((later.as_ref(), looked_at), (Some(last), 1), "nothing has to be taken back");
}

#[test]
fn between_two_changes_it_is_as_the_first_left_it() {
    let (states, events) = live_through(&[edit(Field::City, "Wien"), edit(Field::City, "Graz")]);
    let between = states[1].0 + TimeDelta::seconds(3);
    assert_eq!(at(&states[2].1, &events, between).0.as_ref(), Some(&states[1].1));
}

#[test]
fn changes_of_comments_leave_the_contact_as_it_is() {
    let (states, events) = live_through(&[edit(Field::City, "Wien"), (MAX, Step::Comment)]);
    let EventKind::CommentAdded { comment } = events.last().unwrap().kind.clone() else { panic!("{events:?}") };
    let change = CommentChange::Pin { on: true };
    let changed = Event {
        seq: 5,
        at: time(9),
        by: employee_id(MAX),
        acting_for: None,
        act: None,
        command: CommandId::new(),
        kind: EventKind::CommentChanged { comment, change, comment_seq: 4 },
    };
    let mut last = states[2].1.clone();
    last.apply(&changed);
    let events = [events, vec![changed]].concat();
    for (time, state) in &states {
        assert_eq!(at(&last, &events, *time).0.as_ref(), Some(state));
    }
}

fn some_step() -> impl Strategy<Value = Step> {
    let text = |field: Field, pattern: &'static str| {
        pattern.prop_map(move |text: String| Step::Edit(field, FieldValue::Text(text)))
    };
    let custom = custom_fields().in_order().into_iter().map(|field| field.id).collect::<Vec<_>>();
    let employee = prop_oneof![Just(ANNA), Just(MAX), Just(LENA)];
    let role =
        prop_oneof![Just(AssignmentRole::AccountManager), Just(AssignmentRole::SalesRep), Just(AssignmentRole::Deputy)];
    prop_oneof![
        4 => text(Field::City, "[a-c]{0,2}"),
        2 => text(Field::Name, "[a-c]{1,2}"),
        2 => text(Field::Birthday, "1980-12-2[0-9]|--12-24|"),
        2 => text(Field::Country, "AT|DE|CH|"),
        2 => text(Field::PostalCode, "1010|80331|8001|"),
        2 => text(Field::Phones, "01 23456[0-9]|089 123456|"),
        1 => text(Field::Access, "company|team|private"),
        2 => text(Field::Tags, "[a-c]{0,2}"),
        1 => prop_oneof![Just(FieldValue::Nothing), Just(team_id(SALES).to_string().as_str().into())]
            .prop_map(|teams| Step::Edit(Field::Teams, teams)),
        1 => (2..4u8, any::<bool>()).prop_map(|(organisation, primary)| {
            let employment =
                Employment { organisation: contact_id(organisation), position: None, department: None, primary, left: None };
            Step::Edit(Field::WorksFor, FieldValue::Employments(vec![employment]))
        }),
        3 => (proptest::sample::select(custom), "[0-9]{0,2}|Gold|15.03.2026")
            .prop_map(|(field, text)| Step::Edit(Field::Custom(field), FieldValue::Text(text))),
        2 => Just(Step::Comment),
        2 => (employee, role).prop_map(|(employee, role)| Step::Assign(employee, role)),
        2 => any::<usize>().prop_map(Step::End),
        1 => Just(Step::Delete),
    ]
}

proptest! {
    /// Walking back gives exactly each earlier state of a random history.
    #[test]
    fn every_earlier_state_comes_back_exactly(
        steps in proptest::collection::vec((prop_oneof![Just(ANNA), Just(MAX)], some_step()), 0..40),
    ) {
        let (states, events) = live_through(&steps);
        let (_, last) = states.last().unwrap();
        for (time, state) in &states {
            let (found, _) = at(last, &events, *time);
            prop_assert_eq!(found.as_ref(), Some(state));
        }
    }
}
