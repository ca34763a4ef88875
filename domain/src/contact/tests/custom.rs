//! Edits of custom fields (`[F3]`, `[F4]`, `[L5]`).

use super::super::*;
use crate::custom_field::{CustomFieldChange, CustomFields};
use crate::fixtures::{
    ANNA, LEVEL, MAX, REMARK, SINCE, SIZE, contact, context, custom_field_id, custom_fields, edit, execute, roster,
};
use crate::ids::CustomFieldId;
use crate::value::ValueError;

fn custom(number: u8) -> Field {
    Field::Custom(custom_field_id(number))
}

fn value(contact: &Contact, number: u8) -> Option<&str> {
    contact.fields.custom.get(&custom_field_id(number)).map(String::as_str)
}

#[test]
fn a_custom_field_is_checked_by_its_kind_and_kept_in_one_spelling() {
    let mut contact = contact();
    for (number, typed, stored) in [
        (REMARK, " bar  zahlen ", "bar zahlen"),
        (SIZE, "1.234,50", "1234.5"),
        (SINCE, "5.3.2026", "2026-03-05"),
        (LEVEL, "Gold", "Gold"),
    ] {
        let base = contact.version;
        let events = execute(&mut contact, ANNA, &edit(base, &[(custom(number), typed.into())])).unwrap();
        let changed =
            EventKind::FieldChanged { field: custom(number), value: stored.into(), previous: FieldValue::Nothing };
        assert_eq!(events[0].kind, changed);
        assert_eq!(value(&contact, number), Some(stored));
        assert_eq!(contact.field_versions[&custom(number)].seq, base + 1);
    }
    for (number, wrong) in [(SIZE, "viel"), (SINCE, "bald"), (LEVEL, "Blech")] {
        let refused = execute(&mut contact, ANNA, &edit(4, &[(custom(number), wrong.into())]));
        assert!(
            matches!(refused, Err(ContactRefusal::Invalid { field, .. }) if field == custom(number)),
            "{refused:?}"
        );
    }
    execute(&mut contact, ANNA, &edit(4, &[(custom(LEVEL), FieldValue::Nothing)])).unwrap();
    assert_eq!(value(&contact, LEVEL), None);
}

#[test]
fn a_field_that_nobody_defined_is_refused_by_its_name() {
    let field = Field::Custom(CustomFieldId::new());
    let refused = execute(&mut contact(), ANNA, &edit(0, &[(field, "x".into())])).unwrap_err();
    assert_eq!(refused, ContactRefusal::Invalid { field, error: ValueError::NoSuchCustomField });
    assert!(refused.to_string().starts_with("custom:"), "{refused}");
}

#[test]
fn two_who_edit_the_same_custom_field_are_in_conflict_and_of_different_ones_merge() {
    let mut contact = contact();
    execute(&mut contact, MAX, &edit(0, &[(custom(SIZE), "1".into())])).unwrap();
    let refused = execute(&mut contact, ANNA, &edit(0, &[(custom(SIZE), "2".into())]));
    let Err(ContactRefusal::Conflict(conflict)) = refused else { panic!("{refused:?}") };
    assert_eq!((conflict.field, conflict.mine, conflict.theirs), (custom(SIZE), "2".into(), "1".into()));
    execute(&mut contact, ANNA, &edit(0, &[(custom(REMARK), "neu".into())])).unwrap();
    let same = execute(&mut contact, ANNA, &edit(0, &[(custom(SIZE), "1,0".into())]));
    assert_eq!(same, Ok(Vec::new()), "the same number in another spelling");
}

#[test]
fn a_choice_that_is_dropped_stays_where_it_is_and_is_given_to_nobody_else() {
    let mut contact = contact();
    execute(&mut contact, ANNA, &edit(0, &[(custom(LEVEL), "Gold".into())])).unwrap();
    let choices = Some(vec!["Silber".to_owned()]);
    let change = CustomFieldChange { choices, ..CustomFieldChange::default() };
    let fields: CustomFields = custom_fields().with(custom_fields().change(custom_field_id(LEVEL), change).unwrap());
    let roster = roster();
    let context = Context { custom_fields: &fields, ..context(&roster, ANNA) };
    let gold = edit(1, &[(custom(LEVEL), "Gold".into())]);
    assert_eq!(decide(&contact, &gold, context, |_| None), Ok(Vec::new()), "it stands there already");
    let refused = decide(&crate::fixtures::contact(), &edit(0, &[(custom(LEVEL), "Gold".into())]), context, |_| None);
    assert!(matches!(refused, Err(ContactRefusal::Invalid { .. })), "{refused:?}");
}

#[test]
fn a_contact_is_created_with_custom_fields() {
    let roster = roster();
    let values = |size: &str| vec![(Field::Name, "Huber".into()), (custom(SIZE), size.into())];
    let new = |size| NewContact {
        id: crate::fixtures::contact_id(1),
        kind: ContactKind::Organisation,
        values: values(size),
        source: AssignmentSource::Manual,
        manager: FirstManager::Author,
    };
    let (created, _) = create(new("2,50"), context(&roster, ANNA)).unwrap();
    assert_eq!(value(&created, SIZE), Some("2.5"));
    assert!(create(new("viel"), context(&roster, ANNA)).is_err());
    let stored = serde_json::to_string(&created).unwrap();
    assert_eq!(serde_json::from_str::<Contact>(&stored).unwrap(), created);
    assert!(crate::search::words(&created).contains(&"2".to_owned()));
}

#[test]
fn a_contact_that_was_stored_before_there_were_custom_fields_is_read() {
    let mut stored = serde_json::to_value(contact()).unwrap();
    stored.as_object_mut().unwrap().remove("custom").unwrap();
    assert_eq!(serde_json::from_value::<Contact>(stored).unwrap(), contact());
}
