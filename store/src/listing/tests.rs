use domain::contact::Access;
use domain::{Employee, EmployeeId, Keys, Role};

use super::{Listed, Listing, folded_name};
use crate::Store;
use crate::fixtures::{contact, creation};

fn admin() -> Keys {
    Keys::of(&Employee {
        id: EmployeeId::new(),
        name: "Lena".to_owned(),
        email: "lena@kontor.example".to_owned(),
        role: Role::Admin,
        teams: Vec::new(),
        active: true,
    })
}

#[test]
fn totals_follow_who_may_see_a_contact() {
    let mut listing = Listing::default();
    let mut anna = contact("Anna");
    let total = |listing: &Listing| listing.page(&admin(), &[], None, 10).total;
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
    assert_eq!(folded_name(&contact("  Müller -- Huber ")), "mueller huber");
}

#[tokio::test]
async fn the_listing_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::StoreOptions::new(format!("rocksdb://{}", folder.path().display()));
    let store = Store::open(&options).await.unwrap();
    let contacts: Vec<_> = (0..30).map(|number| contact(&format!("Contact {number}"))).collect();
    for contact in &contacts {
        store.commit(creation(contact)).await.unwrap();
    }
    store.close().await;
    let store = Store::open(&options).await.unwrap();
    let listing = store.access().unwrap().listing.unwrap();
    let complete = contacts.iter().all(|contact| listing.read().unwrap().holds(contact.id, &Listed::of(contact)));
    assert!(complete);
    drop(listing);
    store.close().await;
}
