//! Edits of fields: the base, conflicts, merges, and all or none (`[L1]`, `[L5]`, `[C3]`, `[C4]`).

use proptest::prelude::*;

use super::super::decide::Conflict;
use super::super::*;
use crate::comment::Visibility;
use crate::fixtures::{
    ANNA, GONE, LENA, MAX, SALES, contact, contact_id, edit, employee_id, execute, private, team_id,
};
use crate::ids::AssignmentId;
use crate::value::ValueError;

/// Huber as of version 3: the city was changed by Max at 1 and 3, the street by Anna at 2.
fn edited() -> Contact {
    let mut contact = contact();
    execute(&mut contact, MAX, &edit(0, &[(Field::City, "Graz".into())])).unwrap();
    execute(&mut contact, ANNA, &edit(1, &[(Field::Street, "Ring 1".into())])).unwrap();
    execute(&mut contact, MAX, &edit(2, &[(Field::City, "Linz".into())])).unwrap();
    contact
}

#[test]
fn a_stale_edit_of_the_same_field_is_a_conflict_with_both_values() {
    for base in [0, 1, 2] {
        let refused = execute(&mut edited(), ANNA, &edit(base, &[(Field::City, " Wien ".into())]));
        let conflict =
            Conflict { field: Field::City, mine: "Wien".into(), theirs: "Linz".into(), by: employee_id(MAX), seq: 3 };
        assert_eq!(refused, Err(ContactRefusal::Conflict(Box::new(conflict))), "base {base}");
    }
}

#[test]
fn the_seq_of_a_conflict_is_the_base_to_save_again_with() {
    let mut contact = edited();
    let refused = execute(&mut contact, ANNA, &edit(0, &[(Field::City, "Wien".into())]));
    let Err(ContactRefusal::Conflict(conflict)) = refused else { panic!("{refused:?}") };
    let saved = execute(&mut contact, ANNA, &edit(conflict.seq, &[(Field::City, "Wien".into())])).unwrap();
    assert_eq!(saved[0].seq, 4);
    assert_eq!(contact.fields.city.as_deref(), Some("Wien"));
}

#[test]
fn a_stale_edit_of_another_field_merges() {
    let mut contact = edited();
    execute(&mut contact, ANNA, &edit(0, &[(Field::Industry, "Holz".into())])).unwrap();
    execute(&mut contact, MAX, &edit(2, &[(Field::Street, "Ring 2".into())])).unwrap();
    assert_eq!(contact.fields.industry.as_deref(), Some("Holz"));
    assert_eq!(contact.fields.street.as_deref(), Some("Ring 2"));
}

#[test]
fn a_value_that_stands_there_already_is_no_conflict_and_no_event() {
    let mut contact = edited();
    for base in [0, 3] {
        assert_eq!(execute(&mut contact, ANNA, &edit(base, &[(Field::City, " Linz".into())])), Ok(Vec::new()));
    }
    assert_eq!(contact.version, 3);
}

#[test]
fn a_base_from_the_future_is_refused() {
    let refused = execute(&mut edited(), ANNA, &edit(4, &[(Field::Industry, "Holz".into())]));
    assert_eq!(refused, Err(ContactRefusal::BaseFromTheFuture { base: 4, version: 3 }));
}

#[test]
fn several_changes_are_done_all_or_none() {
    let right = (Field::Industry, FieldValue::from("Holz"));
    let stale = (Field::City, FieldValue::from("Wien"));
    let wrong = (Field::Website, FieldValue::from("javascript:alert(1)"));
    let unknown_team = (Field::Teams, FieldValue::from(team_id(99).to_string().as_str()));
    for refused in [stale, wrong, unknown_team] {
        let mut contact = edited();
        let before = contact.clone();
        assert!(execute(&mut contact, ANNA, &edit(1, &[right.clone(), refused.clone()])).is_err(), "{refused:?}");
        assert_eq!(contact, before);
    }
}

#[test]
fn a_refused_value_names_its_field_and_the_reason() {
    let refused = execute(&mut contact(), ANNA, &edit(0, &[(Field::VatId, "ATU12345674".into())])).unwrap_err();
    let error = ValueError::VatIdChecksum("ATU12345674".to_owned());
    assert_eq!(refused, ContactRefusal::Invalid { field: Field::VatId, error });
    assert!(refused.to_string().starts_with("vat_id: "), "{refused}");
}

#[test]
fn a_postal_code_is_checked_against_the_country_that_comes_with_it_in_any_order() {
    let (country, code) = ((Field::Country, FieldValue::from("DE")), (Field::PostalCode, FieldValue::from("80331")));
    for changes in [[country.clone(), code.clone()], [code.clone(), country.clone()]] {
        let mut contact = contact();
        execute(&mut contact, ANNA, &edit(0, &changes)).unwrap();
        assert_eq!(contact.fields.postal_code.as_deref(), Some("80331"));
    }
    assert!(execute(&mut contact(), ANNA, &edit(0, &[code])).is_err(), "Austria's codes have four digits");
}

#[test]
fn changing_the_country_leaves_the_postal_code() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &edit(0, &[(Field::PostalCode, "1010".into())])).unwrap();
    execute(&mut contact, ANNA, &edit(1, &[(Field::Country, "DE".into())])).unwrap();
    assert_eq!(contact.fields.postal_code.as_deref(), Some("1010"));
}

