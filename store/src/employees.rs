//! Employees, their passwords, and teams.

use domain::{Employee, EmployeeId, Team};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use crate::statement::{Statement, decode_all, encode, record};
use crate::{Store, StoreError};

const TABLE: &str = "employee";

/// The unique index over the addresses, as the migration names it.
const EMAIL_INDEX: &str = "employee_email";

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct PasswordRow {
    id: RecordId,
    password_hash: Option<String>,
}

impl Store {
    pub async fn employees(&self) -> Result<Vec<Employee>, StoreError> {
        let bodies: Vec<String> = self.ask(Statement::new("SELECT VALUE body FROM employee")).await?.rows(0)?;
        decode_all("employee", &bodies)
    }

    pub async fn teams(&self) -> Result<Vec<Team>, StoreError> {
        let bodies: Vec<String> = self.ask(Statement::new("SELECT VALUE body FROM team")).await?.rows(0)?;
        decode_all("team", &bodies)
    }

    /// Adds or replaces an employee; the password stays. [`StoreError::EmailTaken`] if somebody else has the address.
    pub async fn put_employee(&self, employee: &Employee) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET email = $email, body = $body RETURN NONE")
            .bind("id", record(TABLE, employee.id.0))
            .bind("email", employee.email.to_lowercase())
            .bind("body", encode(employee));
        match self.ask(statement).await {
            Ok(_) => Ok(()),
            Err(StoreError::Database(error)) if error.message().contains(EMAIL_INDEX) => Err(StoreError::EmailTaken),
            Err(error) => Err(error),
        }
    }

    pub async fn put_team(&self, team: &Team) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET body = $body RETURN NONE")
            .bind("id", record("team", team.id.0))
            .bind("body", encode(team));
        self.ask(statement).await?;
        Ok(())
    }

    /// Sets the password of an employee who exists.
    pub async fn set_password_hash(&self, employee: EmployeeId, hash: &str) -> Result<(), StoreError> {
        let statement = Statement::new("UPDATE $id SET password_hash = $hash RETURN NONE")
            .bind("id", record(TABLE, employee.0))
            .bind("hash", hash.to_owned());
        self.ask(statement).await?;
        Ok(())
    }

    /// Who signs in with the address, in any case, and the hash of their password. None if one of them is missing.
    pub async fn password_hash(&self, email: &str) -> Result<Option<(EmployeeId, String)>, StoreError> {
        let statement = Statement::new("SELECT id, password_hash FROM employee WHERE email = $email")
            .bind("email", email.to_lowercase());
        let Some(row) = self.ask(statement).await?.rows::<PasswordRow>(0)?.pop() else { return Ok(None) };
        let id = match &row.id.key {
            RecordIdKey::Uuid(id) => EmployeeId(uuid::Uuid::from(*id)),
            other => {
                let source = format!("the name of an employee's record is no UUID: {other:?}").into();
                return Err(StoreError::Unreadable { what: "employee", source });
            }
        };
        Ok(row.password_hash.map(|hash| (id, hash)))
    }
}

#[cfg(test)]
mod tests;
