use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::contact::{Access, Assignment, ContactKind, Department, Employment, Field, FieldValue};
use domain::{Contact, ContactId, Employee, EmployeeId, EventKind, Keys, Role, Roster, TeamId, search};

use crate::fixtures::{assignment, change, contact, creation, edit};
use crate::{ContactQuery, PageStart, Store, StoreError};

mod worlds;

fn employee(role: Role, teams: Vec<TeamId>) -> Employee {
    Employee { id: EmployeeId::new(), name: "Lena".into(), email: "lena@x.at".into(), role, teams, active: true }
}

fn everyone(keys: Keys) -> ContactQuery {
    ContactQuery::new(keys, 100)
}

fn keys_of(employee: &Employee) -> Keys {
    Roster::new([employee.clone()], []).keys(employee.id)
}

fn admin() -> Keys {
    keys_of(&employee(Role::Admin, Vec::new()))
}

fn search_for(text: &str) -> ContactQuery {
    let mut query = everyone(admin());
    query.criteria.words = search::query_words(text);
    query
}

async fn names(store: &Store, query: &ContactQuery) -> Vec<String> {
    let page = store.list_contacts(query).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64, "everything fits on one page here");
    page.items.into_iter().map(|item| item.contact.fields.name).collect()
}

#[tokio::test]
async fn a_contact_comes_back_as_it_was_and_deleted_ones_do_too() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna.clone()));
    assert_eq!(store.contact(ContactId::new()).await.unwrap(), None);

    store.commit(change(&mut anna, EventKind::ContactDeleted)).await.unwrap();
    assert_eq!(store.contact(anna.id).await.unwrap(), Some(anna.clone()));
    assert_eq!(store.list_contacts(&everyone(admin())).await.unwrap().total, 0);
}

#[tokio::test]
async fn the_contacts_of_a_team_are_counted_whoever_sees_them() {
    let store = Store::in_memory().await;
    let (wien, graz) = (TeamId::new(), TeamId::new());
    for (access, teams) in [
        (Access::Company, vec![wien, graz]),
        (Access::Private, vec![wien]),
        (Access::Restricted, vec![wien]),
        (Access::Team, vec![graz]),
        (Access::Restricted, vec![]),
    ] {
        let mut contact = contact("Anna");
        (contact.fields.access, contact.fields.teams) = (access, teams);
        store.commit(creation(&contact)).await.unwrap();
    }
    let mut deleted = contact("Anna");
    deleted.fields.teams = vec![wien];
    store.commit(creation(&deleted)).await.unwrap();
    store.commit(change(&mut deleted, EventKind::ContactDeleted)).await.unwrap();
    let access = store.access().unwrap();
    for (team, contacts) in [(wien, 3), (graz, 2), (TeamId::new(), 0)] {
        assert_eq!(store.contacts_of_team(team).await.unwrap(), contacts);
        let database = access.database.clone();
        let counted = access.spawn(async move { super::database::count_of_team(&database, team).await });
        assert_eq!(counted.await.unwrap(), contacts, "in a shared database");
    }
}

#[tokio::test]
async fn contacts_are_due_on_the_day_on_which_something_begins_or_is_over() {
    let store = Store::in_memory().await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let assigned = |name: &str, until: Option<&str>| {
        let mut contact = contact(name);
        contact.assignments.push(Assignment { until: until.map(day), ..assignment(EmployeeId::new(), false) });
        contact
    };
    let mut contacts =
        [assigned("Später", Some("2027-01-01")), assigned("Bald", Some("2026-09-30")), assigned("Nie", None)];
    for contact in &contacts {
        store.commit(creation(contact)).await.unwrap();
    }
    let due = async |text: &str| store.contacts_due(day(text), 10).await.unwrap();
    assert_eq!(due("2026-09-30").await, [], "the last day counts");
    assert_eq!(due("2026-10-01").await, [contacts[1].id]);
    assert_eq!(due("2027-01-02").await.len(), 2);
    assert_eq!(store.contacts_due(day("2027-01-02"), 1).await.unwrap(), [contacts[1].id], "the earliest first");

    store.commit(change(&mut contacts[1], EventKind::ContactDeleted)).await.unwrap();
    assert_eq!(due("2026-10-01").await, []);
}

#[tokio::test]
async fn contacts_are_found_by_the_beginnings_of_their_words() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna Müller");
    anna.fields.city = Some("Wien".into());
    anna.fields.phones = vec!["+43 1 234567".into()];
    let mut gruber = contact("Anne Gruber");
    gruber.fields.city = Some("Wiener Neustadt".into());
    let maria = contact("Maria-Anna O'Neil");
    for contact in [&anna, &gruber, &maria] {
        store.commit(creation(contact)).await.unwrap();
    }
    let cases: [(&str, &[&str]); 9] = [
        ("", &["Anna Müller", "Anne Gruber", "Maria-Anna O'Neil"]),
        ("ann", &["Anna Müller", "Anne Gruber", "Maria-Anna O'Neil"]),
        ("anna", &["Anna Müller", "Maria-Anna O'Neil"]),
        ("MÜLL", &["Anna Müller"]),
        ("muell wien", &["Anna Müller"]),
        ("wien", &["Anna Müller", "Anne Gruber"]),
        ("01 / 2345", &["Anna Müller"]),
        ("nna", &[]),
        ("anna gruber", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(names(&store, &search_for(text)).await, expected, "{text:?}");
    }
}

