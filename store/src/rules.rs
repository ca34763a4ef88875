//! Rules that assign contacts: their draft and versions, the turns of pools, and what rules look at of each contact.
//! A turn is written in the transaction of the assignment that it led to.

use std::ops::Bound;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use domain::access::{self, Reach};
use domain::rules::compiled::Facts;
use domain::rules::preview::Holder;
use domain::rules::{Draft, PoolState, ProposalKind, Turn, Version};
use domain::value::Country;
use domain::{Contact, ContactId, Keys, PoolId};
use serde::{Deserialize, Serialize};
use surrealdb::types::{Object, RecordId, SurrealValue, Value, object};

use crate::listing::contact_id;
use crate::statement::{
    Statement, composite, decode, decode_all, encode, newest_first, number_value, numbered, record, uuid_value,
};
use crate::{Store, StoreError, contacts};

const TURNS: &str = "turn";
const STATES: &str = "pool_state";
const VERSIONS: &str = "rule_version";
/// There is one draft and one line of versions.
const BOOK: uuid::Uuid = uuid::Uuid::nil();

/// What rules look at, of one contact, and who looks after it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFacts {
    pub id: ContactId,
    pub country: Option<Country>,
    pub postal_code: Option<String>,
    pub industry: Option<String>,
    pub source: Option<String>,
    pub language: Option<String>,
    pub tags: Vec<String>,
    pub holders: Vec<Holder>,
}

impl RuleFacts {
    pub fn of(contact: &Contact) -> Self {
        let fields = &contact.fields;
        Self {
            id: contact.id,
            country: fields.country,
            postal_code: fields.postal_code.clone(),
            industry: fields.industry.clone(),
            source: fields.source.clone(),
            language: fields.language.clone(),
            tags: fields.tags.clone(),
            holders: Holder::of(contact),
        }
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts {
            country: self.country,
            postal_code: self.postal_code.as_deref(),
            industry: self.industry.as_deref(),
            source: self.source.as_deref(),
            tags: &self.tags,
            language: self.language.as_deref(),
        }
    }
}

/// Where the contacts after those that were read begin.
#[derive(Clone, Debug)]
pub struct FactsPlace(Place);

#[derive(Clone, Debug)]
enum Place {
    /// In the listing.
    Name(Arc<str>, ContactId),
    /// In the database: so many parts were read.
    Part(Arc<[RecordId]>, usize),
}

/// The counters of a pool on disk. Its id stands beside them, so that all are read at once.
#[derive(Serialize, Deserialize)]
struct StoredState {
    pool: PoolId,
    state: PoolState,
}

pub(crate) fn turn_row(turn: &Turn) -> Object {
    object! { id: composite(TURNS, [uuid_value(turn.pool.0), number_value(turn.n)]), body: encode(turn) }
}

