//! The inbox: what each employee is told, newest first.

use std::ops::Bound;

use chrono::{DateTime, Utc};
use domain::{EmployeeId, Notification, NotificationId};
use surrealdb::types::{Datetime, Object, RecordId, RecordIdKey, SurrealValue, Value, object};

use crate::statement::{Statement, composite, decode, encode, range, uuid_value};
use crate::{Store, StoreError};

pub(crate) const TABLE: &str = "notification";

/// What writes `$notifications`: who was told is not told again.
pub(crate) const INSERT: &str = "INSERT IGNORE INTO notification $notifications RETURN NONE;";

/// A place in an inbox: the last notification of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotificationCursor {
    pub at: DateTime<Utc>,
    pub id: NotificationId,
}

/// Which notifications have been read.
#[derive(Clone, Copy, Debug)]
pub enum ReadMark<'a> {
    Ids(&'a [NotificationId]),
    All,
}

/// The row of a notification. Telling the same thing twice names the same row.
pub(crate) fn row(notification: &Notification) -> Object {
    object! {
        id: place(notification.employee, NotificationCursor { at: notification.at, id: notification.id }),
        employee: uuid_value(notification.employee.0),
        notification: uuid_value(notification.id.0),
        read: notification.read,
        body: encode(notification),
    }
}

fn place(employee: EmployeeId, cursor: NotificationCursor) -> RecordId {
    composite(TABLE, [uuid_value(employee.0), Value::Datetime(Datetime::from(cursor.at)), uuid_value(cursor.id.0)])
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Row {
    read: bool,
    body: String,
}

impl Store {
    /// The employee's notifications before the cursor, or all, newest first.
    pub async fn notifications(
        &self,
        employee: EmployeeId,
        before: Option<NotificationCursor>,
        limit: usize,
    ) -> Result<Vec<Notification>, StoreError> {
        let first = NotificationCursor { at: DateTime::UNIX_EPOCH, id: NotificationId(uuid::Uuid::nil()) };
        let end = match before {
            Some(cursor) => Bound::Excluded(place(employee, cursor).key),
            // A UUID sorts after every time.
            None => Bound::Excluded(RecordIdKey::Array(surrealdb::types::Array::from(vec![
                uuid_value(employee.0),
                uuid_value(uuid::Uuid::nil()),
            ]))),
        };
        let statement = Statement::new("SELECT id, read, body FROM $rows ORDER BY id DESC LIMIT $limit")
            .bind("rows", range(TABLE, Bound::Included(place(employee, first).key), end))
            .bind("limit", limit);
        let rows: Vec<Row> = self.ask(statement).await?.rows(0)?;
        let read = |row: &Row| decode("notification", &row.body).map(|told| Notification { read: row.read, ..told });
        rows.iter().map(read).collect()
    }

    pub async fn unread_notifications(&self, employee: EmployeeId) -> Result<u64, StoreError> {
        let statement = Statement::new(
            "SELECT VALUE count FROM \
             (SELECT count() FROM notification WHERE employee = $employee AND read = false GROUP ALL)",
        )
        .bind("employee", uuid_value(employee.0));
        Ok(self.ask(statement).await?.rows::<u64>(0)?.pop().unwrap_or(0))
    }

    /// Marks the employee's own notifications as read; returns how many are still unread.
    pub async fn mark_read(&self, employee: EmployeeId, mark: ReadMark<'_>) -> Result<u64, StoreError> {
        let (filter, ids) = match mark {
            ReadMark::Ids(ids) => (" AND notification IN $ids", ids),
            ReadMark::All => ("", [].as_slice()),
        };
        let statement = Statement::new(format!(
            "UPDATE notification SET read = true WHERE employee = $employee AND read = false{filter} RETURN NONE"
        ))
        .bind("employee", uuid_value(employee.0))
        .bind("ids", ids.iter().map(|id| uuid_value(id.0)).collect::<Vec<_>>());
        self.ask(statement).await?;
        self.unread_notifications(employee).await
    }
}

#[cfg(test)]
mod tests;
