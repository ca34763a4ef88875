//! Employees and their teams.

use serde::{Deserialize, Serialize};

use crate::ids::{EmployeeId, TeamId};

/// What an employee may do in the program, apart from any contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    Lead,
    Admin,
}

/// Somebody who signs in. The password lives elsewhere and never leaves the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Employee {
    pub id: EmployeeId,
    pub name: String,
    /// In lower case; signs in with it.
    pub email: String,
    pub role: Role,
    pub teams: Vec<TeamId>,
    /// An inactive employee cannot sign in and cannot be assigned.
    pub active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    /// Takes neither members nor contacts; its name stays readable where it stood (`[P3]`).
    #[serde(default)]
    pub archived: bool,
}