/// Since when the contact waits for somebody who can take it, in an order as the times'.
pub(crate) fn waiting_since(contact: &Contact) -> Option<String> {
    let proposal = contact.proposal.as_ref().filter(|_| !contact.deleted);
    let queued = proposal.filter(|proposal| proposal.kind == ProposalKind::Queued);
    queued.map(|proposal| proposal.at.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
}

impl Store {
    pub async fn rule_draft(&self) -> Result<Option<Draft>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![record("rule_draft", BOOK)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map(|body| decode("draft of the rules", &body)).transpose()
    }

    pub async fn put_rule_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET body = $body RETURN NONE")
            .bind("id", record("rule_draft", BOOK))
            .bind("body", encode(draft));
        self.ask(statement).await?;
        Ok(())
    }

    /// The version that contacts are assigned by: the newest.
    pub async fn active_rules(&self) -> Result<Option<Version>, StoreError> {
        let rows = numbered(VERSIONS, BOOK, Bound::Unbounded, Bound::Unbounded);
        let body = self.ask(newest_first(rows, 1)).await?.bodies(0)?.pop();
        body.map(|body| decode("rules", &body)).transpose()
    }

    /// Adds a version. Fails if there is one of its number.
    pub async fn add_rule_version(&self, version: &Version) -> Result<(), StoreError> {
        let row = object! {
            id: composite(VERSIONS, [uuid_value(BOOK), number_value(version.version)]),
            body: encode(version),
        };
        self.ask(Statement::new("INSERT INTO rule_version $row RETURN NONE").bind("row", Value::Object(row))).await?;
        Ok(())
    }

    /// The counters of pools, as of the last turn that each of them names.
    pub async fn pool_states(&self) -> Result<Vec<(PoolId, PoolState)>, StoreError> {
        let bodies: Vec<String> = self.ask(Statement::new("SELECT VALUE body FROM pool_state")).await?.rows(0)?;
        let stored: Vec<StoredState> = decode_all("counters of a pool", &bodies)?;
        Ok(stored.into_iter().map(|StoredState { pool, state }| (pool, state)).collect())
    }

    pub async fn put_pool_state(&self, pool: PoolId, state: &PoolState) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET body = $body RETURN NONE")
            .bind("id", record(STATES, pool.0))
            .bind("body", encode(&StoredState { pool, state: state.clone() }));
        self.ask(statement).await?;
        Ok(())
    }

    /// The turns of a pool after this one, in their order, so many at most.
    pub async fn turns_after(&self, pool: PoolId, n: u64, limit: usize) -> Result<Vec<Turn>, StoreError> {
        let rows = numbered(TURNS, pool.0, Bound::Excluded(n), Bound::Unbounded);
        let statement = Statement::new("SELECT id, body FROM $rows ORDER BY id LIMIT $limit")
            .bind("rows", rows)
            .bind("limit", limit);
        decode_all("turn", &self.ask(statement).await?.bodies(0)?)
    }

    /// Whether this turn came to something.
    pub async fn has_turn(&self, pool: PoolId, n: u64) -> Result<bool, StoreError> {
        let rows = numbered(TURNS, pool.0, Bound::Included(n), Bound::Included(n));
        let statement = Statement::new("SELECT VALUE body FROM $rows").bind("rows", rows);
        Ok(!self.ask(statement).await?.rows::<String>(0)?.is_empty())
    }

    /// Contacts that wait for somebody who can take them, those that wait longest first.
    pub async fn contacts_waiting(&self, limit: usize) -> Result<Vec<ContactId>, StoreError> {
        #[derive(SurrealValue)]
        #[surreal(crate = "surrealdb::types")]
        struct Waiting {
            id: RecordId,
        }
        // A contact that does not wait sorts before every text.
        let statement = Statement::new(
            "SELECT id, waiting FROM contact WITH INDEX contact_waiting WHERE waiting > '' ORDER BY waiting LIMIT $limit",
        )
        .bind("limit", limit);
        let rows: Vec<Waiting> = self.ask(statement).await?.rows(0)?;
        rows.iter().map(|row| contact_id(&row.id)).collect()
    }

    /// What rules look at, of about so many contacts after a place: those that are seen whole and, with `since`, were
    /// made then or later. No place is the end. What changes meanwhile is seen before or after its change.
    pub async fn rule_facts(
        &self,
        keys: &Keys,
        since: Option<DateTime<Utc>>,
        after: Option<FactsPlace>,
        limit: usize,
    ) -> Result<(Vec<RuleFacts>, Option<FactsPlace>), StoreError> {
        let access = self.access()?;
        let task = access.clone();
        let keys = keys.clone();
        access
            .spawn(async move {
                let since_us = since.map(|since| since.timestamp_micros());
                if let Some(listing) = &task.listing {
                    let key = match after {
                        Some(FactsPlace(Place::Name(name, id))) => Some((name, id)),
                        Some(FactsPlace(Place::Part(..))) | None => None,
                    };
                    let listing = listing.read().unwrap_or_else(PoisonError::into_inner);
                    let (facts, last) = listing.rule_facts(&keys, since_us, key.as_ref(), limit);
                    return Ok((facts, last.map(|(name, id)| FactsPlace(Place::Name(name, id)))));
                }
                let (all, read) = match after {
                    Some(FactsPlace(Place::Part(all, read))) => (all, read),
                    Some(FactsPlace(Place::Name(..))) | None => {
                        (contacts::parts(&task.database, limit).await?.into(), 0)
                    }
                };
                let Some(part) = all.get(read) else { return Ok((Vec::new(), None)) };
                let statement = Statement::new("SELECT VALUE body FROM $part").bind("part", part.clone());
                let bodies: Vec<String> = task.database.ask(statement).await?.rows(0)?;
                let contacts: Vec<Contact> = decode_all("contact", &bodies)?;
                let is_meant = |contact: &&Contact| {
                    access::reach(&access::audience(contact), &keys) == Reach::Full
                        && since.is_none_or(|since| contact.created_at >= since)
                };
                let facts = contacts.iter().filter(is_meant).map(RuleFacts::of).collect();
                let next = (read + 1 < all.len()).then(|| FactsPlace(Place::Part(all, read + 1)));
                Ok((facts, next))
            })
            .await
    }
}

#[cfg(test)]
mod tests;
