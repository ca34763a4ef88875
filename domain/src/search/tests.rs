//! What people type finds the contact, in any spelling of letters and numbers.

use super::*;
use crate::fixtures::contact;

/// Whether every word of the query begins a word of the contact, as the store looks it up.
fn finds(contact: &Contact, query: &str) -> bool {
    let words = words(contact);
    let asked = query_words(query);
    !asked.is_empty() && asked.iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())))
}

fn named(name: &str) -> Contact {
    let mut contact = contact();
    name.clone_into(&mut contact.fields.name);
    contact
}

#[test]
fn letters_are_found_in_every_spelling() {
    for (name, queries) in [
        ("Müller Bäckerei Größ", &["mueller", "MÜLLER", "baeckerei groess", "Größ", "GRÖSS", "GRÖẞ"][..]),
        ("Mueller", &["Müller", "mue"]),
        ("Strauß", &["strauss", "Strauß", "STRAUSS"]),
        ("Dvořák & Žižka", &["dvorak", "zizka", "Dvořák Žižka"]),
        ("Dvor\u{30c}a\u{301}k", &["dvorak"]),
        ("Łódź Café Ångström", &["lodz", "cafe", "Angstroem"]),
        ("Huber-Steiner GmbH", &["huber steiner", "steiner gmbh", "Huber-Steiner"]),
    ] {
        for query in queries {
            assert!(finds(&named(name), query), "{query} finds {name}");
        }
    }
    assert!(!finds(&named("Maier"), "Mayer"));
    assert_eq!(query_words("  "), Vec::<String>::new());
}

#[test]
fn a_phone_number_is_found_in_every_spelling() {
    let mut huber = contact();
    huber.fields.phones = vec!["+43 1 2345678".to_owned(), "+49 89 123456".to_owned(), "+41 44 668 18 00".to_owned()];
    for query in [
        "+43 1 2345678",
        "+4312345678",
        "0043 1 2345678",
        "01/2345678",
        "01 234 56 78",
        "(01) 234-5678",
        "+43 (0)1 2345678",
        "1 2345",
        "089 123456",
        "0049-89-123456",
        "044 668 18 00",
    ] {
        assert!(finds(&huber, query), "{query}");
    }
    assert!(!finds(&huber, "02 2345678"));
}

#[test]
fn a_number_that_is_no_phone_number_is_found_as_it_is_written() {
    let mut huber = contact();
    huber.fields.postal_code = Some("01067".to_owned());
    huber.fields.customer_number = Some("0047-11".to_owned());
    huber.fields.vat_id = Some("ATU12345675".to_owned());
    for query in ["01067", "0106", "0047-11", "0047 11", "004711", "ATU12345675", "atu123", "Huber 01067"] {
        assert!(finds(&huber, query), "{query}");
    }
}

#[test]
fn a_contact_is_found_by_all_that_is_written_about_it_and_by_each_word_once() {
    let mut huber = contact();
    huber.fields.emails = vec!["office@huber.example".to_owned()];
    huber.fields.city = Some("Sankt Pölten".to_owned());
    huber.fields.tags = vec!["Messe".to_owned()];
    huber.fields.industry = Some("Huber".to_owned());
    for query in ["office@huber.example", "poelten", "messe", "huber sankt"] {
        assert!(finds(&huber, query), "{query}");
    }
    assert!(words(&huber).is_sorted_by(|one, next| one < next));
}
