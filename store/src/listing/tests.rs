use domain::contact::Access;
use domain::{Employee, EmployeeId, Keys, Role, Roster};

use domain::listing::Criteria;

use super::{Listed, Listing};
use crate::Store;
use crate::fixtures::{assignment, contact, creation};

fn admin() -> Keys {
    let lena = Employee {
        id: EmployeeId::new(),
        name: "Lena".to_owned(),
        email: "lena@kontor.example".to_owned(),
        role: Role::Admin,
        teams: Vec::new(),
        active: true,
    };
    let id = lena.id;
    Roster::new([lena], []).keys(id)
}

#[test]
fn totals_follow_who_may_see_a_contact() {
    let mut listing = Listing::default();
    let mut anna = contact("Anna");
    let total = |listing: &Listing| listing.count(&admin(), &Criteria::default());
    listing.put(anna.id, Listed::of(&anna));
    listing.put(anna.id, Listed::of(&anna));
    assert_eq!(total(&listing), 1);
    anna.fields.access = Access::Restricted;
    listing.put(anna.id, Listed::of(&anna));
    assert_eq!(total(&listing), 1, "an admin sees the stub");
    anna.deleted = true;
    listing.put(anna.id, Listed::of(&anna));
    assert_eq!(total(&listing), 0);
}

#[test]
fn names_are_ordered_by_their_letters_and_not_by_their_blanks() {
    assert_eq!(Listed::of(&contact("  Müller -- Huber ")).name, "mueller huber");
}

#[tokio::test]
async fn the_listing_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::StoreOptions::new(format!("rocksdb://{}", folder.path().display()));
    let store = Store::open(&options).await.unwrap();
    let (size, level) = (domain::CustomFieldId::new(), domain::CustomFieldId::new());
    let mut contacts: Vec<_> = (0..30).map(|number| contact(&format!("Contact {number}"))).collect();
    for (contact, access) in
        contacts.iter_mut().zip([Access::Team, Access::Company, Access::Restricted].into_iter().cycle())
    {
        contact.fields.city = Some("Sankt Pölten".to_owned());
        contact.fields.country = Some(domain::value::Country::AT);
        contact.fields.tags = vec!["Messe".to_owned(), "Stammkunde".to_owned()];
        contact.fields.customer_number = Some("K-17".to_owned());
        contact.fields.teams = vec![domain::TeamId::new()];
        contact.fields.custom = [(size, "12.5".to_owned()), (level, "Gold 1".to_owned())].into();
        contact.fields.access = access;
        contact.assignments.push(assignment(EmployeeId::new(), false));
    }
    for contact in &contacts {
        store.commit(creation(contact)).await.unwrap();
    }
    store.close().await;
    let store = Store::open(&options).await.unwrap();
    let listing = store.access().unwrap().listing.unwrap();
    for contact in &contacts {
        assert_eq!(listing.read().unwrap().get(contact.id), Some(Listed::of(contact)));
    }
    drop(listing);
    store.close().await;
}

#[test]
fn values_of_custom_fields_are_told_apart_although_they_are_kept_as_one_text() {
    let mut listing = Listing::default();
    let ids: Vec<_> = (0..13).map(|_| domain::CustomFieldId::new()).collect();
    let mut anna = contact("Anna");
    for (number, id) in ids.iter().enumerate().filter(|(number, _)| number % 2 == 0) {
        anna.fields.custom.insert(*id, format!("{number} 1 und 11"));
    }
    let mut bert = contact("Bert");
    bert.fields.custom.insert(ids[1], "Gold".to_owned());
    for contact in [&anna, &bert] {
        listing.put(contact.id, Listed::of(contact));
        assert_eq!(listing.get(contact.id), Some(Listed::of(contact)));
    }
    bert.fields.custom.clear();
    listing.put(bert.id, Listed::of(&bert));
    assert_eq!(listing.get(bert.id), Some(Listed::of(&bert)));
}
