//! Substitutions, and which events were done for somebody absent.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use domain::{ContactId, EmployeeId, Event, Notification, Substitution, SubstitutionId};
use surrealdb::types::{Array, Datetime, Object, RecordId, RecordIdKey, SurrealValue, Value, object};

use crate::statement::{Statement, composite, decode, decode_all, encode, number_value, range, record, uuid_value};
use crate::{Store, StoreError, notifications};

const TABLE: &str = "substitution";
const ACTED_FOR: &str = "acted_for";

/// The row that finds an event by whom it was done for; none, if its author acted for themselves.
pub(crate) fn acted_for_row(contact: ContactId, event: &Event) -> Option<Object> {
    let absent = event.acting_for?;
    let at = Value::Datetime(Datetime::from(event.at));
    let id = composite(ACTED_FOR, [uuid_value(absent.0), at, uuid_value(contact.0), number_value(event.seq)]);
    Some(object! { id: id, contact: uuid_value(contact.0) })
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct ActedRow {
    contact: surrealdb::types::Uuid,
}

impl Store {
    /// Those that are planned or active, the oldest first.
    pub async fn open_substitutions(&self) -> Result<Vec<Substitution>, StoreError> {
        let statement = Statement::new("SELECT id, body FROM substitution WHERE open = true ORDER BY id");
        decode_all("substitution", &self.ask(statement).await?.bodies(0)?)
    }

    pub async fn substitution(&self, id: SubstitutionId) -> Result<Option<Substitution>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $ids").bind("ids", vec![record(TABLE, id.0)]);
        let body = self.ask(statement).await?.rows::<String>(0)?.pop();
        body.map(|body| decode("substitution", &body)).transpose()
    }

    /// Substitutions of or by these people, or all, those that begin last first; `limit` at most.
    pub async fn substitutions(
        &self,
        people: Option<&[EmployeeId]>,
        limit: usize,
    ) -> Result<Vec<Substitution>, StoreError> {
        let of_people = people.map_or("", |_| " WHERE absent IN $people OR substitute IN $people");
        let text = format!(
            "SELECT first_day, id, body FROM substitution{of_people} ORDER BY first_day DESC, id DESC LIMIT $limit"
        );
        let people = people.unwrap_or_default().iter().map(|id| uuid_value(id.0)).collect::<Vec<_>>();
        let statement = Statement::new(text).bind("people", people).bind("limit", limit);
        decode_all("substitution", &self.ask(statement).await?.bodies(0)?)
    }

    /// How these stand now, together with whom that tells, in one transaction.
    pub async fn put_substitutions(
        &self,
        substitutions: &[Substitution],
        told: &[Notification],
    ) -> Result<(), StoreError> {
        let rows: Vec<Value> = substitutions.iter().map(|substitution| Value::Object(row(substitution))).collect();
        let told: Vec<Value> = told.iter().map(|told| Value::Object(notifications::row(told))).collect();
        let statement = Statement::new(
            "BEGIN;\n\
             FOR $row IN $rows { UPSERT $row.id CONTENT $row RETURN NONE };\n\
             INSERT IGNORE INTO notification $notifications RETURN NONE;\n\
             COMMIT;",
        )
        .bind("rows", Array::from(rows))
        .bind("notifications", Array::from(told));
        self.ask(statement).await?;
        Ok(())
    }

    /// The contacts on which something was done for an absent employee in this time, each once, the newest act first; found
    /// among the newest `limit` acts.
    pub async fn acted_for(
        &self,
        absent: EmployeeId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<ContactId>, StoreError> {
        let place = |at: DateTime<Utc>| {
            RecordIdKey::Array(Array::from(vec![uuid_value(absent.0), Value::Datetime(Datetime::from(at))]))
        };
        let rows: RecordId = range(ACTED_FOR, Bound::Included(place(from)), Bound::Excluded(place(until)));
        let statement = Statement::new("SELECT id, contact FROM $rows ORDER BY id DESC LIMIT $limit")
            .bind("rows", rows)
            .bind("limit", limit);
        let rows: Vec<ActedRow> = self.ask(statement).await?.rows(0)?;
        let mut contacts: Vec<ContactId> = Vec::new();
        for row in rows {
            let contact = ContactId(uuid::Uuid::from(row.contact));
            if !contacts.contains(&contact) {
                contacts.push(contact);
            }
        }
        Ok(contacts)
    }
}

fn row(substitution: &Substitution) -> Object {
    object! {
        id: record(TABLE, substitution.id.0),
        open: substitution.is_open(),
        absent: uuid_value(substitution.absent.0),
        substitute: uuid_value(substitution.substitute.0),
        first_day: substitution.from.to_string(),
        body: encode(substitution),
    }
}

#[cfg(test)]
mod tests;
