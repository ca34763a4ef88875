use serde_json::json;

use crate::custom_field::{CustomField, CustomFieldKind, CustomFields, Number};
use crate::fixtures::{ANNA, contact, employee_id, now};
use crate::ids::CustomFieldId;
use crate::listing::{Asker, Criteria, FilterSpec, QueryError, Sort, SortBy, SortValue, order_of};

fn field(label: &str, kind: CustomFieldKind) -> CustomField {
    CustomField {
        id: CustomFieldId::new(),
        label: label.to_owned(),
        kind,
        choices: Vec::new(),
        applies_to: crate::custom_field::AppliesTo::Both,
        position: 0,
        archived: false,
    }
}

fn filter(id: CustomFieldId, condition: &serde_json::Value) -> String {
    json!({"custom": {id.to_string(): condition}}).to_string()
}

/// `[F7]`
#[test]
fn a_filter_asks_custom_fields_by_their_kind() {
    let id = CustomFieldId::new();
    let takes = |value: Option<&str>, condition: serde_json::Value| {
        let mut contact = contact();
        contact.fields.custom.extend(value.map(|value| (id, value.to_owned())));
        let spec = FilterSpec::parse(&filter(id, &condition)).unwrap();
        spec.resolve(employee_id(ANNA), now()).takes(&contact)
    };
    for (value, condition, expected) in [
        (Some("Zwölfaxing Süd"), json!({"type": "contains", "text": "AXING sued"}), true),
        (Some("Zwölfaxing Süd"), json!({"type": "contains", "text": "sud"}), false),
        (None, json!({"type": "contains", "text": "a"}), false),
        (Some("9"), json!({"type": "number", "from": "8,5", "to": "10"}), true),
        (Some("10"), json!({"type": "number", "from": "9"}), true),
        (Some("10.01"), json!({"type": "number", "to": "10"}), false),
        (Some("-5"), json!({"type": "number", "from": "-4"}), false),
        (None, json!({"type": "number", "to": "0"}), false),
        (Some("2026-03-15"), json!({"type": "date", "from": "15.3.2026", "to": "2026-03-15"}), true),
        (Some("2026-03-15"), json!({"type": "date", "from": "2026-03-16"}), false),
        (None, json!({"type": "date", "to": "2026-03-16"}), false),
        (Some("A+"), json!({"type": "one_of", "values": ["A-", "A+"]}), true),
        (Some("A+"), json!({"type": "one_of", "values": ["A-", "a+"]}), false),
        (None, json!({"type": "empty"}), true),
        (Some("x"), json!({"type": "empty"}), false),
        (Some("x"), json!({"type": "filled"}), true),
        (None, json!({"type": "filled"}), false),
    ] {
        assert_eq!(takes(value, condition.clone()), expected, "{value:?} {condition}");
    }
}

#[test]
fn a_condition_that_cannot_be_meant_is_refused() {
    let id = CustomFieldId::new();
    for condition in [
        json!({"type": "contains", "text": " "}),
        json!({"type": "contains", "text": "?!"}),
        json!({"type": "contains", "text": "x".repeat(201)}),
        json!({"type": "contains"}),
        json!({"type": "number"}),
        json!({"type": "number", "from": "viel"}),
        json!({"type": "number", "from": "2", "to": "1"}),
        json!({"type": "date", "from": "31.2.2026"}),
        json!({"type": "date", "from": "2026-01-02", "to": "2026-01-01"}),
        json!({"type": "one_of", "values": []}),
        json!({"type": "one_of", "values": vec!["x"; 51]}),
        json!({"type": "same"}),
        json!(["Gold"]),
    ] {
        let refused = FilterSpec::parse(&filter(id, &condition));
        assert!(matches!(refused, Err(QueryError::Filter(_))), "{condition}: {refused:?}");
    }
    let many: serde_json::Map<_, _> =
        (0..51).map(|_| (CustomFieldId::new().to_string(), json!({"type": "empty"}))).collect();
    assert!(FilterSpec::parse(&json!({"custom": many}).to_string()).is_err());
}

/// `[F7]`
#[test]
fn a_field_that_is_not_there_any_more_and_one_of_another_kind_are_named_as_the_reason() {
    let (size, note) = (field("Größe", CustomFieldKind::Number), field("Merkmal", CustomFieldKind::Text));
    let archived = CustomField { archived: true, ..field("Alt", CustomFieldKind::Text) };
    let fields = CustomFields::new([size.clone(), note.clone(), archived.clone()]);
    let asker = Asker { viewer: employee_id(ANNA), now: now(), custom_fields: &fields };
    let parse = |id, condition| Criteria::parse("", &filter(id, &condition), asker).map(|_| ());
    assert_eq!(parse(CustomFieldId::new(), json!({"type": "empty"})), Err(QueryError::FilterOfNoField));
    let of_another_kind = parse(note.id, json!({"type": "number", "from": "1"}));
    assert_eq!(of_another_kind, Err(QueryError::FilterOfAnotherKind("Merkmal".to_owned())));
    assert_eq!(parse(size.id, json!({"type": "number", "from": "1"})), Ok(()));
    assert_eq!(parse(archived.id, json!({"type": "contains", "text": "x"})), Ok(()));
    let by = |id| Sort::parse(&format!("-custom:{id}"), &fields);
    assert_eq!(by(size.id), Ok(Sort { by: SortBy::Custom(size.id), descending: true }));
    assert_eq!(by(CustomFieldId::new()), Err(QueryError::SortOfNoField));
}

#[test]
fn a_condition_is_written_as_it_is_stored() {
    let id = CustomFieldId::new();
    let spec = FilterSpec::parse(&filter(id, &json!({"type": "number", "from": "1.234,50"}))).unwrap();
    let written: serde_json::Value = serde_json::to_value(&spec).unwrap();
    assert_eq!(written.to_string(), filter(id, &json!({"type": "number", "from": "1234.5"})));
}

#[test]
fn numbers_are_ordered_by_their_size_and_before_texts() {
    let ordered = ["-1000", "-3.5", "0", "0.001", "7", "12", "2026-03-15", "2026-03-16", "Gold", "Österreich"];
    let values: Vec<_> = ordered.iter().map(|value| order_of(value).unwrap()).collect();
    assert!(values.is_sorted(), "{values:?}");
    assert!(values.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(order_of("-0"), order_of("0"));
    assert_eq!(order_of("?!"), None);
    for text in ["inf", "NaN", "1e5", "+5"] {
        assert!(matches!(order_of(text), Some(SortValue::Text(_))), "{text}");
    }
    for value in ["-1000", "0", "0.001", "999999999999999"] {
        let number = Number::of_value(value).unwrap();
        assert_eq!((Number::of_rank(number.rank()), number.to_string()), (number, value.to_owned()));
    }
}