#[tokio::test]
async fn lists_follow_every_change() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let member = keys_of(&employee(Role::Member, Vec::new()));

    store.commit(edit(&mut anna, Field::Name, "Berta".into())).await.unwrap();
    assert_eq!(names(&store, &search_for("anna")).await, [""; 0]);
    assert_eq!(names(&store, &search_for("berta")).await, ["Berta"]);

    store.commit(edit(&mut anna, Field::Access, "private".into())).await.unwrap();
    assert_eq!(names(&store, &everyone(member.clone())).await, [""; 0]);
    store.commit(edit(&mut anna, Field::Access, "company".into())).await.unwrap();
    assert_eq!(names(&store, &everyone(member)).await, ["Berta"]);
}

#[tokio::test]
async fn a_cursor_that_no_page_gave_is_refused() {
    let store = Store::in_memory().await;
    let by_city = format!("{}.city.wien.anna", ContactId::new());
    for cursor in ["", "x", "abc.def", "🦀", &by_city] {
        let query = ContactQuery { start: PageStart::Cursor(cursor.to_owned()), ..everyone(admin()) };
        let refused = store.list_contacts(&query).await;
        assert!(matches!(refused, Err(StoreError::BadCursor)), "{cursor:?}");
    }
}

fn employment(organisation: &Contact, position: &str) -> Employment {
    Employment {
        organisation: organisation.id,
        position: Some(position.to_owned()),
        department: Some(Department::GoodsIn),
        primary: true,
        left: None,
    }
}

#[tokio::test]
async fn the_persons_of_an_organisation_are_found_through_the_graph_and_behind_the_gate() {
    let store = Store::in_memory().await;
    let mut acme = contact("Acme");
    acme.kind = ContactKind::Organisation;
    let mut other = contact("Other");
    other.kind = ContactKind::Organisation;
    let mut zoe = contact("Zoe");
    zoe.fields.works_for = vec![employment(&acme, "Einkauf")];
    let mut anna = contact("Anna");
    let mut hidden = contact("Hidden");
    hidden.fields.access = Access::Private;
    hidden.fields.works_for = vec![employment(&acme, "Chefin")];
    for contact in [&acme, &other, &zoe, &anna, &hidden] {
        store.commit(creation(contact)).await.unwrap();
    }
    let works_for = |employments: Vec<Employment>| FieldValue::Employments(employments);
    store.commit(edit(&mut anna, Field::WorksFor, works_for(vec![employment(&acme, "Lager")]))).await.unwrap();
    let member = keys_of(&employee(Role::Member, Vec::new()));
    let of = |organisation: ContactId, keys: Keys, limit: usize| {
        let store = store.clone();
        async move {
            let persons = store.persons_of(organisation, &keys, limit).await.unwrap();
            persons.into_iter().map(|person| person.fields.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(of(acme.id, member.clone(), 10).await, ["Anna", "Zoe"]);
    assert_eq!(of(acme.id, member.clone(), 1).await, ["Anna"]);
    assert_eq!(of(acme.id, admin(), 10).await, ["Anna", "Hidden", "Zoe"]);

    store.commit(edit(&mut zoe, Field::WorksFor, works_for(vec![employment(&other, "Chefin")]))).await.unwrap();
    store.commit(edit(&mut anna, Field::WorksFor, FieldValue::List(Vec::new()))).await.unwrap();
    assert_eq!(of(acme.id, member.clone(), 10).await, [""; 0]);
    assert_eq!(of(other.id, member, 10).await, ["Zoe"]);
}

#[tokio::test]
async fn an_import_finds_contacts_by_number_address_and_name() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna  Müller-Huber");
    anna.fields.customer_number = Some("K-1".into());
    anna.fields.emails = vec!["anna@x.at".into(), "a@y.at".into()];
    let mut gone = contact("Gone");
    gone.fields.customer_number = Some("K-2".into());
    gone.fields.emails = vec!["gone@x.at".into()];
    for contact in [&anna, &gone, &contact("Anna")] {
        store.commit(creation(contact)).await.unwrap();
    }
    store.commit(change(&mut gone, EventKind::ContactDeleted)).await.unwrap();

    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let found = store.find_by_customer_numbers(&texts(&["K-1", "K-2", "K-3"])).await.unwrap();
    assert_eq!(found, [("K-1".to_owned(), anna.id)]);
    let found = store.find_by_emails(&texts(&["a@y.at", "anna@x.at", "gone@x.at"])).await.unwrap();
    let expected = [("a@y.at".to_owned(), anna.id), ("anna@x.at".to_owned(), anna.id)];
    assert_eq!(BTreeSet::from_iter(found), BTreeSet::from(expected));
    let name = search::fold("Anna  Müller-Huber");
    let found = store.find_by_names(&[name.clone(), search::fold("Gone")]).await.unwrap();
    assert_eq!(found, [(name, anna.id)]);
}
