//! Which changes of employees and teams the roster takes (`[P1]` to `[P4]`).

use super::Roster;
use crate::employee::{Employee, Role, Team};
use crate::ids::{EmployeeId, TeamId};
use crate::search::fold_line;
use crate::value::{ValueError, parse_line};

/// Characters in the name of an employee or a team.
pub const LONGEST_NAME: usize = 100;

/// Why employees and teams stay as they are. The text is for who wanted to change them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterRefusal {
    #[error("name: {0}")]
    Name(ValueError),
    #[error("another administrator must take these rights from you")]
    OwnRights,
    #[error("{0} is the last administrator; make somebody else one first")]
    LastAdministrator(String),
    #[error("there is no such team, or it is archived")]
    NoSuchTeam,
    #[error("the team {0} has this name already")]
    NameTaken(String),
    #[error("{0} belong to this team; move them to another one first")]
    HasMembers(String),
    #[error("{0} contacts belong to this team; move them to another one first")]
    HasContacts(u64),
}

impl RosterRefusal {
    /// What of the request is at fault; none if it is how things stand.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name(_) | Self::NameTaken(_) => Some("name"),
            Self::NoSuchTeam => Some("teams"),
            Self::OwnRights | Self::LastAdministrator(_) | Self::HasMembers(_) | Self::HasContacts(_) => None,
        }
    }
}

/// The name of an employee or a team as it is stored.
fn parse_name(name: &str) -> Result<String, RosterRefusal> {
    parse_line(name, LONGEST_NAME).map_err(RosterRefusal::Name)
}

impl Roster {
    /// Checks what an employee is to become. `before` is none for a new one.
    pub fn check_employee(
        &self,
        before: Option<&Employee>,
        after: &Employee,
        by: EmployeeId,
    ) -> Result<(), RosterRefusal> {
        let had = |team: &TeamId| before.is_some_and(|before| before.teams.contains(team));
        // Who is in a team that was archived meanwhile may stay there.
        let takes = |team: &TeamId| had(team) || self.team(*team).is_some_and(|team| !team.archived);
        if !after.teams.iter().all(takes) {
            return Err(RosterRefusal::NoSuchTeam);
        }
        let administers = |employee: &Employee| employee.active && employee.role == Role::Admin;
        if !before.is_some_and(administers) || administers(after) {
            return Ok(());
        }
        if after.id == by {
            return Err(RosterRefusal::OwnRights);
        }
        // Two administrators may take each other's rights at one time; the second finds that they have none left.
        if !self.employees().any(|other| other.id != after.id && administers(other)) {
            return Err(RosterRefusal::LastAdministrator(after.name.clone()));
        }
        Ok(())
    }

    /// A team that there is not yet.
    pub fn new_team(&self, id: TeamId, name: &str) -> Result<Team, RosterRefusal> {
        Ok(Team { id, name: self.free_name(id, name)?, archived: false })
    }

    /// The team under another name, or brought back from the archive.
    pub fn changed_team(&self, team: &Team, name: Option<&str>, archived: bool) -> Result<Team, RosterRefusal> {
        let name = name.unwrap_or(&team.name);
        let name = if archived { parse_name(name)? } else { self.free_name(team.id, name)? };
        Ok(Team { id: team.id, name, archived })
    }

    /// Whether a team with so many contacts may be archived.
    pub fn check_archiving(&self, team: TeamId, contacts: u64) -> Result<(), RosterRefusal> {
        let mut members: Vec<_> =
            self.members(team).filter(|member| member.active).map(|member| member.name.as_str()).collect();
        members.sort_unstable();
        match (members.as_slice(), contacts) {
            ([], 0) => Ok(()),
            ([], contacts) => Err(RosterRefusal::HasContacts(contacts)),
            (members, _) => Err(RosterRefusal::HasMembers(members.join(", "))),
        }
    }

    /// Who belongs to a team, also those who may not sign in any more.
    pub fn members(&self, team: TeamId) -> impl Iterator<Item = &Employee> {
        self.employees().map(AsRef::as_ref).filter(move |employee| employee.teams.contains(&team))
    }

    /// A name that no other team in use has, in any spelling of letters.
    fn free_name(&self, id: TeamId, name: &str) -> Result<String, RosterRefusal> {
        let name = parse_name(name)?;
        let folded = fold_line(&name);
        let taken = self.teams().find(|team| team.id != id && !team.archived && fold_line(&team.name) == folded);
        taken.map_or(Ok(name), |team| Err(RosterRefusal::NameTaken(team.name.clone())))
    }
}

#[cfg(test)]
mod tests;
