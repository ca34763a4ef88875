//! A SurrealQL statement with its bindings, and the small vocabulary of record ids and stored texts.
//!
//! Domain values are stored as the JSON that serde writes of them, in one column: what comes back is what went in, also
//! for types with flattened and tagged parts. What is searched or ordered by stands in columns beside it.

use std::ops::Bound;

use serde::Serialize;
use serde::de::DeserializeOwned;
use surrealdb::types::{Array, RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, Variables};

use crate::StoreError;

/// A statement, or several, and what is bound to the parameters.
#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) bindings: Variables,
}

impl Statement {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), bindings: Variables::new() }
    }

    pub(crate) fn bind(mut self, name: &str, value: impl SurrealValue) -> Self {
        self.bindings.insert(name, value);
        self
    }
}

/// The record of a table that is named by one UUID.
pub(crate) fn record(table: &str, id: uuid::Uuid) -> RecordId {
    RecordId::new(table, surrealdb::types::Uuid::from(id))
}

/// The record of a table that is named by several parts, which it sorts by.
pub(crate) fn composite<const N: usize>(table: &str, parts: [Value; N]) -> RecordId {
    RecordId::new(table, place(parts))
}

fn place<const N: usize>(parts: [Value; N]) -> RecordIdKey {
    RecordIdKey::Array(Array::from(Vec::from(parts)))
}

/// The records of a table named by `owner` and a number, from and to the given numbers.
pub(crate) fn numbered(table: &str, owner: uuid::Uuid, from: Bound<u64>, to: Bound<u64>) -> RecordId {
    let named = |number: u64| place([uuid_value(owner), number_value(number)]);
    let start = match from {
        Bound::Unbounded => Bound::Included(named(0)),
        bound => bound.map(named),
    };
    let end = match to {
        Bound::Unbounded => Bound::Included(named(u64::MAX)),
        bound => bound.map(named),
    };
    range(table, start, end)
}

/// All records of a table that are named by `owner` and something else.
pub(crate) fn range_of(table: &str, owner: uuid::Uuid) -> RecordId {
    let start = RecordIdKey::Array(Array::from(vec![uuid_value(owner)]));
    let end = RecordIdKey::Array(Array::from(vec![uuid_value(owner), uuid_value(uuid::Uuid::max())]));
    range(table, Bound::Included(start), Bound::Included(end))
}

/// The last rows of a range, the last first; [`crate::engine::Answer::bodies`] takes them.
pub(crate) fn newest_first(rows: RecordId, limit: usize) -> Statement {
    Statement::new("SELECT id, body FROM $rows ORDER BY id DESC LIMIT $limit").bind("rows", rows).bind("limit", limit)
}

pub(crate) fn range(table: &str, start: Bound<RecordIdKey>, end: Bound<RecordIdKey>) -> RecordId {
    RecordId::new(table, RecordIdKey::Range(Box::new(RecordIdKeyRange { start, end })))
}

/// SurrealDB counts in `i64`; what lies beyond is as good as endless.
pub(crate) fn number_value(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into_value()
}

pub(crate) fn uuid_value(id: uuid::Uuid) -> Value {
    Value::Uuid(surrealdb::types::Uuid::from(id))
}

pub(crate) fn encode(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("domain values have text keys and no failing serializers")
}

pub(crate) fn decode<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Unreadable { what, source: Box::new(source) })
}

pub(crate) fn decode_all<T: DeserializeOwned>(what: &'static str, texts: &[String]) -> Result<Vec<T>, StoreError> {
    texts.iter().map(|text| decode(what, text)).collect()
}
