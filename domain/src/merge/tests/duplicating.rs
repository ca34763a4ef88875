//! Which contacts are offered as likely the same.

use super::*;
use crate::Reach;
use crate::listing::Candidate;
use crate::merge::duplicates::{DuplicateReason, questions, reasons};

fn found(one: &Contact, other: &Contact) -> Vec<DuplicateReason> {
    let reasons = reasons(one, other);
    if !reasons.is_empty() {
        let roster = roster();
        let keys = roster.keys(employee_id(ANNA));
        let candidate = Candidate::of(other);
        let asked = questions(one).iter().any(|question| question.reach(&candidate, &keys) == Reach::Full);
        assert!(asked, "no question finds {}", other.fields.name);
    }
    reasons
}

#[test]
fn what_both_have_in_common_makes_them_likely_the_same() {
    let mut one = organisation(1, "Alpha GmbH");
    one.fields.emails = vec!["office@alpha.at".to_owned()];
    one.fields.phones = vec!["+43 1 234567".to_owned()];
    one.fields.vat_id = Some("ATU12345675".to_owned());
    let mut other = organisation(2, "Ganz anders AG");
    assert_eq!(found(&one, &other), []);
    other.fields.emails.clone_from(&one.fields.emails);
    assert_eq!(found(&one, &other), [DuplicateReason::Email]);
    other.fields.phones.clone_from(&one.fields.phones);
    other.fields.vat_id.clone_from(&one.fields.vat_id);
    assert_eq!(found(&one, &other), [DuplicateReason::VatId, DuplicateReason::Email, DuplicateReason::Phone]);
}

#[test]
fn similar_names_count_within_a_postal_code() {
    let at = |number, name, code: &str| {
        let mut contact = organisation(number, name);
        contact.fields.postal_code = Some(code.to_owned());
        contact
    };
    let one = at(1, "Müller & Söhne GmbH", "1010");
    for (name, code, similar) in [
        ("Mueller und Söhne Ges.m.b.H.", "1010", true),
        ("Muellr Söhne", "1010", true),
        ("Müller & Söhne GmbH", "8010", false),
        ("Müllerei Nord GmbH", "1010", false),
        ("Huber GmbH", "1010", false),
    ] {
        let expected = if similar { vec![DuplicateReason::Name] } else { Vec::new() };
        assert_eq!(found(&one, &at(2, name, code)), expected, "{name} {code}");
    }
}

#[test]
fn a_person_is_no_duplicate_of_an_organisation() {
    let mut person = fixtures::contact();
    person.id = contact_id(7);
    let mut one = organisation(1, "Huber");
    for contact in [&mut person, &mut one] {
        contact.fields.emails = vec!["huber@huber.at".to_owned()];
    }
    assert_eq!(found(&one, &person), []);
    assert_eq!(found(&one, &one), []);
}
