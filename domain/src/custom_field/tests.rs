//! Which definitions and which values are taken (`[F1]` to `[F4]`).
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn new(label: &str, kind: CustomFieldKind) -> NewCustomField {
    let choices = match kind {
        CustomFieldKind::Choice => vec!["Gold".to_owned(), "Silber".to_owned()],
        _ => Vec::new(),
    };
    NewCustomField { id: None, label: label.to_owned(), kind, choices, applies_to: AppliesTo::Both, position: None }
}

fn with(fields: &[NewCustomField]) -> CustomFields {
    fields.iter().fold(CustomFields::default(), |all, new| all.with(all.define(new.clone()).unwrap()))
}

/// What a field of this kind makes of a text.
fn parsed(kind: CustomFieldKind, text: &str) -> Result<String, ValueError> {
    let fields = with(&[new("Feld", kind)]);
    let id = fields.in_order()[0].id;
    match fields.check(id, ContactKind::Person, FieldValue::from(text))? {
        FieldValue::Text(text) => Ok(text),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_number_is_read_with_comma_or_point_and_stored_in_one_spelling() {
    for (typed, stored) in [
        ("1234,5", "1234.5"),
        ("1234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u{a0}234\u{a0}567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.5", "1.5"),
        (" 007 ", "7"),
        ("-0,0", "0"),
        ("−3,10", "-3.1"),
        ("+2", "2"),
        (",5", "0.5"),
        ("5,", "5"),
        ("123456789012345", "123456789012345"),
        ("0,000000000000001", "0.000000000000001"),
    ] {
        assert_eq!(parsed(CustomFieldKind::Number, typed).as_deref(), Ok(stored), "{typed}");
    }
    for typed in ["zwölf", "1,2,3", "12.34,5", "1.2.3", "1e5", "--1", ",", ".", "-", "1 2", "1234 567", "٣", "0x10"] {
        assert_eq!(parsed(CustomFieldKind::Number, typed), Err(ValueError::Number(typed.to_owned())), "{typed}");
    }
    let long = parsed(CustomFieldKind::Number, "1234567890123,456");
    assert_eq!(long, Err(ValueError::TooManyDigits { digits: 16, limit: 15 }));
}

#[test]
fn a_date_is_read_in_both_spellings_and_stored_as_iso() {
    for (typed, stored) in [("15.03.2026", "2026-03-15"), ("5.3.2026", "2026-03-05"), (" 2026-03-15 ", "2026-03-15")] {
        assert_eq!(parsed(CustomFieldKind::Date, typed).as_deref(), Ok(stored), "{typed}");
    }
    for typed in ["31.02.2026", "15.03.26", "15.03.", "2026-3", "morgen", "0026-01-01", "+2026-01-01", "2026-03-15T10"]
    {
        assert_eq!(parsed(CustomFieldKind::Date, typed), Err(ValueError::FullDate(typed.to_owned())), "{typed}");
    }
}

#[test]
fn a_choice_is_one_of_those_offered_and_a_text_is_one_line() {
    assert_eq!(parsed(CustomFieldKind::Choice, " Gold ").as_deref(), Ok("Gold"));
    let refused = parsed(CustomFieldKind::Choice, "gold").unwrap_err();
    assert!(refused.to_string().contains("Gold, Silber"), "{refused}");
    assert_eq!(parsed(CustomFieldKind::Text, "  zwei   Worte ").as_deref(), Ok("zwei Worte"));
    let length = MAX_TEXT_LENGTH + 1;
    let long = parsed(CustomFieldKind::Text, &"x".repeat(length));
    assert_eq!(long, Err(ValueError::TooLong { length, limit: MAX_TEXT_LENGTH }));
}

#[test]
fn a_value_is_for_contacts_that_have_the_field_and_emptied_always() {
    let only = |applies_to| NewCustomField { applies_to, ..new("Nur dort", CustomFieldKind::Text) };
    for (applies_to, other, name) in [
        (AppliesTo::Organisation, ContactKind::Person, "organisations"),
        (AppliesTo::Person, ContactKind::Organisation, "persons"),
    ] {
        let fields = with(&[only(applies_to)]);
        let id = fields.in_order()[0].id;
        assert_eq!(fields.check(id, other, "x".into()), Err(ValueError::OnlyFor(name)));
        assert_eq!(fields.check(id, other, " ".into()), Ok(FieldValue::Nothing));
    }
    let fields = with(&[new("Alt", CustomFieldKind::Text)]);
    let id = fields.in_order()[0].id;
    let archived = CustomFieldChange { archived: Some(true), ..CustomFieldChange::default() };
    let fields = fields.with(fields.change(id, archived).unwrap());
    let check = |value| fields.check(id, ContactKind::Person, value);
    assert_eq!(check("x".into()), Err(ValueError::Archived("Alt".to_owned())));
    assert_eq!(check(FieldValue::Nothing), Ok(FieldValue::Nothing));
    assert!(matches!(check(FieldValue::List(vec!["x".to_owned()])), Err(ValueError::WrongShape(_))));
    let unknown = fields.check(CustomFieldId::new(), ContactKind::Person, FieldValue::Nothing);
    assert_eq!(unknown, Err(ValueError::NoSuchCustomField));
}

#[test]
fn definitions_are_checked_and_bounded() {
    let fields = with(&[new("Größe", CustomFieldKind::Number)]);
    let define = |new| fields.define(new);
    assert_eq!(define(new(" ", CustomFieldKind::Text)), Err(CustomFieldRefusal::Label(ValueError::Empty)));
    let taken = define(new("GROESSE", CustomFieldKind::Text));
    assert_eq!(taken, Err(CustomFieldRefusal::LabelTaken("GROESSE".to_owned())));
    let choices = |kind, choices: Vec<String>| define(NewCustomField { choices, ..new("Stufe", kind) });
    assert_eq!(choices(CustomFieldKind::Choice, Vec::new()), Err(CustomFieldRefusal::NoChoices));
    let many: Vec<_> = (0..=MAX_CHOICES).map(|number| number.to_string()).collect();
    assert_eq!(choices(CustomFieldKind::Text, many.clone()), Err(CustomFieldRefusal::ChoicesOfAnotherKind));
    assert_eq!(choices(CustomFieldKind::Choice, many), Err(CustomFieldRefusal::TooManyChoices { count: 101 }));
    let twice = choices(CustomFieldKind::Choice, vec!["A".to_owned(), " A ".to_owned(), "B".to_owned()]);
    assert_eq!(twice.unwrap().choices, ["A", "B"]);
    let far = NewCustomField { position: Some(MAX_POSITION + 1), ..new("Weit", CustomFieldKind::Text) };
    assert_eq!(define(far), Err(CustomFieldRefusal::Position));
}

#[test]
fn fifty_fields_are_in_use_at_most_and_an_archived_one_comes_back_only_where_it_fits() {
    let all: Vec<_> =
        (0..MAX_CUSTOM_FIELDS).map(|number| new(&format!("Feld {number}"), CustomFieldKind::Text)).collect();
    let fields = with(&all);
    let one_more = new("Noch eins", CustomFieldKind::Text);
    assert_eq!(fields.define(one_more.clone()), Err(CustomFieldRefusal::TooMany));
    let id = fields.in_order()[0].id;
    let archive = |archived| CustomFieldChange { archived: Some(archived), ..CustomFieldChange::default() };
    let fields = fields.with(fields.change(id, archive(true)).unwrap());
    let fields = fields.with(fields.define(one_more).unwrap());
    assert_eq!(fields.change(id, archive(false)), Err(CustomFieldRefusal::TooMany));
}

#[test]
fn a_repeated_definition_is_the_one_that_is_there() {
    let id = CustomFieldId::new();
    let first = NewCustomField { id: Some(id), ..new("Stufe", CustomFieldKind::Choice) };
    let fields = with(&[first.clone(), new("Danach", CustomFieldKind::Text)]);
    assert_eq!(fields.define(first.clone()).as_ref(), Ok(fields.get(id).unwrap()));
    let other = NewCustomField { label: "Anders".to_owned(), ..first };
    assert_eq!(fields.define(other), Err(CustomFieldRefusal::IdTaken));
}

#[test]
fn a_change_leaves_what_it_does_not_name() {
    let fields = with(&[new("Stufe", CustomFieldKind::Choice), new("Danach", CustomFieldKind::Text)]);
    let [stufe, danach] = fields.in_order()[..] else { panic!("two fields") };
    assert_eq!((stufe.position, danach.position), (0, 1), "in the order in which they were defined");
    let choices = Some(vec!["Platin".to_owned()]);
    let changed = fields.change(stufe.id, CustomFieldChange { choices, ..CustomFieldChange::default() }).unwrap();
    assert_eq!(changed, CustomField { choices: vec!["Platin".to_owned()], ..stufe.clone() });
    let label = Some("danach".to_owned());
    let taken = fields.change(stufe.id, CustomFieldChange { label: label.clone(), ..CustomFieldChange::default() });
    assert_eq!(taken, Err(CustomFieldRefusal::LabelTaken("danach".to_owned())));
    let own = fields.change(danach.id, CustomFieldChange { label, ..CustomFieldChange::default() });
    assert_eq!(own.unwrap().label, "danach", "its own label is not taken");
    let unknown = fields.change(CustomFieldId::new(), CustomFieldChange::default());
    assert_eq!(unknown, Err(CustomFieldRefusal::NotFound));
}

proptest! {
    /// Checking a stored value again changes nothing (`[C2]`).
    #[test]
    fn a_stored_value_stays_as_it_is(text in "[-+0-9., a-zßü\u{a0}]{0,20}") {
        for kind in [CustomFieldKind::Text, CustomFieldKind::Number, CustomFieldKind::Date] {
            if text.trim().is_empty() {
                continue;
            }
            if let Ok(stored) = parsed(kind, &text) {
                prop_assert_eq!(parsed(kind, &stored), Ok(stored), "{:?} {:?}", kind, text);
            }
        }
    }
}
