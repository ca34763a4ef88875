//! Employees, their passwords, and teams.

use domain::{Employee, EmployeeId, Team};

use crate::{Store, StoreError};

impl Store {
    pub async fn employees(&self) -> Result<Vec<Employee>, StoreError> {
        todo!()
    }

    pub async fn teams(&self) -> Result<Vec<Team>, StoreError> {
        todo!()
    }

    /// Adds or replaces an employee; the password stays. [`StoreError::EmailTaken`] if somebody else has the address.
    pub async fn put_employee(&self, employee: &Employee) -> Result<(), StoreError> {
        let _ = employee;
        todo!()
    }

    pub async fn put_team(&self, team: &Team) -> Result<(), StoreError> {
        let _ = team;
        todo!()
    }

    pub async fn set_password_hash(&self, employee: EmployeeId, hash: &str) -> Result<(), StoreError> {
        let _ = (employee, hash);
        todo!()
    }

    /// Who signs in with the address, and the hash of their password. The address in lower case.
    pub async fn password_hash(&self, email: &str) -> Result<Option<(EmployeeId, String)>, StoreError> {
        let _ = email;
        todo!()
    }
}
