//! Who sees a contact, and why: the same keys and audience as the gate, in words (`[A10]`).

use serde::Serialize;

use super::{Audience, AudienceKey, Keys, Reach, audience, reach};
use crate::contact::{Access, AssignmentRole, Contact};
use crate::employee::Employee;
use crate::ids::{EmployeeId, TeamId};
use crate::merge::{Sight, sight};
use crate::roster::Roster;

/// An employee who sees a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Seer {
    pub employee: EmployeeId,
    /// False: its name only.
    pub whole: bool,
    /// Every reason that holds, the first of them suffices.
    pub because: Vec<SeenBecause>,
}

/// Why somebody sees a contact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SeenBecause {
    /// All employees do.
    Company,
    Team {
        team: TeamId,
    },
    Assigned {
        role: AssignmentRole,
    },
    /// They opened it for themselves.
    Overridden,
    /// As lead of one of its teams.
    Lead {
        team: TeamId,
    },
    Admin,
    /// They stand in for somebody who would see it.
    Substituting {
        absent: EmployeeId,
    },
}

/// Everybody who sees the contact, whole or its name, by id.
pub fn seers(contact: &Contact, roster: &Roster) -> Vec<Seer> {
    let audience = audience(contact);
    let mut seers: Vec<_> =
        roster.employees().filter_map(|employee| seer(employee, contact, &audience, roster)).collect();
    seers.sort_unstable_by_key(|seer| seer.employee);
    seers
}

fn seer(employee: &Employee, contact: &Contact, audience: &Audience, roster: &Roster) -> Option<Seer> {
    let reached = roster.reach(audience, employee.id);
    let opened = match reached {
        Reach::Nothing => return None,
        Reach::Stub => &audience.stub,
        Reach::Full => &audience.full,
    };
    let own = roster.own_keys(employee.id);
    let held = opened.iter().filter(|key| own.meet(std::slice::from_ref(key)));
    let mut because: Vec<_> = held.flat_map(|key| reasons(*key, contact)).collect();
    for absent in roster.represents(employee.id).iter().copied() {
        let mut lent = Keys::default();
        roster.employee(absent).into_iter().for_each(|absent| lent.borrow_of(absent));
        if reach(audience, &lent) == reached && !because.contains(&SeenBecause::Company) {
            because.push(SeenBecause::Substituting { absent });
        }
    }
    because.sort_unstable();
    because.dedup();
    Some(Seer { employee: employee.id, whole: reached == Reach::Full, because })
}

/// What it is that opens a contact to who holds this key.
fn reasons(key: AudienceKey, contact: &Contact) -> Vec<SeenBecause> {
    match key {
        AudienceKey::Company => vec![SeenBecause::Company],
        AudienceKey::Team(team) => vec![SeenBecause::Team { team }],
        AudienceKey::Lead(team) => vec![SeenBecause::Lead { team }],
        AudienceKey::Admin => vec![SeenBecause::Admin],
        AudienceKey::Employee(id) => {
            let roles = contact.active_assignments().filter(|assignment| assignment.employee == id);
            let opened = contact.overrides.iter().filter(|known| known.employee == id);
            let assigned = roles.map(|assignment| SeenBecause::Assigned { role: assignment.role });
            assigned.chain(opened.map(|_| SeenBecause::Overridden)).collect()
        }
    }
}

/// Who would see more and who less with another level or other teams; what is left out stays.
pub fn sight_with(contact: &Contact, access: Option<Access>, teams: Option<&[TeamId]>, roster: &Roster) -> Sight {
    let mut after = contact.clone();
    after.fields.access = access.unwrap_or(after.fields.access);
    if let Some(teams) = teams {
        after.fields.teams = teams.to_vec();
    }
    sight(&[contact], &after, roster)
}

#[cfg(test)]
mod tests;
