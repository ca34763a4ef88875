//! Contacts: one by id, pages of a list or a search behind the gate, and the look-ups of an import.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::sync::PoisonError;

use domain::{Contact, ContactId, Keys, Reach};
use surrealdb::types::{Object, RecordId, SurrealValue, object};

use crate::engine::{Access, Database};
use crate::listing::{Found, Listed, contact_id, folded_name};
use crate::statement::{Statement, decode_all, encode, record};
use crate::{Store, StoreError};

pub(crate) const TABLE: &str = "contact";

/// Which contacts, for whom.
#[derive(Clone, Debug)]
pub struct ContactQuery {
    pub keys: Keys,
    /// From [`domain::search::query_words`]; each must begin one of the contact's words.
    pub words: Vec<String>,
    pub limit: usize,
    /// [`ContactPage::next`] of the page before.
    pub cursor: Option<String>,
}

/// A page in the order of the folded name, then the id.
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

/// A place in the order of lists; as a text it is the cursor of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) id: ContactId,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.id, self.name)
    }
}

impl FromStr for Place {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, name) = text.split_once('.').ok_or(StoreError::BadCursor)?;
        let id = id.parse().map_err(|_| StoreError::BadCursor)?;
        Ok(Self { name: name.to_owned(), id })
    }
}

/// The row of a contact.
pub(crate) fn row(contact: &Contact, listed: &Listed) -> Object {
    // A deleted contact is not found by an import; its number is free again.
    let (customer_number, emails) = if contact.deleted {
        (None, Vec::new())
    } else {
        (contact.fields.customer_number.clone(), contact.fields.emails.clone())
    };
    object! {
        id: record(TABLE, contact.id.0),
        name: listed.name.clone(),
        audience: listed.audience.iter().map(ToString::to_string).collect::<Vec<_>>(),
        words: listed.words.clone(),
        customer_number: customer_number,
        emails: emails,
        body: encode(contact),
    }
}

impl Store {
    /// The contact, deleted ones too.
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        Ok(self.contacts(&[id]).await?.pop())
    }

    /// Those of the contacts that exist, in the order of their ids in the question.
    pub async fn contacts(&self, ids: &[ContactId]) -> Result<Vec<Contact>, StoreError> {
        let bodies: Vec<String> = self.ask(by_ids(ids)).await?.rows(0)?;
        decode_all("contact", &bodies)
    }

    /// A page of the contacts that the keys reach and the words find.
    pub async fn list_contacts(&self, query: &ContactQuery) -> Result<ContactPage, StoreError> {
        let after = query.cursor.as_deref().map(str::parse::<Place>).transpose()?;
        let access = self.access()?;
        let ContactQuery { keys, words, limit, cursor: _ } = query.clone();
        let task = access.clone();
        access
            .spawn(async move {
                let (contacts, last, total) = match &task.listing {
                    Some(listing) => {
                        let found = listing.read().unwrap_or_else(PoisonError::into_inner).page(
                            &keys,
                            &words,
                            after.as_ref(),
                            limit,
                        );
                        let Found { ids, last, total } = found;
                        let bodies: Vec<String> = task.database.ask(by_ids(&ids)).await?.rows(0)?;
                        (decode_all("contact", &bodies)?, last, total)
                    }
                    None => page_from_database(&task.database, &keys, &words, after.as_ref(), limit).await?,
                };
                // The gate decides on each contact as it stands now, whatever the listing found a moment ago.
                let items = contacts.into_iter().filter_map(|contact| listed(contact, &keys)).collect();
                Ok(ContactPage { items, next: last.map(|place| place.to_string()), total })
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

/// The same page as the listing finds, for a database that other nodes write to as well.
async fn page_from_database(
    database: &Database,
    keys: &Keys,
    words: &[String],
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<Contact>, Option<Place>, u64), StoreError> {
    let mut matching = "audience CONTAINSANY $keys".to_owned();
    for number in 0..words.len() {
        write!(matching, " AND words CONTAINS $word{number}").expect("writing to a text cannot fail");
    }
    let following = if after.is_some() { " AND (name > $name OR (name = $name AND id > $id))" } else { "" };
    let mut statement = Statement::new(format!(
        "SELECT id, name, body FROM contact WHERE {matching}{following} ORDER BY name, id LIMIT $limit;
         SELECT count() FROM contact WHERE {matching} GROUP ALL"
    ))
    .bind("keys", key_texts(keys))
    .bind("limit", limit + 1);
    for (number, word) in words.iter().enumerate() {
        statement = statement.bind(&format!("word{number}"), format!(" {word}"));
    }
    if let Some(Place { name, id }) = after {
        statement = statement.bind("name", name.clone()).bind("id", record(TABLE, id.0));
    }
    let mut answer = database.ask(statement).await?;
    let mut bodies = answer.bodies(0)?;
    let total = answer.row::<Count>(1)?.map_or(0, |row| row.count);
    let more = bodies.len() > limit;
    bodies.truncate(limit);
    let contacts: Vec<Contact> = decode_all("contact", &bodies)?;
    let last = contacts.last().filter(|_| more);
    let last = last.map(|contact| Place { name: folded_name(contact), id: contact.id });
    Ok((contacts, last, total))
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

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Count {
    count: u64,
}

#[cfg(test)]
mod tests;
