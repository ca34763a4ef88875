//! Employees, their teams, and the roster: what every rule needs to know about colleagues.

use std::collections::HashMap;
use std::sync::Arc;

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
}

/// All employees and teams as of one instant. It is replaced as a whole when one of them changes, so a rule that holds
/// a roster decides on one consistent state.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    employees: HashMap<EmployeeId, Arc<Employee>>,
    teams: HashMap<TeamId, Team>,
}

impl Roster {
    pub fn new(employees: impl IntoIterator<Item = Employee>, teams: impl IntoIterator<Item = Team>) -> Self {
        Self {
            employees: employees.into_iter().map(|employee| (employee.id, Arc::new(employee))).collect(),
            teams: teams.into_iter().map(|team| (team.id, team)).collect(),
        }
    }

    /// The same roster with this employee added or replaced.
    #[must_use]
    pub fn with_employee(&self, employee: Employee) -> Self {
        let mut next = self.clone();
        next.employees.insert(employee.id, Arc::new(employee));
        next
    }

    pub fn employee(&self, id: EmployeeId) -> Option<&Arc<Employee>> {
        self.employees.get(&id)
    }

    pub fn employees(&self) -> impl Iterator<Item = &Arc<Employee>> {
        self.employees.values()
    }

    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }

    pub fn by_email(&self, email: &str) -> Option<&Arc<Employee>> {
        self.employees.values().find(|employee| employee.email.eq_ignore_ascii_case(email))
    }
}
