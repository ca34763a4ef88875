//! Who is signed in: one row per session, found by the hash of its token.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::{EmployeeId, SignInId};
use surrealdb::types::{Datetime, RecordId, RecordIdKey, SurrealValue, Uuid};

use crate::statement::{Statement, uuid_value};
use crate::{Store, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// The token itself is never stored.
    pub token_hash: [u8; 32],
    pub id: SignInId,
    pub employee: EmployeeId,
    pub created_at: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub user_agent: String,
    /// Where it was used from last.
    pub address: String,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Row {
    sign_in: Uuid,
    employee: Uuid,
    created_at: Datetime,
    last_seen: Datetime,
    expires_at: Datetime,
    user_agent: String,
    address: String,
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct NamedRow {
    id: RecordId,
    sign_in: Uuid,
    employee: Uuid,
    created_at: Datetime,
    last_seen: Datetime,
    expires_at: Datetime,
    user_agent: String,
    address: String,
}

const COLUMNS: &str = "id, sign_in, employee, created_at, last_seen, expires_at, user_agent, address";

impl TryFrom<NamedRow> for StoredSession {
    type Error = StoreError;

    fn try_from(row: NamedRow) -> Result<Self, StoreError> {
        let NamedRow { id, sign_in, employee, created_at, last_seen, expires_at, user_agent, address } = row;
        Ok(Self {
            token_hash: token_hash(&id)?,
            id: SignInId(uuid::Uuid::from(sign_in)),
            employee: EmployeeId(uuid::Uuid::from(employee)),
            created_at: created_at.into(),
            last_seen: last_seen.into(),
            expires_at: expires_at.into(),
            user_agent,
            address,
        })
    }
}

fn session_record(token_hash: &[u8; 32]) -> RecordId {
    let mut hexadecimal = String::with_capacity(64);
    for byte in token_hash {
        write!(hexadecimal, "{byte:02x}").expect("writing to a text cannot fail");
    }
    RecordId::new("session", hexadecimal)
}

fn token_hash(record: &RecordId) -> Result<[u8; 32], StoreError> {
    let parsed = match &record.key {
        RecordIdKey::String(hexadecimal) if hexadecimal.len() == 64 && hexadecimal.is_ascii() => {
            let mut bytes = [0; 32];
            let read = bytes.iter_mut().enumerate().try_for_each(|(at, byte)| {
                *byte = u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16)?;
                Ok::<_, std::num::ParseIntError>(())
            });
            read.map(|()| bytes).ok()
        }
        _ => None,
    };
    parsed.ok_or_else(|| StoreError::Unreadable {
        what: "session",
        source: "the name of a session's record is no SHA-256".into(),
    })
}

impl Store {
    pub async fn put_session(&self, session: &StoredSession) -> Result<(), StoreError> {
        let row = Row {
            sign_in: Uuid::from(session.id.0),
            employee: Uuid::from(session.employee.0),
            created_at: Datetime::from(session.created_at),
            last_seen: Datetime::from(session.last_seen),
            expires_at: Datetime::from(session.expires_at),
            user_agent: session.user_agent.clone(),
            address: session.address.clone(),
        };
        let statement = Statement::new("UPSERT $id CONTENT $row RETURN NONE")
            .bind("id", session_record(&session.token_hash))
            .bind("row", row);
        self.ask(statement).await?;
        Ok(())
    }

    /// The session of a token, expired ones too until they are deleted.
    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<StoredSession>, StoreError> {
        let statement =
            Statement::new(format!("SELECT {COLUMNS} FROM ONLY $id")).bind("id", session_record(token_hash));
        let row: Option<NamedRow> = self.ask(statement).await?.row(0)?;
        row.map(StoredSession::try_from).transpose()
    }

    /// The sessions of an employee that have not ended at `now`, the last used first.
    pub async fn sessions_of(
        &self,
        employee: EmployeeId,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<StoredSession>, StoreError> {
        let statement = Statement::new(format!(
            "SELECT {COLUMNS} FROM session WHERE employee = $employee AND expires_at > $now \
             ORDER BY last_seen DESC LIMIT $limit"
        ))
        .bind("employee", uuid_value(employee.0))
        .bind("now", Datetime::from(now))
        .bind("limit", limit);
        let rows: Vec<NamedRow> = self.ask(statement).await?.rows(0)?;
        rows.into_iter().map(StoredSession::try_from).collect()
    }

    /// One session of an employee by its id.
    pub async fn session_of(&self, employee: EmployeeId, id: SignInId) -> Result<Option<StoredSession>, StoreError> {
        let statement =
            Statement::new(format!("SELECT {COLUMNS} FROM session WHERE employee = $employee AND sign_in = $sign_in"))
                .bind("employee", uuid_value(employee.0))
                .bind("sign_in", uuid_value(id.0));
        let row = self.ask(statement).await?.rows::<NamedRow>(0)?.pop();
        row.map(StoredSession::try_from).transpose()
    }

    /// Notes that sessions were used, and moves their end. One that does not exist any more stays so.
    pub async fn use_sessions(
        &self,
        token_hashes: &[[u8; 32]],
        last_seen: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        address: Option<&str>,
    ) -> Result<(), StoreError> {
        let from = if address.is_some() { ", address = $address" } else { "" };
        let statement = Statement::new(format!(
            "UPDATE $ids SET last_seen = $last_seen, expires_at = $expires_at{from} RETURN NONE"
        ))
        .bind("ids", token_hashes.iter().map(session_record).collect::<Vec<_>>())
        .bind("last_seen", Datetime::from(last_seen))
        .bind("expires_at", Datetime::from(expires_at))
        .bind("address", address.map(str::to_owned));
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
