//! The log of reads, exports and overrides, from the newest back.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use domain::audit::{AuditEntry, AuditScope};
use domain::{AuditId, ContactId, EmployeeId};
use surrealdb::types::{Array, Datetime, Object, RecordId, RecordIdKey, Value, object};

use crate::statement::{Statement, composite, decode_all, encode, range, uuid_value};
use crate::{Store, StoreError};

const TABLE: &str = "audit";

/// A place in the log: the last entry of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditCursor {
    pub at: DateTime<Utc>,
    pub id: AuditId,
}

/// What of the log is asked for; what is left out is not asked.
#[derive(Clone, Debug)]
pub struct AuditQuery {
    pub scope: AuditScope,
    pub employee: Option<EmployeeId>,
    pub contact: Option<ContactId>,
    /// As [`domain::audit::AuditDeed::name`] says it.
    pub deed: Option<String>,
    /// Not before this.
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub until: Option<DateTime<Utc>>,
    pub before: Option<AuditCursor>,
    pub limit: usize,
}

fn key(at: DateTime<Utc>, id: Option<AuditId>) -> RecordIdKey {
    let at = Value::Datetime(Datetime::from(at));
    RecordIdKey::Array(Array::from(std::iter::once(at).chain(id.map(|id| uuid_value(id.0))).collect::<Vec<_>>()))
}

fn row(entry: &AuditEntry) -> Object {
    let at = Value::Datetime(Datetime::from(entry.at));
    let contact = entry.contact.map_or(Value::None, |contact| uuid_value(contact.0));
    let teams: Vec<Value> = entry.teams.iter().map(|team| uuid_value(team.0)).collect();
    object! {
        id: composite(TABLE, [at, uuid_value(entry.id.0)]),
        employee: uuid_value(entry.employee.0),
        contact: contact,
        teams: Value::Array(Array::from(teams)),
        deed: entry.deed.name().to_owned(),
        body: encode(entry),
    }
}

impl Store {
    /// Writes entries; what is known by its id stays as it is.
    pub async fn put_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let rows: Vec<Value> = entries.iter().map(|entry| Value::Object(row(entry))).collect();
        let statement = Statement::new("INSERT IGNORE INTO audit $rows RETURN NONE").bind("rows", Array::from(rows));
        self.ask(statement).await?;
        Ok(())
    }

    /// Entries from the newest back.
    pub async fn audit(&self, query: &AuditQuery) -> Result<Vec<AuditEntry>, StoreError> {
        let AuditQuery { scope, employee, contact, deed, from, until, before, limit } = query;
        let (people, teams) = match scope {
            AuditScope::None => return Ok(Vec::new()),
            AuditScope::Everything => (None, None),
            AuditScope::Teams { people, teams } => (Some(people), Some(teams)),
        };
        let start = Bound::Included(key(from.unwrap_or(DateTime::UNIX_EPOCH), None));
        let end = match (before, until) {
            (Some(cursor), Some(until)) if *until < cursor.at => Bound::Excluded(key(*until, None)),
            (Some(cursor), _) => Bound::Excluded(key(cursor.at, Some(cursor.id))),
            (None, Some(until)) => Bound::Excluded(key(*until, None)),
            (None, None) => Bound::Unbounded,
        };
        let mut conditions = Vec::new();
        let mut condition = |asked: bool, text: &'static str| conditions.extend(asked.then_some(text));
        condition(people.is_some(), "(employee IN $people OR teams CONTAINSANY $teams)");
        condition(employee.is_some(), "employee = $employee");
        condition(contact.is_some(), "contact = $contact");
        condition(deed.is_some(), "deed = $deed");
        let filter = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        let rows: RecordId = range(TABLE, start, end);
        let ids = |ids: Vec<uuid::Uuid>| ids.into_iter().map(uuid_value).collect::<Vec<_>>();
        let people = people.map(|people| people.iter().map(|id| id.0).collect()).unwrap_or_default();
        let teams = teams.map(|teams| teams.iter().map(|id| id.0).collect()).unwrap_or_default();
        let statement = Statement::new(format!("SELECT id, body FROM $rows{filter} ORDER BY id DESC LIMIT $limit"))
            .bind("rows", rows)
            .bind("people", ids(people))
            .bind("teams", ids(teams))
            .bind("employee", employee.map_or(Value::None, |id| uuid_value(id.0)))
            .bind("contact", contact.map_or(Value::None, |id| uuid_value(id.0)))
            .bind("deed", deed.clone().unwrap_or_default())
            .bind("limit", *limit);
        decode_all("audit", &self.ask(statement).await?.bodies(0)?)
    }
}

#[cfg(test)]
mod tests;
