//! The keys by which a repeated import finds its contacts.

use super::*;

fn organisation(values: &[(Field, &str)]) -> Draft {
    Draft {
        kind: ContactKind::Organisation,
        values: values.iter().map(|(field, text)| (*field, value(*field, text))).collect(),
        organisation: None,
        position: None,
        department: None,
        uid: None,
    }
}

fn person(values: &[(Field, &str)]) -> Draft {
    Draft { kind: ContactKind::Person, ..organisation(values) }
}

fn value(field: Field, text: &str) -> FieldValue {
    match field {
        Field::Emails | Field::Phones => FieldValue::List(vec![text.to_owned()]),
        _ => text.into(),
    }
}

/// The first key that the stored contact is found by.
fn check(stored: &Draft, imported: &Draft, expected: Option<&str>) {
    let index = stored.index_keys();
    let found = imported.match_keys().into_iter().find(|key| index.contains(key));
    assert_eq!(found.as_ref().map(MatchKey::as_str), expected);
}

#[test]
fn the_customer_number_counts_before_the_address_and_the_name() {
    let stored = organisation(&[
        (Field::Name, "Huber GmbH"),
        (Field::CustomerNumber, "K1"),
        (Field::Emails, "Office@huber.example"),
        (Field::PostalCode, "1010"),
    ]);
    let renamed = organisation(&[(Field::Name, "Huber AG"), (Field::CustomerNumber, "k1")]);
    check(&stored, &renamed, Some("organisation:number:k1"));
    let by_email = organisation(&[(Field::Name, "Huber AG"), (Field::Emails, "office@huber.example")]);
    check(&stored, &by_email, Some("organisation:email:office@huber.example:1"));
    let by_name = organisation(&[(Field::Name, "HUBER  Gmbh"), (Field::PostalCode, "1010")]);
    check(&stored, &by_name, Some("organisation:postal_code:1010:huber gmbh:3"));
}

#[test]
fn colleagues_who_share_number_and_address_stay_two_people() {
    let shared = [(Field::CustomerNumber, "K1"), (Field::Emails, "office@huber.example"), (Field::PostalCode, "1010")];
    let eva = person(&[&[(Field::Name, "Eva Huber")], &shared[..]].concat());
    let max = person(&[&[(Field::Name, "Max Huber")], &shared[..]].concat());
    check(&eva, &max, None);
    let turned = person(&[&[(Field::Name, "Huber, Eva")], &shared[..]].concat());
    check(&eva, &turned, Some("person:number:k1:eva huber"));
}

#[test]
fn a_person_is_no_organisation() {
    let email = [(Field::Name, "Huber"), (Field::Emails, "office@huber.example")];
    check(&organisation(&email), &person(&email), None);
}

#[test]
fn another_number_or_address_is_another_contact() {
    let at =
        |more: &[(Field, &str)]| person(&[&[(Field::Name, "Karl Huber"), (Field::PostalCode, "1010")], more].concat());
    let nothing_more = at(&[]);
    let father = at(&[(Field::Emails, "karl@huber.example")]);
    let son = at(&[(Field::Emails, "karl.junior@huber.example")]);
    check(&father, &son, None);
    check(&father, &nothing_more, Some("person:postal_code:1010:huber karl:2"));
    check(&nothing_more, &father, Some("person:postal_code:1010:huber karl:0"));
    let numbered = at(&[(Field::CustomerNumber, "K1")]);
    check(&numbered, &father, Some("person:postal_code:1010:huber karl:1"));
    check(&at(&[(Field::Birthday, "1950-01-01")]), &at(&[(Field::Birthday, "1980-01-01")]), None);
    let branch = |number| {
        let values = [(Field::Name, "Huber"), (Field::Emails, "office@huber.example"), (Field::CustomerNumber, number)];
        organisation(&values)
    };
    check(&branch("K1"), &branch("K2"), None);
}

#[test]
fn an_organisation_is_found_by_its_name_unless_the_postal_code_is_another() {
    let bare = organisation(&[(Field::Name, "Müller GmbH")]);
    let in_vienna = organisation(&[(Field::Name, "Mueller GmbH"), (Field::PostalCode, "1010")]);
    let in_graz = organisation(&[(Field::Name, "Müller GmbH"), (Field::PostalCode, "8010")]);
    check(&in_vienna, &in_graz, None);
    check(&in_vienna, &bare, Some("organisation:name::mueller gmbh:8"));
    check(&bare, &in_vienna, Some("organisation:name::mueller gmbh:0"));
    check(&bare, &bare, Some("organisation:name::mueller gmbh:0"));
}

#[test]
fn a_person_is_found_by_birthday_phone_or_organisation_when_there_is_nothing_better() {
    let eva = |more: &[(Field, &str)]| person(&[&[(Field::Name, "Eva Huber")], more].concat());
    let born = eva(&[(Field::Birthday, "1980-12-24")]);
    check(&born, &born, Some("person:birthday:1980-12-24:eva huber:0"));
    let reachable = eva(&[(Field::Phones, "+43 1 234567")]);
    check(&reachable, &reachable, Some("person:phone:+43 1 234567:eva huber:0"));
    let employed = Draft { organisation: Some("Huber GmbH".to_owned()), ..eva(&[]) };
    check(&employed, &employed, Some("person:organisation:huber gmbh:eva huber:0"));
    check(&eva(&[]), &eva(&[]), Some("person:name::eva huber"));
    check(&employed, &eva(&[]), None);
}

#[test]
fn names_without_letters_are_told_apart() {
    check(&person(&[(Field::Name, "★")]), &person(&[(Field::Name, "♥")]), None);
}
