//! Who is signed in: one row per session, found by the hash of its token.

use chrono::{DateTime, Utc};
use domain::EmployeeId;

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

impl Store {
    pub async fn put_session(&self, session: &StoredSession) -> Result<(), StoreError> {
        let _ = session;
        todo!()
    }

    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<StoredSession>, StoreError> {
        let _ = token_hash;
        todo!()
    }

    pub async fn extend_session(&self, token_hash: &[u8; 32], expires_at: DateTime<Utc>) -> Result<(), StoreError> {
        let _ = (token_hash, expires_at);
        todo!()
    }

    pub async fn delete_session(&self, token_hash: &[u8; 32]) -> Result<(), StoreError> {
        let _ = token_hash;
        todo!()
    }

    pub async fn delete_sessions_of(
        &self,
        employee: EmployeeId,
        except: Option<&[u8; 32]>,
    ) -> Result<(), StoreError> {
        let _ = (employee, except);
        todo!()
    }

    pub async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let _ = now;
        todo!()
    }
}
