//! The log of who read, exported and opened what (`[U1]` to `[U4]`). It names people and contacts and holds none of their
//! values.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contact::Contact;
use crate::employee::{Employee, Role};
use crate::ids::{AuditId, ContactId, EmployeeId, TeamId};
use crate::roster::Roster;

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuditDeed {
    /// Opened a contact whole.
    Read,
    /// Took contacts out as a file.
    Exported {
        contacts: u64,
        format: String,
        /// Whether the file was fetched to its end.
        complete: bool,
    },
    /// Opened a contact for themselves that they would not see.
    Overridden { reason: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    pub employee: EmployeeId,
    /// None: it is about no single contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    /// Those of the contact at the time.
    pub teams: Vec<TeamId>,
    pub deed: AuditDeed,
}

impl AuditDeed {
    /// As it is asked for and stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Exported { .. } => "exported",
            Self::Overridden { .. } => "overridden",
        }
    }
}

impl AuditEntry {
    /// That the contact was read. What the same person reads of one contact within an hour of the clock is one entry with
    /// one id (`[U2]`).
    pub fn read(employee: EmployeeId, contact: &Contact, at: DateTime<Utc>) -> Self {
        let hour = at.timestamp().div_euclid(3600);
        let id = Uuid::new_v5(&contact.id.0, format!("read/{hour}/{employee}").as_bytes());
        let at = DateTime::from_timestamp(hour * 3600, 0).unwrap_or(at);
        Self {
            id: AuditId(id),
            at,
            employee,
            contact: Some(contact.id),
            teams: contact.fields.teams.clone(),
            deed: AuditDeed::Read,
        }
    }

    pub fn exported(employee: EmployeeId, contacts: u64, format: &str, complete: bool, at: DateTime<Utc>) -> Self {
        let deed = AuditDeed::Exported { contacts, format: format.to_owned(), complete };
        Self { id: AuditId::new(), at, employee, contact: None, teams: Vec::new(), deed }
    }

    pub fn overridden(employee: EmployeeId, contact: &Contact, id: AuditId, reason: &str, at: DateTime<Utc>) -> Self {
        let deed = AuditDeed::Overridden { reason: reason.to_owned() };
        let teams = contact.fields.teams.clone();
        Self { id, at, employee, contact: Some(contact.id), teams, deed }
    }
}

/// Whose entries somebody may read (`[U4]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditScope {
    Everything,
    /// Of these people, and of contacts of these teams.
    Teams {
        people: Vec<EmployeeId>,
        teams: Vec<TeamId>,
    },
    /// Nothing.
    None,
}

pub fn scope(reader: &Employee, roster: &Roster) -> AuditScope {
    match reader.role {
        _ if !reader.active => AuditScope::None,
        Role::Admin => AuditScope::Everything,
        Role::Lead => {
            let is_of_them = |employee: &Employee| employee.teams.iter().any(|team| reader.teams.contains(team));
            let mut people: Vec<_> =
                roster.employees().filter(|employee| is_of_them(employee)).map(|employee| employee.id).collect();
            people.sort_unstable();
            AuditScope::Teams { people, teams: reader.teams.clone() }
        }
        Role::Member => AuditScope::None,
    }
}

#[cfg(test)]
mod tests;
