//! A contact as a file has it: checked values, the organisation by its name, and the keys to find it again.

use domain::contact::{Access, Contact, ContactKind, Department, Employment, Field, FieldValue};
use domain::ids::ContactId;
use domain::search::fold;

/// A contact read from a file, or to be written to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub kind: ContactKind,
    /// Every field with a value, each once, in the order of [`Field::ALL`] and custom ones behind, as `domain` normalises
    /// it.
    pub values: Vec<(Field, FieldValue)>,
    /// The name of the organisation that a person works for.
    pub organisation: Option<String>,
    pub position: Option<String>,
    pub department: Option<Department>,
    /// The UID of a vCard.
    pub uid: Option<String>,
}

/// Something by which two contacts are the same one: of one kind, in one folded spelling, to be compared as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchKey(String);

impl MatchKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MatchKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl Draft {
    pub fn value(&self, field: Field) -> Option<&FieldValue> {
        self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }

    pub fn name(&self) -> &str {
        self.text(Field::Name).unwrap_or_default()
    }

    pub(crate) fn text(&self, field: Field) -> Option<&str> {
        match self.value(field) {
            Some(FieldValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self, field: Field) -> &[String] {
        match self.value(field) {
            Some(FieldValue::List(entries)) => entries,
            _ => &[],
        }
    }

    /// What is written of a contact. A file names one organisation: the primary one, else the first that was not left.
    /// Teams stay behind, as their ids mean nothing elsewhere.
    pub fn from_contact(contact: &Contact, organisation_name: impl FnOnce(ContactId) -> Option<String>) -> Self {
        let written = |field: &Field| !matches!(field, Field::Teams | Field::WorksFor);
        let filled = |value: &FieldValue| match value {
            FieldValue::Nothing => false,
            FieldValue::Text(text) => !text.is_empty(),
            FieldValue::List(entries) => !entries.is_empty(),
            FieldValue::Employments(employments) => !employments.is_empty(),
        };
        let is_default = |field: Field| field == Field::Access && contact.fields.access == Access::default();
        let custom = contact.fields.custom.keys().map(|id| Field::Custom(*id));
        let values = Field::ALL
            .into_iter()
            .chain(custom)
            .filter(written)
            .filter(|field| !is_default(*field))
            .map(|field| (field, contact.fields.get(field)))
            .filter(|(_, value)| filled(value))
            .collect();
        let current = || contact.fields.works_for.iter().filter(|employment| employment.left.is_none());
        let employment: Option<&Employment> =
            current().find(|employment| employment.primary).or_else(|| current().next());
        Self {
            kind: contact.kind,
            values,
            organisation: employment.and_then(|employment| organisation_name(employment.organisation)),
            position: employment.and_then(|employment| employment.position.clone()),
            department: employment.and_then(|employment| employment.department),
            uid: None,
        }
    }

    /// The keys to look this draft up by, the most certain first; the first that finds a contact decides.
    ///
    /// 1. the UID of a vCard; 2. the customer number; 3. each e-mail address; 4. name and postal code; 5. name and
    ///    birthday; 6. name and each phone number; 7. for a person, name and organisation; 8. the name alone, always for
    ///    an organisation, and for a person that has nothing else.
    ///
    /// A key finds nobody who has another customer number, nor, from the fourth on, another e-mail address or birthday:
    /// each key names the marks of the contact that it finds, and a draft asks for those that do not contradict its own.
    ///
    /// A person's key always holds the name, its words in any order: colleagues share the customer number and the
    /// address `office@` of their organisation, and merging two people is worse than having one twice. Only the UID
    /// stands alone.
    pub fn match_keys(&self) -> Vec<MatchKey> {
        let marks = self.marks();
        let clues = self.clues();
        clues.iter().flat_map(|clue| clue.keys_without(marks)).collect()
    }

    /// The keys under which this contact is found once it is stored.
    pub fn index_keys(&self) -> Vec<MatchKey> {
        let marks = self.marks();
        self.clues().iter().map(|clue| clue.key(clue.contradicted_by & marks)).collect()
    }

    fn marks(&self) -> u8 {
        let marks = [
            (NUMBER, self.value(Field::CustomerNumber)),
            (EMAIL, self.value(Field::Emails)),
            (BIRTHDAY, self.value(Field::Birthday)),
            (POSTAL_CODE, self.value(Field::PostalCode)),
        ];
        marks.into_iter().filter(|(_, value)| value.is_some()).fold(0, |marks, (mark, _)| marks | mark)
    }

    fn clues(&self) -> Vec<Clue> {
        let mut clues = Vec::new();
        if let Some(uid) = &self.uid {
            clues.push(Clue { text: format!("uid:{uid}"), contradicted_by: 0 });
        }
        if let Some(number) = self.text(Field::CustomerNumber) {
            clues.push(self.identifying("number", &number.to_lowercase(), 0));
        }
        for email in self.list(Field::Emails) {
            clues.push(self.identifying("email", &email.to_lowercase(), NUMBER));
        }
        if let Some(code) = self.text(Field::PostalCode) {
            clues.push(self.with_name("postal_code", code, NUMBER | EMAIL | BIRTHDAY));
        }
        if let Some(day) = self.text(Field::Birthday) {
            clues.push(self.with_name("birthday", day, NUMBER | EMAIL));
        }
        for phone in self.list(Field::Phones) {
            clues.push(self.with_name("phone", phone, NUMBER | EMAIL | BIRTHDAY));
        }
        match (self.kind, &self.organisation) {
            // The `Müller GmbH` of another town is another one.
            (ContactKind::Organisation, _) => {
                clues.push(self.with_name("name", "", NUMBER | EMAIL | POSTAL_CODE));
            }
            (ContactKind::Person, Some(organisation)) => {
                let organisation = folded_words(organisation, false);
                clues.push(self.with_name("organisation", &organisation, NUMBER | EMAIL | BIRTHDAY));
            }
            (ContactKind::Person, None) if clues.is_empty() => clues.push(self.with_name("name", "", 0)),
            (ContactKind::Person, None) => {}
        }
        clues
    }

    /// A number or an address is enough for an organisation, whose name may change.
    fn identifying(&self, what: &str, value: &str, contradicted_by: u8) -> Clue {
        match self.kind {
            ContactKind::Organisation => Clue { text: format!("organisation:{what}:{value}"), contradicted_by },
            ContactKind::Person => self.with_name(what, value, contradicted_by),
        }
    }

    fn with_name(&self, what: &str, value: &str, contradicted_by: u8) -> Clue {
        let text = match self.kind {
            ContactKind::Organisation => format!("organisation:{what}:{value}:{}", folded_words(self.name(), false)),
            ContactKind::Person => format!("person:{what}:{value}:{}", folded_words(self.name(), true)),
        };
        Clue { text, contradicted_by }
    }
}

/// Marks that tell two contacts apart when both have one of their own.
const NUMBER: u8 = 1;
const EMAIL: u8 = 2;
const BIRTHDAY: u8 = 4;
const POSTAL_CODE: u8 = 8;
const MARKS: u8 = 15;

/// Something to find a contact by, unless a mark says that it is another one.
struct Clue {
    text: String,
    contradicted_by: u8,
}

impl Clue {
    /// The key of a contact that has these marks, of those that matter.
    fn key(&self, marks: u8) -> MatchKey {
        if self.contradicted_by == 0 {
            return MatchKey(self.text.clone());
        }
        MatchKey(format!("{}:{marks}", self.text))
    }

    /// The keys of all contacts that have none of these marks.
    fn keys_without(&self, marks: u8) -> impl Iterator<Item = MatchKey> {
        let possible = self.contradicted_by & !marks;
        (0..=MARKS).filter(move |marks| marks & !possible == 0).map(|marks| self.key(marks))
    }
}

/// `Huber Eva` and `Eva Huber` are one person, `Holz Bau` and `Bau Holz` two organisations.
fn folded_words(name: &str, in_any_order: bool) -> String {
    let mut folded = fold(name);
    if folded.trim().is_empty() {
        // Signs alone, which folding drops.
        name.clone_into(&mut folded);
    }
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    if in_any_order {
        words.sort_unstable();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests;
