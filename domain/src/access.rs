//! Who may see a contact, computed twice from one rule: an *audience* from the contact's facts and *keys* from the
//! viewer's. A viewer sees what their keys meet. The audience is stored on the contact's row with an index, so a list
//! filters by the very rule that gates a live socket (`docs/spec.md`, `[A1]` to `[A7]`).

mod explain;

use std::fmt;
use std::str::FromStr;

use crate::contact::{Access, Contact};
use crate::employee::{Employee, Role};
use crate::ids::{EmployeeId, TeamId};

pub use explain::{SeenBecause, Seer, seers, sight_with};

/// One key of a viewer, one entry of an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AudienceKey {
    /// Every active employee.
    Company,
    /// Members of a team.
    Team(TeamId),
    /// Leads who are members of a team.
    Lead(TeamId),
    Employee(EmployeeId),
    Admin,
}

impl fmt::Display for AudienceKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Company => out.write_str("company"),
            Self::Team(id) => write!(out, "team:{id}"),
            Self::Lead(id) => write!(out, "lead:{id}"),
            Self::Employee(id) => write!(out, "employee:{id}"),
            Self::Admin => out.write_str("admin"),
        }
    }
}

/// The text is none of `company`, `admin`, `team:ID`, `lead:ID`, `employee:ID`.
#[derive(Debug, thiserror::Error)]
#[error("not an audience key: {0}")]
pub struct NotAnAudienceKey(String);

impl FromStr for AudienceKey {
    type Err = NotAnAudienceKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || NotAnAudienceKey(text.to_owned());
        match text.split_once(':') {
            None if text == "company" => Ok(Self::Company),
            None if text == "admin" => Ok(Self::Admin),
            Some(("team", id)) => id.parse().map(Self::Team).map_err(|_| unknown()),
            Some(("lead", id)) => id.parse().map(Self::Lead).map_err(|_| unknown()),
            Some(("employee", id)) => id.parse().map(Self::Employee).map_err(|_| unknown()),
            _ => Err(unknown()),
        }
    }
}

/// Those who see a contact whole, and those who see its name only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    pub full: Vec<AudienceKey>,
    pub stub: Vec<AudienceKey>,
}

/// What a viewer holds at an instant. Sorted; equal keys mean equal rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<AudienceKey>);

impl Keys {
    /// Those of the employee alone; [`crate::Roster::keys`] gives what somebody holds.
    pub(crate) fn of(employee: &Employee) -> Self {
        if !employee.active {
            return Self::default();
        }
        let mut keys = vec![AudienceKey::Company, AudienceKey::Employee(employee.id)];
        keys.extend(employee.teams.iter().map(|team| AudienceKey::Team(*team)));
        match employee.role {
            Role::Member => {}
            Role::Lead => keys.extend(employee.teams.iter().map(|team| AudienceKey::Lead(*team))),
            Role::Admin => keys.push(AudienceKey::Admin),
        }
        keys.sort_unstable();
        keys.dedup();
        Self(keys)
    }

    /// Adds what an absent person lends to who stands in for them: all but the rights of an administrator (`[V3]`).
    pub(crate) fn borrow_of(&mut self, absent: &Employee) {
        self.0.extend(Self::of(absent).0.into_iter().filter(|key| *key != AudienceKey::Admin));
        self.0.sort_unstable();
        self.0.dedup();
    }

    pub fn meet(&self, audience: &[AudienceKey]) -> bool {
        audience.iter().any(|key| self.0.binary_search(key).is_ok())
    }

    pub fn iter(&self) -> impl Iterator<Item = &AudienceKey> {
        self.0.iter()
    }
}

/// How much of a contact a viewer gets to see. What may be seen whole may be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// As if the contact did not exist.
    Nothing,
    /// The name, so that a lead can ask (`[A5]`).
    Stub,
    Full,
}

/// The one gate: every list, route, socket and search answers by it.
pub fn reach(audience: &Audience, keys: &Keys) -> Reach {
    if keys.meet(&audience.full) {
        Reach::Full
    } else if keys.meet(&audience.stub) {
        Reach::Stub
    } else {
        Reach::Nothing
    }
}

/// The audience of a contact. A deleted contact has none (`[A7]`).
pub fn audience(contact: &Contact) -> Audience {
    if contact.deleted {
        return Audience::default();
    }
    let mut assigned: Vec<_> =
        contact.active_assignments().map(|assignment| AudienceKey::Employee(assignment.employee)).collect();
    assigned.sort_unstable();
    assigned.dedup();

    let mut audience = Audience::default();
    match contact.fields.access {
        Access::Company => audience.full.push(AudienceKey::Company),
        Access::Team => {
            audience.full = assigned;
            audience.full.extend(contact.fields.teams.iter().map(|team| AudienceKey::Team(*team)));
            if audience.full.is_empty() {
                audience.full.push(AudienceKey::Admin);
            }
        }
        Access::Private if assigned.is_empty() => audience.full = guardians(contact),
        Access::Private => audience.full = assigned,
        Access::Restricted if contact.has_active_order && !assigned.is_empty() => audience.full = assigned,
        Access::Restricted => audience.stub = guardians(contact),
    }
    if !audience.full.contains(&AudienceKey::Company) {
        audience.full.extend(contact.overrides.iter().map(|known| AudienceKey::Employee(known.employee)));
    }
    audience
}

/// Whether these are the own keys of somebody who may open the contact for themselves (`[A9]`).
pub fn may_override(contact: &Contact, keys: &Keys) -> bool {
    !contact.deleted && keys.meet(&guardians(contact))
}

/// Admins and the leads of the contact's teams: those who look after what nobody else may see.
fn guardians(contact: &Contact) -> Vec<AudienceKey> {
    let leads = contact.fields.teams.iter().map(|team| AudienceKey::Lead(*team));
    std::iter::once(AudienceKey::Admin).chain(leads).collect()
}

#[cfg(test)]
mod tests;
