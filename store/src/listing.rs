//! The listing: name, words and audience of every contact that somebody may see, in memory, in the order of lists.
//!
//! Lists, searches and their exact totals are answered from here, and the rows fetched from the database. A FULLTEXT
//! index took 600 ms for a common prefix among 50,000 contacts and made inserting three times slower
//! (`docs/decisions/0002-store.md`). A contact costs about 250 bytes. One process owns it: where several nodes share a
//! database, [`crate::contacts`] asks the database instead.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use domain::access::{self, AudienceKey};
use domain::{Contact, ContactId, Keys, search};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use crate::StoreError;
use crate::contacts::Place;
use crate::engine::Database;
use crate::statement::{Statement, range};

/// How many rows one question loads when the store opens.
const LOADED_AT_ONCE: usize = 10_000;

/// What a list needs to know of a contact. The same columns stand on its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Folded.
    pub(crate) name: String,
    /// Everyone who sees the contact, whole or as a stub; empty if nobody does.
    pub(crate) audience: Vec<AudienceKey>,
    /// Every word with a blank before it, so that a word begins with `x` if and only if the text contains ` x`.
    pub(crate) words: String,
}

impl Listed {
    pub(crate) fn of(contact: &Contact) -> Self {
        let access::Audience { full, stub } = access::audience(contact);
        // Whoever sees a name alone must not learn by searching what else stands there (`[A5]`).
        let words = if full.is_empty() { search::name_words(&contact.fields.name) } else { search::words(contact) };
        let words = words.iter().flat_map(|word| [" ", word]).collect();
        let mut audience = full;
        audience.extend(stub);
        audience.sort_unstable();
        audience.dedup();
        Self { name: folded_name(contact), audience, words }
    }
}

/// The name as lists are ordered by it.
pub(crate) fn folded_name(contact: &Contact) -> String {
    let folded = search::fold(&contact.fields.name);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What [`Listing::page`] found.
pub(crate) struct Found {
    pub(crate) ids: Vec<ContactId>,
    /// The place of the last one, if more follow.
    pub(crate) last: Option<Place>,
    pub(crate) total: u64,
}

#[derive(Default)]
pub(crate) struct Listing {
    entries: BTreeMap<(Arc<str>, ContactId), Entry>,
    names: HashMap<ContactId, Arc<str>>,
    /// Every audience that occurs, once; contacts share a few hundred.
    audiences: Vec<Shared>,
    places: HashMap<Vec<AudienceKey>, usize>,
}

struct Entry {
    audience: usize,
    words: Box<str>,
}

struct Shared {
    keys: Vec<AudienceKey>,
    contacts: u64,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Row {
    id: RecordId,
    name: String,
    audience: Vec<String>,
    words: String,
}

impl Listing {
    pub(crate) async fn load(database: &Database) -> Result<Self, StoreError> {
        let mut listing = Self::default();
        let mut after = Bound::Unbounded;
        loop {
            let statement = Statement::new("SELECT id, name, audience, words FROM $rows LIMIT $limit")
                .bind("rows", range("contact", after, Bound::Unbounded))
                .bind("limit", LOADED_AT_ONCE);
            let rows = database.ask(statement).await?.rows::<Row>(0)?;
            let Some(last) = rows.last() else { return Ok(listing) };
            after = Bound::Excluded(last.id.key.clone());
            let complete = rows.len() < LOADED_AT_ONCE;
            for row in rows {
                let id = contact_id(&row.id)?;
                let audience = row.audience.iter().map(|key| key.parse()).collect::<Result<_, _>>();
                let audience = audience.map_err(|error: access::NotAnAudienceKey| unreadable(error))?;
                listing.put(id, Listed { name: row.name, audience, words: row.words });
            }
            if complete {
                return Ok(listing);
            }
        }
    }

    /// Adds or replaces a contact; one that nobody may see is left out.
    pub(crate) fn put(&mut self, id: ContactId, listed: Listed) {
        self.remove(id);
        let Listed { name, audience, words } = listed;
        if audience.is_empty() {
            return;
        }
        let audience = self.share(audience);
        self.audiences[audience].contacts += 1;
        let name: Arc<str> = name.into();
        self.names.insert(id, Arc::clone(&name));
        self.entries.insert((name, id), Entry { audience, words: words.into() });
    }

    fn remove(&mut self, id: ContactId) {
        let Some(name) = self.names.remove(&id) else { return };
        if let Some(entry) = self.entries.remove(&(name, id)) {
            self.audiences[entry.audience].contacts -= 1;
        }
    }

    fn share(&mut self, audience: Vec<AudienceKey>) -> usize {
        if let Some(place) = self.places.get(&audience) {
            return *place;
        }
        let place = self.audiences.len();
        self.audiences.push(Shared { keys: audience.clone(), contacts: 0 });
        self.places.insert(audience, place);
        place
    }

    /// Whether the contact stands in the listing exactly so.
    pub(crate) fn holds(&self, id: ContactId, listed: &Listed) -> bool {
        let Some(name) = self.names.get(&id) else { return listed.audience.is_empty() };
        **name == *listed.name
            && self.entries.get(&(Arc::clone(name), id)).is_some_and(|entry| {
                *entry.words == *listed.words && self.audiences[entry.audience].keys == listed.audience
            })
    }

    /// The contacts after a place that the keys meet and every word finds, and how many there are in all.
    pub(crate) fn page(&self, keys: &Keys, words: &[String], after: Option<&Place>, limit: usize) -> Found {
        let visible: Vec<bool> = self.audiences.iter().map(|shared| keys.meet(&shared.keys)).collect();
        let needles: Vec<String> = words.iter().map(|word| format!(" {word}")).collect();
        let start = match after {
            Some(place) => Bound::Excluded((Arc::from(place.name.as_str()), place.id)),
            None => Bound::Unbounded,
        };
        let hit = |entry: &Entry| {
            visible[entry.audience] && needles.iter().all(|needle| entry.words.contains(needle.as_str()))
        };
        let mut hits = self.entries.range((start, Bound::Unbounded)).filter(|(_, entry)| hit(entry));
        let page: Vec<_> = hits.by_ref().take(limit).map(|((name, id), _)| (name, *id)).collect();
        let more = hits.next().is_some();
        let last = page.last().filter(|_| more).map(|(name, id)| Place { name: name.to_string(), id: *id });
        let total = if needles.is_empty() {
            let seen = self.audiences.iter().zip(&visible).filter(|(_, visible)| **visible);
            seen.map(|(shared, _)| shared.contacts).sum()
        } else {
            self.entries.values().filter(|entry| hit(entry)).count() as u64
        };
        Found { ids: page.into_iter().map(|(_, id)| id).collect(), last, total }
    }

    /// The contacts of exactly this folded name.
    pub(crate) fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = ContactId> + 'a {
        let name: Arc<str> = name.into();
        let first = (Arc::clone(&name), ContactId(uuid::Uuid::nil()));
        self.entries.range(first..).take_while(move |((found, _), _)| *found == name).map(|((_, id), _)| *id)
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
