//! Creating a contact (`[C1]`).

use super::super::*;
use crate::fixtures::{ANNA, GONE, MAX, SALES, contact_id, context, employee_id, roster, team_id};
use crate::value::ValueError;

fn new(values: &[(Field, FieldValue)]) -> NewContact {
    NewContact {
        id: contact_id(1),
        kind: ContactKind::Person,
        values: values.to_vec(),
        source: AssignmentSource::Manual,
        manager: FirstManager::Author,
    }
}

#[test]
fn who_creates_a_contact_becomes_its_account_manager_and_its_teams_are_theirs() {
    let roster = roster();
    let (contact, events) = create(new(&[(Field::Name, "Huber".into())]), context(&roster, MAX)).unwrap();
    assert_eq!(contact.account_manager(), Some(employee_id(MAX)));
    assert_eq!(contact.fields.teams, [team_id(SALES)]);
    assert_eq!(contact.fields.access, Access::Company);
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(contact.version, 2);
}

#[test]
fn the_request_may_name_another_account_manager_or_none() {
    let roster = roster();
    let named = |manager| {
        let new = NewContact { manager, ..new(&[(Field::Name, "Huber".into())]) };
        create(new, context(&roster, MAX)).map(|(contact, _)| contact.account_manager())
    };
    assert_eq!(named(FirstManager::Employee(employee_id(ANNA))), Ok(Some(employee_id(ANNA))));
    assert_eq!(named(FirstManager::Nobody), Ok(None));
    assert_eq!(named(FirstManager::Employee(employee_id(GONE))), Err(ContactRefusal::NoSuchEmployee));
}

#[test]
fn what_the_request_says_stands_and_the_country_is_read_before_the_postal_code() {
    let roster = roster();
    let values = [
        (Field::PostalCode, "D 80331".into()),
        (Field::Teams, FieldValue::List(Vec::new())),
        (Field::Access, "private".into()),
        (Field::Phones, "089 123456".into()),
        (Field::Country, "Deutschland".into()),
        (Field::Name, "Huber".into()),
    ];
    let (contact, _) = create(new(&values), context(&roster, MAX)).unwrap();
    assert_eq!(contact.fields.postal_code.as_deref(), Some("80331"));
    assert_eq!(contact.fields.phones, ["+49 89 123456"]);
    assert!(contact.fields.teams.is_empty());
    assert_eq!(contact.fields.access, Access::Private);
}

#[test]
fn a_contact_without_a_name_or_with_a_wrong_value_is_not_created() {
    let roster = roster();
    let created = |values: &[(Field, FieldValue)], by| create(new(values), context(&roster, by)).map(|_| ());
    let nameless = Err(ContactRefusal::Invalid { field: Field::Name, error: ValueError::Empty });
    assert_eq!(created(&[(Field::City, "Wien".into())], ANNA), nameless);
    assert_eq!(created(&[(Field::Name, " ".into())], ANNA), nameless);
    let wrong = created(&[(Field::Name, "Huber".into()), (Field::Emails, "nobody".into())], ANNA);
    assert!(matches!(wrong, Err(ContactRefusal::Invalid { field: Field::Emails, .. })));
    let teams = created(&[(Field::Name, "Huber".into()), (Field::Teams, team_id(9).to_string().as_str().into())], ANNA);
    assert_eq!(teams, Err(ContactRefusal::NoSuchTeam));
    assert_eq!(created(&[(Field::Name, "Huber".into())], GONE), Err(ContactRefusal::NoSuchEmployee));
}

#[test]
fn a_created_contact_stores_and_reads_back_the_same() {
    let roster = roster();
    let (contact, events) = create(new(&[(Field::Name, "Huber".into())]), context(&roster, MAX)).unwrap();
    let stored = serde_json::to_string(&contact).unwrap();
    assert_eq!(serde_json::from_str::<Contact>(&stored).unwrap(), contact);
    for event in events {
        let stored = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&stored).unwrap(), event);
    }
}

#[test]
fn a_repeated_creation_names_the_same_assignment() {
    let roster = roster();
    let context = context(&roster, MAX);
    let first = create(new(&[(Field::Name, "Huber".into())]), context).unwrap();
    assert_eq!(create(new(&[(Field::Name, "Huber".into())]), context).unwrap(), first);
}
