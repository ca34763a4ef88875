//! The listing: what lists ask of every contact that somebody may see, in memory, in the order of names.
//!
//! Lists, searches, filters, their exact totals and what they offer to pick from are answered from here, and the rows
//! fetched from the database. A FULLTEXT index took 600 ms for a common prefix among 50,000 contacts and made inserting
//! three times slower (`docs/decisions/0002-store.md`). Values that contacts share are kept once ([`interned`]). One
//! process owns it: where several nodes share a database, [`crate::contacts`] asks the database instead.
//! [`hits`] answers questions, in an [`order`]; [`listed`] says what is kept of a contact, [`texts`] holds its words.

mod custom;
mod hits;
mod interned;
mod listed;
mod order;
mod rules;
mod texts;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::access::AudienceKey;
use domain::contact::{Access, ContactKind};
use domain::rules::preview::Holder;
use domain::value::Country;
use domain::{ContactId, EmployeeId, TeamId};
use surrealdb::types::{RecordId, RecordIdKey};

pub(crate) use hits::{Found, Question, Start};
pub(crate) use listed::{FactColumns, Listed, column_of, custom_column, variant_name};

use crate::StoreError;
use crate::contacts::parts;
use crate::engine::Database;
use crate::statement::Statement;
use custom::{CustomValues, FieldNumbers};
use interned::Interned;
use listed::{Facts, ListedRow, folded};
use texts::Texts;

/// How many rows one question loads when the store opens. Tests load several parts of few contacts.
const LOADED_AT_ONCE: usize = if cfg!(test) { 7 } else { 10_000 };

/// Contacts in the order of lists.
type Key = (Arc<str>, ContactId);

#[derive(Default)]
pub(crate) struct Listing {
    entries: BTreeMap<Key, Entry>,
    names: HashMap<ContactId, Arc<str>>,
    shared: SharedValues,
    texts: Texts,
    /// Counts the changes. What is answered at one revision holds every change up to it.
    revision: u64,
}

/// What contacts have in common. They share a few hundred audiences, and a few thousand of the others.
#[derive(Default)]
struct SharedValues {
    audiences: Interned<Vec<AudienceKey>>,
    lines: Interned<Option<Line>>,
    tags: Interned<Vec<String>>,
    staff: Interned<Staff>,
    teams: Interned<Vec<TeamId>>,
    holders: Interned<Vec<Holder>>,
    custom: Interned<CustomValues>,
    field_numbers: FieldNumbers,
}

/// A city, an industry, a postal code, a source or a language.
#[derive(PartialEq, Eq, Hash)]
struct Line {
    text: String,
    /// To order by.
    folded: Option<String>,
}

#[derive(PartialEq, Eq, Hash)]
struct Staff {
    account_manager: Option<EmployeeId>,
    assigned: Vec<EmployeeId>,
}

struct Entry {
    words: texts::Slot,
    audience: interned::Place,
    kind: ContactKind,
    columns: Option<Columns>,
}

/// [`Facts`], with shared values by their place.
struct Columns {
    access: Access,
    country: Option<Country>,
    postal_code: interned::Place,
    city: interned::Place,
    industry: interned::Place,
    tags: interned::Place,
    staff: interned::Place,
    teams: interned::Place,
    source: interned::Place,
    language: interned::Place,
    holders: interned::Place,
    custom: interned::Place,
    customer_number: Option<Box<str>>,
    created_at: i64,
    updated_at: i64,
}

impl SharedValues {
    fn line(&mut self, text: Option<String>) -> interned::Place {
        let line = text.map(|text| Line { folded: folded(Some(&text)), text });
        self.lines.take(line)
    }

    fn keep(&mut self, listed: Listed, words: texts::Slot) -> Entry {
        let Listed { name: _, audience, words: _, kind, facts } = listed;
        let columns = facts.map(|facts| {
            let Facts { access, country, postal_code, city, industry, customer_number, .. } = facts;
            Columns {
                access,
                country,
                postal_code: self.line(postal_code),
                city: self.line(city),
                industry: self.line(industry),
                tags: self.tags.take(facts.tags),
                staff: self.staff.take(Staff { account_manager: facts.account_manager, assigned: facts.assigned }),
                teams: self.teams.take(facts.teams),
                source: self.line(facts.source),
                language: self.line(facts.language),
                holders: self.holders.take(facts.holders),
                custom: self.custom.take(self.field_numbers.pack(&facts.custom)),
                customer_number: customer_number.map(String::into_boxed_str),
                created_at: facts.created_at,
                updated_at: facts.updated_at,
            }
        });
        Entry { words, audience: self.audiences.take(audience), kind, columns }
    }

