//! Who is signed in: one row per session, found by the hash of its token.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::EmployeeId;
use surrealdb::types::{Datetime, RecordId, SurrealValue, Uuid};

use crate::statement::{Statement, uuid_value};
use crate::{Store, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// The token itself is never stored.
    pub token_hash: [u8; 32],
    pub employee: EmployeeId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub user_agent: String,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Row {
    employee: Uuid,
    created_at: Datetime,
    expires_at: Datetime,
    user_agent: String,
}

fn session_record(token_hash: &[u8; 32]) -> RecordId {
    let mut hexadecimal = String::with_capacity(64);
    for byte in token_hash {
        write!(hexadecimal, "{byte:02x}").expect("writing to a text cannot fail");
    }
    RecordId::new("session", hexadecimal)
}

impl Store {
    pub async fn put_session(&self, session: &StoredSession) -> Result<(), StoreError> {
        let row = Row {
            employee: Uuid::from(session.employee.0),
            created_at: Datetime::from(session.created_at),
            expires_at: Datetime::from(session.expires_at),
            user_agent: session.user_agent.clone(),
        };
        let statement = Statement::new("UPSERT $id CONTENT $row RETURN NONE")
            .bind("id", session_record(&session.token_hash))
            .bind("row", row);
        self.ask(statement).await?;
        Ok(())
    }

    /// The session of a token, expired ones too until they are deleted.
    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<StoredSession>, StoreError> {
        let statement = Statement::new("SELECT employee, created_at, expires_at, user_agent FROM ONLY $id")
            .bind("id", session_record(token_hash));
        let row: Option<Row> = self.ask(statement).await?.row(0)?;
        Ok(row.map(|row| StoredSession {
            token_hash: *token_hash,
            employee: EmployeeId(uuid::Uuid::from(row.employee)),
            created_at: row.created_at.into(),
            expires_at: row.expires_at.into(),
            user_agent: row.user_agent,
        }))
    }

    /// Moves the end of a session that still exists.
    pub async fn extend_session(&self, token_hash: &[u8; 32], expires_at: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = Statement::new("UPDATE $id SET expires_at = $expires_at RETURN NONE")
            .bind("id", session_record(token_hash))
            .bind("expires_at", Datetime::from(expires_at));
        self.ask(statement).await?;
        Ok(())
    }

    pub async fn delete_session(&self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        self.ask(Statement::new("DELETE $id RETURN NONE").bind("id", session_record(token_hash))).await?;
        Ok(())
    }

    /// Signs an employee out everywhere, except in the given session.
    pub async fn delete_sessions_of(&self, employee: EmployeeId, except: Option<&[u8; 32]>) -> Result<(), StoreError> {
        let statement = Statement::new("DELETE session WHERE employee = $employee AND id != $except RETURN NONE")
            .bind("employee", uuid_value(employee.0))
            .bind("except", except.map(session_record));
        self.ask(statement).await?;
        Ok(())
    }

    /// Deletes the sessions that end at `now` or before.
    pub async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let statement =
            Statement::new("DELETE session WHERE expires_at <= $now RETURN NONE").bind("now", Datetime::from(now));
        self.ask(statement).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
