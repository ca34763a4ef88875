use std::collections::BTreeSet;

use domain::contact::{Access, ContactKind, Department, Employment, Field, FieldValue};
use domain::{Contact, ContactId, Employee, EmployeeId, EventKind, Keys, Reach, Role, TeamId, access, search};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

use super::page_from_database;
use crate::fixtures::{assignment, change, contact, creation, edit};
use crate::listing::folded_name;
use crate::{ContactQuery, Store, StoreError};

fn employee(role: Role, teams: Vec<TeamId>) -> Employee {
    Employee { id: EmployeeId::new(), name: "Lena".into(), email: "lena@x.at".into(), role, teams, active: true }
}

fn everyone(keys: Keys) -> ContactQuery {
    ContactQuery { keys, words: Vec::new(), limit: 100, cursor: None }
}

fn admin() -> Keys {
    Keys::of(&employee(Role::Admin, Vec::new()))
}

fn search_for(text: &str) -> ContactQuery {
    ContactQuery { words: search::query_words(text), ..everyone(admin()) }
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
    let member = Keys::of(&employee(Role::Member, Vec::new()));

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
    for cursor in ["", "x", "abc.def", "🦀"] {
        let query = ContactQuery { cursor: Some(cursor.to_owned()), ..everyone(admin()) };
        let refused = store.list_contacts(&query).await;
        assert!(matches!(refused, Err(StoreError::BadCursor)), "{cursor:?}");
    }
}

/// Contacts of every access level, assigned and filed at random.
fn random_contact(random: &mut StdRng, employees: &[Employee], teams: &[TeamId], number: usize) -> Contact {
    let names = ["Österreich AG", "oesterreich ag", "Anna", "Anna B", "Zoe", "Ärzte GmbH"];
    let mut contact = contact(names.choose(random).unwrap());
    contact.fields.city = Some(format!("Wien {}", number % 7));
    contact.fields.access =
        *[Access::Private, Access::Team, Access::Company, Access::Restricted].choose(random).unwrap();
    contact.fields.teams = teams.iter().filter(|_| random.gen_bool(0.3)).copied().collect();
    contact.has_active_order = random.gen_bool(0.5);
    contact.deleted = random.gen_bool(0.1);
    for employee in employees {
        if random.gen_bool(0.2) {
            contact.assignments.push(assignment(employee.id, random.gen_bool(0.3)));
        }
    }
    contact
}

#[tokio::test]
async fn lists_show_exactly_what_the_gate_lets_through_also_page_by_page() {
    let seed: u64 = rand::thread_rng().r#gen();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let store = Store::in_memory().await;
    let teams: Vec<_> = (0..3).map(|_| TeamId::new()).collect();
    let employees: Vec<_> = [Role::Member, Role::Member, Role::Lead, Role::Lead, Role::Admin]
        .map(|role| employee(role, teams.iter().filter(|_| random.gen_bool(0.5)).copied().collect()))
        .into();
    let contacts: Vec<_> = (0..150).map(|number| random_contact(&mut random, &employees, &teams, number)).collect();
    for contact in &contacts {
        store.commit(creation(contact)).await.unwrap();
    }
    for employee in &employees {
        let keys = Keys::of(employee);
        for text in ["", "wien", "wien 3", "oester"] {
            let words = search::query_words(text);
            let matches = |contact: &&Contact| {
                let name_only = access::audience(contact).full.is_empty();
                let own = if name_only { search::name_words(&contact.fields.name) } else { search::words(contact) };
                words.iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())))
            };
            let mut expected: Vec<_> = contacts
                .iter()
                .filter(matches)
                .map(|contact| (contact, access::reach(&access::audience(contact), &keys)))
                .filter(|(_, reach)| *reach != Reach::Nothing)
                .map(|(contact, reach)| (folded_name(contact), contact.id, reach))
                .collect();
            expected.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));

            let limit = random.gen_range(1..40);
            let mut query = ContactQuery { keys: keys.clone(), words, limit, cursor: None };
            let mut found = Vec::new();
            loop {
                let page = store.list_contacts(&query).await.unwrap();
                assert_eq!(page.total, expected.len() as u64, "total of {text:?} for {:?}", employee.role);
                assert!(page.items.len() <= limit);
                found.extend(
                    page.items.into_iter().map(|item| (folded_name(&item.contact), item.contact.id, item.reach)),
                );
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{text:?} for {:?}", employee.role);
        }
    }
}

#[tokio::test]
async fn a_shared_database_answers_as_the_listing_does() {
    let seed: u64 = rand::thread_rng().r#gen();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let store = Store::in_memory().await;
    let teams = [TeamId::new(), TeamId::new()];
    let viewer = employee(Role::Lead, vec![teams[0]]);
    for number in 0..80 {
        let contact = random_contact(&mut random, std::slice::from_ref(&viewer), &teams, number);
        store.commit(creation(&contact)).await.unwrap();
    }
    let keys = Keys::of(&viewer);
    let access = store.access().unwrap();
    for text in ["", "wien 3", "oester"] {
        let mut query = ContactQuery { words: search::query_words(text), limit: 7, ..everyone(keys.clone()) };
        loop {
            let page = store.list_contacts(&query).await.unwrap();
            let after = query.cursor.as_deref().map(|cursor| cursor.parse().unwrap());
            let (database, keys, words) = (access.database.clone(), keys.clone(), query.words.clone());
            let asked = async move { page_from_database(&database, &keys, &words, after.as_ref(), 7).await };
            let (contacts, last, total) = access.spawn(asked).await.unwrap();
            let ids: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
            assert_eq!(ids, page.items.iter().map(|item| item.contact.id).collect::<Vec<_>>(), "{text:?}");
            assert_eq!((last.map(|place| place.to_string()), total), (page.next.clone(), page.total), "{text:?}");
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
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
    let member = Keys::of(&employee(Role::Member, Vec::new()));
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
