//! The inbox: what each employee is told, newest first.

use chrono::{DateTime, Utc};
use domain::{EmployeeId, Notification, NotificationId};

use crate::{Store, StoreError};

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

impl Store {
    /// The employee's notifications before the cursor, or all, newest first.
    pub async fn notifications(
        &self,
        employee: EmployeeId,
        before: Option<NotificationCursor>,
        limit: usize,
    ) -> Result<Vec<Notification>, StoreError> {
        let _ = (employee, before, limit);
        todo!()
    }

    pub async fn unread_notifications(&self, employee: EmployeeId) -> Result<u64, StoreError> {
        let _ = employee;
        todo!()
    }

    /// Marks the employee's own notifications as read; returns how many are still unread.
    pub async fn mark_read(&self, employee: EmployeeId, mark: ReadMark<'_>) -> Result<u64, StoreError> {
        let _ = (employee, mark);
        todo!()
    }
}
