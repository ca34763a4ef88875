//! Contacts: one by id, pages of a list or a search behind the gate, and the look-ups of an import.
//!
//! Lists are answered by the listing in memory, or, where several nodes share a database, by [`database`].

mod database;
mod place;

use std::collections::{HashMap, HashSet};
use std::ops::Bound;
use std::sync::PoisonError;

use chrono::NaiveDate;
use domain::listing::{Criteria, Facets, Sort};
use domain::{Contact, ContactId, Keys, Reach, TeamId};
use surrealdb::types::{Object, RecordId, SurrealValue, object};

use crate::engine::{Access, Database};
use crate::listing::{Found, Listed, Question, Start, contact_id};
use crate::statement::{Statement, decode, decode_all, encode, range, record, uuid_value};
use crate::{Store, StoreError, rules};
pub(crate) use place::Place;

pub(crate) const TABLE: &str = "contact";

/// Which contacts, for whom, in which order.
#[derive(Clone, Debug)]
pub struct ContactQuery {
    pub keys: Keys,
    pub criteria: Criteria,
    pub sort: Sort,
    pub start: PageStart,
    pub limit: usize,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageStart {
    /// After this many contacts.
    Offset(usize),
    /// After the page that gave this as [`ContactPage::next`], whatever was added or removed before it since.
    Cursor(String),
}

impl ContactQuery {
    /// The first page of everything that the keys reach, in the order of names.
    pub fn new(keys: Keys, limit: usize) -> Self {
        let (criteria, sort) = (Criteria::default(), Sort::default());
        Self { keys, criteria, sort, start: PageStart::Offset(0), limit }
    }

