use crate::contact::{BulkMode, Field, FieldValue, bulk_value};
use crate::fixtures::contact;
use crate::value::ValueError;

fn list(entries: &[&str]) -> FieldValue {
    FieldValue::List(entries.iter().map(|entry| (*entry).to_owned()).collect())
}

#[test]
fn entries_are_added_and_removed_as_they_are_stored() {
    let mut fields = contact().fields;
    fields.tags = vec!["Messe".to_owned(), "VIP".to_owned()];
    fields.phones = vec!["+43 1 234567".to_owned()];
    for (field, mode, value, expected) in [
        (Field::Tags, BulkMode::Add, list(&["#Neu", "VIP"]), list(&["Messe", "VIP", "Neu"])),
        (Field::Tags, BulkMode::Add, "Neu".into(), list(&["Messe", "VIP", "Neu"])),
        (Field::Tags, BulkMode::Remove, list(&["#VIP", "Unbekannt"]), list(&["Messe"])),
        (Field::Tags, BulkMode::Set, list(&["Neu"]), list(&["Neu"])),
        (Field::Tags, BulkMode::Add, FieldValue::Nothing, list(&["Messe", "VIP"])),
        (Field::Phones, BulkMode::Remove, list(&["01 / 234567"]), list(&[])),
        (Field::Emails, BulkMode::Add, list(&["a@EXAMPLE.at"]), list(&["a@example.at"])),
        (Field::City, BulkMode::Set, "Wien".into(), "Wien".into()),
    ] {
        assert_eq!(bulk_value(&fields, field, mode, value.clone()), Ok(expected), "{mode:?} {value:?}");
    }
}

#[test]
fn only_lists_grow_and_shrink() {
    let fields = contact().fields;
    for field in [Field::City, Field::Name, Field::Access, Field::WorksFor] {
        for mode in [BulkMode::Add, BulkMode::Remove] {
            let refused = bulk_value(&fields, field, mode, "x".into());
            assert!(matches!(refused, Err(ValueError::WrongShape(_))), "{field:?}: {refused:?}");
        }
    }
    assert!(matches!(bulk_value(&fields, Field::Emails, BulkMode::Add, "x".into()), Err(ValueError::Email(_))));
}
