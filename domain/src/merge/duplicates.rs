//! Which contacts are likely the same: one e-mail address, phone number or VAT id in common, or a very similar name in the
//! same postal code (`[M11]`).
//!
//! [`questions`] asks the lists, behind the gate, for all that could be; [`reasons`] decides on each answer.

use serde::Serialize;

use crate::contact::{Contact, ContactKind};
use crate::listing::{Criteria, FilterSpec};
use crate::search;

/// At most so many addresses and numbers of a contact are asked for.
const MOST_ASKED: usize = 5;
/// Pairs of letters that two names share, in parts of a hundred, from which on they are similar.
const SIMILAR: usize = 80;
/// Names are asked for by so many letters of their longest word, so that a slip further back is found.
const NAME_BEGINNING: usize = 3;

/// Titles and legal forms, folded: names differ by more than these.
const SAYS_LITTLE: [&str; 30] = [
    "gmbh", "ges", "gesmbh", "mbh", "m", "b", "h", "ag", "kg", "og", "ohg", "eu", "e", "u", "co", "und", "and", "ltd",
    "inc", "verein", "firma", "dr", "mag", "di", "dipl", "ing", "msc", "bsc", "mba", "prof",
];

/// Why two contacts are likely the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateReason {
    VatId,
    Email,
    Phone,
    Name,
}

/// What to ask the lists for; an answer is no more than a guess.
pub fn questions(contact: &Contact) -> Vec<Criteria> {
    let fields = &contact.fields;
    let filter = FilterSpec { kind: Some(contact.kind), ..FilterSpec::default() };
    let ask = |search: &str, filter: &FilterSpec| Criteria {
        words: search::query_words(search),
        // Neither "me" nor "within so many days" stands in it.
        filter: filter.resolve(crate::EmployeeId(uuid::Uuid::nil()), contact.updated_at),
    };
    let texts = fields.vat_id.iter();
    let texts = texts.chain(fields.emails.iter().take(MOST_ASKED)).chain(fields.phones.iter().take(MOST_ASKED));
    let mut questions: Vec<_> = texts.map(|text| ask(text, &filter)).collect();
    let longest = name_words(contact).into_iter().max_by_key(|word| word.chars().count());
    if let Some(word) = longest {
        let beginning: String = word.chars().take(NAME_BEGINNING).collect();
        questions.push(ask(&beginning, &FilterSpec { postal_code: fields.postal_code.clone(), ..filter }));
    }
    questions
}

/// Why the candidate is likely the same as the contact; nothing, if it is not.
pub fn reasons(contact: &Contact, candidate: &Contact) -> Vec<DuplicateReason> {
    if contact.id == candidate.id || contact.kind != candidate.kind {
        return Vec::new();
    }
    let (one, other) = (&contact.fields, &candidate.fields);
    let share = |one: &[String], other: &[String]| one.iter().any(|entry| other.contains(entry));
    let found = [
        (DuplicateReason::VatId, one.vat_id.is_some() && one.vat_id == other.vat_id),
        (DuplicateReason::Email, share(&one.emails, &other.emails)),
        (DuplicateReason::Phone, share(&one.phones, &other.phones)),
        (DuplicateReason::Name, one.postal_code == other.postal_code && are_similar(contact, candidate)),
    ];
    found.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect()
}

fn are_similar(one: &Contact, other: &Contact) -> bool {
    let (one, other) = (pairs(one), pairs(other));
    let shared = {
        let mut left = other.clone();
        one.iter()
            .filter(|pair| left.iter().position(|known| known == *pair).map(|place| left.swap_remove(place)).is_some())
            .count()
    };
    let both = one.len() + other.len();
    both > 0 && 200 * shared >= SIMILAR * both
}

/// Neighbouring letters of the name, whatever the order of its words.
fn pairs(contact: &Contact) -> Vec<(char, char)> {
    let mut words = name_words(contact);
    words.sort_unstable();
    let letters: Vec<char> = words.concat().chars().collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The words of a name that tell it apart; all of them, if none does.
fn name_words(contact: &Contact) -> Vec<String> {
    let all: Vec<String> = search::fold(&contact.fields.name).split_whitespace().map(str::to_owned).collect();
    let telling: Vec<String> = all.iter().filter(|word| !SAYS_LITTLE.contains(&word.as_str())).cloned().collect();
    let is_thin = telling.is_empty() || (contact.kind == ContactKind::Person && telling.len() < 2);
    if is_thin { all } else { telling }
}
