//! Merges: what belongs to each, so that it can be taken back. A merge is written in the transaction that does it.

use domain::merge::Merge;
use domain::{Contact, ContactId, MergeId};
use surrealdb::types::{Object, object};

use crate::statement::{Statement, decode, decode_all, encode, record};
use crate::{Store, StoreError, contacts};

const TABLE: &str = "merge";

/// The row of a merge.
pub(crate) fn row(merge: &Merge) -> Object {
    object! { id: record(TABLE, merge.id.0), body: encode(merge) }
}

impl Store {
    pub async fn merge(&self, id: MergeId) -> Result<Option<Merge>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![record(TABLE, id.0)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map(|body| decode("merge", &body)).transpose()
    }

    /// Everybody who works or worked for an organisation, deleted ones too, whoever may see them; `limit` at most.
    pub async fn all_persons_of(&self, organisation: ContactId, limit: usize) -> Result<Vec<Contact>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $organisation<-works_for<-contact LIMIT $limit")
            .bind("organisation", record(contacts::TABLE, organisation.0))
            .bind("limit", limit);
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        let mut persons: Vec<Contact> = decode_all("contact", &bodies)?;
        // Somebody may have held several positions there.
        persons.sort_unstable_by_key(|person| person.id);
        persons.dedup_by_key(|person| person.id);
        Ok(persons)
    }
}

#[cfg(test)]
mod tests;