    fn question(&self) -> Question<'_> {
        Question { keys: &self.keys, criteria: &self.criteria, sort: self.sort, whole_only: false }
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct ContactPage {
    pub items: Vec<ListedContact>,
    pub next: Option<String>,
    /// How many contacts all pages hold together.
    pub total: u64,
}

#[derive(Clone, Debug)]
pub struct ListedContact {
    pub contact: Contact,
    /// Never [`Reach::Nothing`].
    pub reach: Reach,
}

/// How many contacts there were at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactCount {
    pub total: u64,
    /// The commits that are counted are those up to this [`crate::Committed::revision`]. None: the database is shared,
    /// and nobody knows.
    pub revision: Option<u64>,
}

/// The row of a contact.
pub(crate) fn row(contact: &Contact, listed: &Listed) -> Object {
    // A deleted contact is not found by an import; its number is free again.
    let (customer_number, emails) = if contact.deleted {
        (None, Vec::new())
    } else {
        (contact.fields.customer_number.clone(), contact.fields.emails.clone())
    };
    let mut row = columns(contact, listed);
    row.insert("id", record(TABLE, contact.id.0));
    row.insert("customer_number", customer_number);
    row.insert("emails", emails);
    row.insert("body", encode(contact));
    row
}

/// What is asked by besides the look-ups of an import.
fn columns(contact: &Contact, listed: &Listed) -> Object {
    let mut columns = listed.columns();
    // As text, which orders as the days do.
    columns.insert("due", contact.due().map(|day| day.to_string()));
    let mut staff: Vec<_> = contact.open_assignments().map(|assignment| assignment.employee).collect();
    staff.sort_unstable();
    staff.dedup();
    if contact.deleted {
        staff.clear();
    }
    columns.insert("staff", staff.into_iter().map(|id| uuid_value(id.0)).collect::<Vec<_>>());
    columns.insert("waiting", rules::waiting_since(contact));
    columns
}

/// How many rows are rewritten at a time.
const REWRITTEN_AT_ONCE: usize = if cfg!(test) { 7 } else { 1_000 };

/// The whole table in parts of so many rows.
///
/// The database reads a range to its end before it looks at a limit: paging through a table by limits costs the square of
/// its rows.
pub(crate) async fn parts(database: &Database, rows: usize) -> Result<Vec<RecordId>, StoreError> {
    let ids: Vec<RecordId> = database.ask(Statement::new("SELECT VALUE id FROM contact")).await?.rows(0)?;
    let mut ids = ids.iter().map(contact_id).collect::<Result<Vec<_>, _>>()?;
    ids.sort_unstable();
    let key = |id: &ContactId| record(TABLE, id.0).key;
    let firsts: Vec<_> = ids.iter().step_by(rows).skip(1).map(key).collect();
    let starts = std::iter::once(Bound::Unbounded).chain(firsts.iter().cloned().map(Bound::Included));
    let ends = firsts.iter().cloned().map(Bound::Excluded).chain(std::iter::once(Bound::Unbounded));
    Ok(starts.zip(ends).map(|(start, end)| range(TABLE, start, end)).collect())
}

/// Writes the columns of every row anew. A row that another node changes meanwhile has them already.
pub(crate) async fn rewrite_columns(database: &Database) -> Result<(), StoreError> {
    for part in parts(database, REWRITTEN_AT_ONCE).await? {
        let statement = Statement::new("SELECT id, body FROM $part").bind("part", part);
        let rows = database.ask(statement).await?.rows::<BodyRow>(0)?;
        let columns = |row: BodyRow| {
            let contact: Contact = decode("contact", &row.body)?;
            let columns = columns(&contact, &Listed::of(&contact));
            Ok(object! { id: row.id, body: row.body, columns: columns })
        };
        let changed = rows.into_iter().map(columns).collect::<Result<Vec<_>, StoreError>>()?;
        let update = "FOR $row IN $changed { UPDATE $row.id MERGE $row.columns WHERE body = $row.body RETURN NONE }";
        database.ask(Statement::new(update).bind("changed", changed)).await?;
    }
    Ok(())
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct BodyRow {
    id: RecordId,
    body: String,
}

impl Store {
    /// Contacts of which something begins or is over on this day or before it (`[C9]`), so many at most.
    pub async fn contacts_due(&self, day: NaiveDate, limit: usize) -> Result<Vec<ContactId>, StoreError> {
        // A contact without a day sorts before every text.
        let statement = Statement::new(
            "SELECT VALUE id FROM contact WITH INDEX contact_due WHERE due > '' AND due <= $day LIMIT $limit",
        )
        .bind("day", day.to_string())
        .bind("limit", limit);
        let ids: Vec<RecordId> = self.ask(statement).await?.rows(0)?;
        ids.iter().map(contact_id).collect()
    }

    /// The contact, deleted ones too.
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        Ok(self.contacts(&[id]).await?.pop())
    }

    /// Those of the contacts that exist, in the order of their ids in the question.
    pub async fn contacts(&self, ids: &[ContactId]) -> Result<Vec<Contact>, StoreError> {
        let bodies: Vec<String> = self.ask(by_ids(ids)).await?.rows(0)?;
        decode_all("contact", &bodies)
    }

    /// A page of the contacts that answer.
    pub async fn list_contacts(&self, query: &ContactQuery) -> Result<ContactPage, StoreError> {
        let after = match &query.start {
            PageStart::Cursor(cursor) => Some(Place::of_cursor(cursor, query.sort)?),
            PageStart::Offset(_) => None,
        };
        let (access, query) = (self.access()?, query.clone());
        let task = access.clone();
        access
            .spawn(async move {
                let start = match (&after, &query.start) {
                    (Some(place), _) => Start::After(place),
                    (None, PageStart::Offset(offset)) => Start::Offset(*offset),
                    (None, PageStart::Cursor(_)) => return Err(StoreError::BadCursor),
                };
                let (contacts, last, total) = page(&task, &query.question(), &start, query.limit).await?;
                // The gate decides on each contact as it stands now, whatever the listing found a moment ago.
                let items = contacts.into_iter().filter_map(|contact| listed(contact, &query.keys)).collect();
                Ok(ContactPage { items, next: last.map(|place| place.to_string()), total })
            })
            .await
    }

    /// The ids of the first of the contacts that answer and are seen whole, and how many there are.
    pub async fn contact_ids(
        &self,
        keys: Keys,
        criteria: Criteria,
        sort: Sort,
        limit: usize,
    ) -> Result<(Vec<ContactId>, u64), StoreError> {
        let access = self.access()?;
        let task = access.clone();
        access
            .spawn(async move {
                let question = Question { keys: &keys, criteria: &criteria, sort, whole_only: true };
                let Some(listing) = &task.listing else { return database::ids(&task.database, &question, limit).await };
                let listing = listing.read().unwrap_or_else(PoisonError::into_inner);
                let Found { ids, total, .. } = listing.page(&question, &Start::Offset(0), limit);
                Ok((ids, total))
            })
            .await
    }

    /// What the contacts that answer and are seen whole have in common.
    pub async fn contact_facets(&self, keys: Keys, criteria: Criteria) -> Result<Facets, StoreError> {
        let access = self.access()?;
        let task = access.clone();
        access
            .spawn(async move {
                let Some(listing) = &task.listing else {
                    return database::facets(&task.database, &keys, &criteria).await;
                };
                Ok(listing.read().unwrap_or_else(PoisonError::into_inner).facets(&keys, &criteria))
            })
            .await
    }

    /// How many contacts answer.
    pub async fn count_contacts(&self, keys: Keys, criteria: Criteria) -> Result<ContactCount, StoreError> {
        let access = self.access()?;
        let task = access.clone();
        access
            .spawn(async move {
                let Some(listing) = &task.listing else {
                    let total = database::count(&task.database, &keys, &criteria).await?;
                    return Ok(ContactCount { total, revision: None });
                };
                let listing = listing.read().unwrap_or_else(PoisonError::into_inner);
                Ok(ContactCount { total: listing.count(&keys, &criteria), revision: Some(listing.revision()) })
            })
            .await
    }

    /// How many contacts belong to a team, whoever sees them.
    pub async fn contacts_of_team(&self, team: TeamId) -> Result<u64, StoreError> {
        let access = self.access()?;
        let task = access.clone();
        access
            .spawn(async move {
                let Some(listing) = &task.listing else { return database::count_of_team(&task.database, team).await };
                Ok(listing.read().unwrap_or_else(PoisonError::into_inner).count_of_team(team))
            })
            .await
    }

    /// Those who work or worked for an organisation and whom the keys reach, in the order of their names.
    pub async fn persons_of(
        &self,
        organisation: ContactId,
        keys: &Keys,
        limit: usize,
    ) -> Result<Vec<Contact>, StoreError> {
        let statement = Statement::new(
            "SELECT name, body FROM $organisation<-works_for<-contact \
             WHERE audience CONTAINSANY $keys ORDER BY name LIMIT $limit",
        )
        .bind("organisation", record(TABLE, organisation.0))
        .bind("keys", key_texts(keys))
        .bind("limit", limit);
        let bodies = self.ask(statement).await?.bodies(0)?;
        let persons: Vec<Contact> = decode_all("contact", &bodies)?;
        Ok(persons.into_iter().filter_map(|person| listed(person, keys)).map(|listed| listed.contact).collect())
    }

    /// Which contacts have these customer numbers.
    pub async fn find_by_customer_numbers(&self, numbers: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let statement = Statement::new("SELECT id, customer_number FROM contact WHERE customer_number IN $numbers")
            .bind("numbers", numbers.to_vec());
        let rows: Vec<NumberedRow> = self.ask(statement).await?.rows(0)?;
        rows.into_iter().map(|row| Ok((row.customer_number, contact_id(&row.id)?))).collect()
    }

    /// Which contacts have these e-mail addresses.
    pub async fn find_by_emails(&self, emails: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let statement = Statement::new("SELECT id, emails FROM contact WHERE emails CONTAINSANY $emails")
            .bind("emails", emails.to_vec());
        let rows: Vec<EmailsRow> = self.ask(statement).await?.rows(0)?;
        let wanted: HashSet<&String> = emails.iter().collect();
        let mut found = Vec::new();
        for row in rows {
            let id = contact_id(&row.id)?;
            found.extend(row.emails.into_iter().filter(|email| wanted.contains(email)).map(|email| (email, id)));
        }
        Ok(found)
    }

    /// Which contacts have these names, as [`domain::search::fold`] writes them.
    pub async fn find_by_names(&self, folded: &[String]) -> Result<Vec<(String, ContactId)>, StoreError> {
        let access = self.access()?;
        let asked: Vec<(String, String)> =
            folded.iter().map(|name| (name.split_whitespace().collect::<Vec<_>>().join(" "), name.clone())).collect();
        let task = access.clone();
        access.spawn(async move { names(&task, asked).await }).await
    }
}

async fn names(access: &Access, asked: Vec<(String, String)>) -> Result<Vec<(String, ContactId)>, StoreError> {
    if let Some(listing) = &access.listing {
        let listing = listing.read().unwrap_or_else(PoisonError::into_inner);
        let hits = asked.iter().flat_map(|(name, text)| listing.named(name).map(|id| (text.clone(), id)));
        return Ok(hits.collect());
    }
    let texts: HashMap<String, String> = asked.into_iter().collect();
    let statement = Statement::new("SELECT id, name FROM contact WHERE name IN $names AND audience != []")
        .bind("names", texts.keys().cloned().collect::<Vec<_>>());
    let rows: Vec<NamedRow> = access.database.ask(statement).await?.rows(0)?;
    let hits = rows.into_iter().filter_map(|row| texts.get(&row.name).map(|text| (text.clone(), row.id)));
    hits.map(|(text, id)| Ok((text, contact_id(&id)?))).collect()
}

async fn page(
    access: &Access,
    question: &Question<'_>,
    start: &Start<'_>,
    limit: usize,
) -> Result<(Vec<Contact>, Option<Place>, u64), StoreError> {
    let Some(listing) = &access.listing else {
        return database::page(&access.database, question, start, limit).await;
    };
    let Found { ids, last, total } =
        listing.read().unwrap_or_else(PoisonError::into_inner).page(question, start, limit);
    let bodies: Vec<String> = access.database.ask(by_ids(&ids)).await?.rows(0)?;
    Ok((decode_all("contact", &bodies)?, last, total))
}

fn by_ids(ids: &[ContactId]) -> Statement {
    let records: Vec<RecordId> = ids.iter().map(|id| record(TABLE, id.0)).collect();
    Statement::new("SELECT VALUE body FROM $ids").bind("ids", records)
}

fn key_texts(keys: &Keys) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

fn listed(contact: Contact, keys: &Keys) -> Option<ListedContact> {
    match domain::access::reach(&domain::access::audience(&contact), keys) {
        Reach::Nothing => None,
        reach => Some(ListedContact { contact, reach }),
    }
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct NamedRow {
    id: RecordId,
    name: String,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct NumberedRow {
    id: RecordId,
    customer_number: String,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct EmailsRow {
    id: RecordId,
    emails: Vec<String>,
}

#[cfg(test)]
mod tests;