    fn release(&mut self, entry: &Entry) {
        self.audiences.give_back(entry.audience);
        let Some(columns) = &entry.columns else { return };
        for line in [columns.postal_code, columns.city, columns.industry, columns.source, columns.language] {
            self.lines.give_back(line);
        }
        self.tags.give_back(columns.tags);
        self.staff.give_back(columns.staff);
        self.teams.give_back(columns.teams);
        self.holders.give_back(columns.holders);
        self.custom.give_back(columns.custom);
    }
}

impl Listing {
    pub(crate) async fn load(database: &Database) -> Result<Self, StoreError> {
        let mut listing = Self::default();
        for part in parts(database, LOADED_AT_ONCE).await? {
            let statement = Statement::new("SELECT id, name, audience, words, facts FROM $part").bind("part", part);
            for row in database.ask(statement).await?.rows::<ListedRow>(0)? {
                let id = contact_id(&row.id)?;
                listing.put(id, row.try_into()?);
            }
        }
        Ok(listing)
    }

    /// Adds or replaces a contact; one that nobody may see is left out.
    pub(crate) fn put(&mut self, id: ContactId, listed: Listed) {
        self.revision += 1;
        if listed.audience.is_empty() {
            self.remove(id);
            return;
        }
        let name: Arc<str> = match self.names.get(&id) {
            Some(known) if **known == *listed.name => Arc::clone(known),
            Some(_) => {
                self.remove(id);
                listed.name.as_str().into()
            }
            None => listed.name.as_str().into(),
        };
        self.names.insert(id, Arc::clone(&name));
        let words = self.texts.keep(&listed.words);
        let entry = self.shared.keep(listed, words);
        if let Some(former) = self.entries.insert((name, id), entry) {
            self.release(&former);
        }
    }

    fn remove(&mut self, id: ContactId) {
        let Some(name) = self.names.remove(&id) else { return };
        if let Some(entry) = self.entries.remove(&(name, id)) {
            self.release(&entry);
        }
    }

    fn release(&mut self, entry: &Entry) {
        self.shared.release(entry);
        self.texts.give_back(entry.words);
    }

    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// The contacts of exactly this folded name.
    pub(crate) fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = ContactId> + 'a {
        let name: Arc<str> = name.into();
        let first = (Arc::clone(&name), ContactId(uuid::Uuid::nil()));
        self.entries.range(first..).take_while(move |((found, _), _)| *found == name).map(|((_, id), _)| *id)
    }

    /// What is kept of a contact.
    #[cfg(test)]
    pub(crate) fn get(&self, id: ContactId) -> Option<Listed> {
        let name = self.names.get(&id)?;
        let entry = self.entries.get(&(Arc::clone(name), id))?;
        let shared = &self.shared;
        let text = |place| shared.lines.get(place).as_ref().map(|line| line.text.clone());
        let facts = entry.columns.as_ref().map(|columns| Facts {
            access: columns.access,
            country: columns.country,
            postal_code: text(columns.postal_code),
            city: text(columns.city),
            industry: text(columns.industry),
            customer_number: columns.customer_number.as_ref().map(ToString::to_string),
            tags: shared.tags.get(columns.tags).clone(),
            account_manager: shared.staff.get(columns.staff).account_manager,
            assigned: shared.staff.get(columns.staff).assigned.clone(),
            teams: shared.teams.get(columns.teams).clone(),
            source: text(columns.source),
            language: text(columns.language),
            holders: shared.holders.get(columns.holders).clone(),
            custom: shared.field_numbers.unpack(shared.custom.get(columns.custom)),
            created_at: columns.created_at,
            updated_at: columns.updated_at,
        });
        Some(Listed {
            name: name.to_string(),
            audience: shared.audiences.get(entry.audience).clone(),
            words: self.texts.get(entry.words).to_owned(),
            kind: entry.kind,
            facts,
        })
    }
}

/// The id of a contact from the name of its record.
pub(crate) fn contact_id(record: &RecordId) -> Result<ContactId, StoreError> {
    match &record.key {
        RecordIdKey::Uuid(id) => Ok(ContactId(uuid::Uuid::from(*id))),
        other => Err(unreadable(format!("the name of a contact's record is no UUID: {other:?}"))),
    }
}

fn unreadable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Unreadable { what: "contact", source: source.into() }
}

#[cfg(test)]
mod tests;