fn works_for(organisations: &[u8], primaries: bool) -> FieldValue {
    let employment = |number: &u8| Employment {
        organisation: contact_id(*number),
        position: None,
        department: None,
        primary: primaries,
        left: None,
    };
    FieldValue::Employments(organisations.iter().map(employment).collect())
}

#[test]
fn a_person_works_for_others_with_one_primary_and_an_organisation_for_nobody() {
    let mut person = contact();
    execute(&mut person, ANNA, &edit(0, &[(Field::WorksFor, works_for(&[2, 3], false))])).unwrap();
    assert_eq!(person.fields.works_for.len(), 2);
    let itself = execute(&mut contact(), ANNA, &edit(0, &[(Field::WorksFor, works_for(&[1], false))]));
    assert_eq!(itself, Err(ContactRefusal::WorksForItself));
    let two_primaries = execute(&mut contact(), ANNA, &edit(0, &[(Field::WorksFor, works_for(&[2, 3], true))]));
    assert!(matches!(two_primaries, Err(ContactRefusal::Invalid { field: Field::WorksFor, .. })));
    let mut organisation = Contact { kind: ContactKind::Organisation, ..contact() };
    let working = execute(&mut organisation, ANNA, &edit(0, &[(Field::WorksFor, works_for(&[2], false))]));
    assert_eq!(working, Err(ContactRefusal::OrganisationsDoNotWork));
}

#[test]
fn the_unseen_is_not_found_for_every_command() {
    let commands = [
        edit(99, &[(Field::Website, "nonsense".into())]),
        Command::AddComment { text: String::new(), parent: None, visibility: Visibility::Internal },
        Command::AssignEmployee(NewAssignment::new(employee_id(GONE), AssignmentRole::Deputy)),
        Command::EndAssignment { assignment: AssignmentId::new() },
        Command::DeleteContact,
    ];
    let mut restricted = private(MAX);
    restricted.fields.access = Access::Restricted;
    let deleted = Contact { deleted: true, ..contact() };
    for contact in [private(MAX), restricted, deleted] {
        for command in &commands {
            // Lena is an admin: she may see the name of the restricted one, which is not enough either.
            for by in [ANNA, LENA] {
                let refused = execute(&mut contact.clone(), by, command);
                assert_eq!(refused, Err(ContactRefusal::NotFound), "{command:?}");
            }
        }
    }
    assert!(execute(&mut private(MAX), MAX, &edit(0, &[(Field::City, "Wien".into())])).is_ok());
}

#[test]
fn an_inactive_employee_commands_nothing() {
    let refused = execute(&mut contact(), GONE, &edit(0, &[(Field::City, "Wien".into())]));
    assert_eq!(refused, Err(ContactRefusal::NoSuchEmployee));
}

#[test]
fn a_deleted_contact_is_visible_to_nobody() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &Command::DeleteContact).unwrap();
    assert!(contact.deleted);
    assert_eq!(crate::access::audience(&contact), crate::access::Audience::default());
    assert_eq!(execute(&mut contact, ANNA, &Command::DeleteContact), Err(ContactRefusal::NotFound));
}

fn some_field() -> impl Strategy<Value = (Field, FieldValue)> {
    let text = "[a-c]{0,2}".prop_map(|text: String| FieldValue::Text(text));
    prop_oneof![
        (prop_oneof![Just(Field::City), Just(Field::Street), Just(Field::Industry)], text),
        "[a-c ,]{0,3}"
            .prop_map(|tags: String| { (Field::Tags, FieldValue::List(tags.split(',').map(str::to_owned).collect())) }),
        Just((Field::Teams, FieldValue::from(team_id(SALES).to_string().as_str()))),
    ]
}

proptest! {
    /// Several people, some with old bases: what was refused left no trace, what was saved is numbered without gaps,
    /// and nobody's change of the same field was overwritten by somebody who had not seen it.
    #[test]
    fn versions_count_without_gaps_and_nobody_overwrites_unknowingly(
        edits in proptest::collection::vec((1..=2u8, 0..3u64, proptest::collection::vec(some_field(), 1..4)), 1..20),
    ) {
        let mut contact = contact();
        for (by, behind, changes) in edits {
            let base = contact.version.saturating_sub(behind);
            // Of several values for one field in one command, the last counts; here each field is named once.
            let changes: Vec<_> = std::collections::BTreeMap::from_iter(changes).into_iter().collect();
            let before = contact.clone();
            match execute(&mut contact, by, &edit(base, &changes)) {
                Ok(events) => {
                    for (event, seq) in events.iter().zip(before.version + 1..) {
                        prop_assert_eq!(event.seq, seq);
                        let EventKind::FieldChanged { field, value, .. } = &event.kind else { panic!("{event:?}") };
                        prop_assert!(before.field_versions.get(field).is_none_or(|last| last.seq <= base));
                        prop_assert_ne!(&before.fields.get(*field), value);
                    }
                    prop_assert_eq!(contact.version, before.version + events.len() as u64);
                    for (field, value) in changes {
                        prop_assert_eq!(contact.fields.get(field), before.fields.check(field, value).unwrap());
                    }
                }
                Err(ContactRefusal::Conflict(conflict)) => {
                    prop_assert!(conflict.seq > base);
                    prop_assert_eq!(&contact, &before);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}
