//! Employees and teams as they change: what changed is stored, then every gate decides by the new roster, then open sockets
//! are looked at again and every page is told that the roster is another one.

use std::collections::BTreeSet;

use bytes::Bytes;
use store::StoreError;
use tokio::sync::watch;

use domain::{Employee, EmployeeId, Roster, RosterRefusal, Team, TeamId};

use crate::desk::{Desk, DeskError};
use crate::directory::{RightsChanged, SettleAll};

/// Why a team is as it was.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error("there is no such team")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] RosterRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Everybody who holds other keys by the one roster than by the other.
fn changed_rights(before: &Roster, after: &Roster) -> Vec<EmployeeId> {
    let everybody: BTreeSet<_> = before.employees().chain(after.employees()).map(|employee| employee.id).collect();
    everybody.into_iter().filter(|id| before.keys(*id) != after.keys(*id)).collect()
}

impl Desk {
    /// From here on every rule decides by the new roster, on the open sockets of everybody whose rights it changes too: a
    /// lead's team is also that of who substitutes them. To be called in turn.
    pub(crate) async fn replace_roster(&self, change: impl Fn(&Roster) -> Roster) {
        let before = self.services.roster.rcu(|roster| change(roster));
        self.services.roster_told.send_modify(|_| {});
        for employee in changed_rights(&before, &self.roster()) {
            // Once every contact has it in its mailbox, nothing that is sent to one later can be published by old rights.
            if self.directory.send(RightsChanged(employee)).await.is_err() {
                tracing::debug!(%employee, "the server is stopping");
            }
        }
    }

    /// Holds the frame for every page, and tells of each change of the roster; of several at once, of the last one.
    pub fn roster_changes(&self) -> watch::Receiver<Bytes> {
        self.services.roster_told.subscribe()
    }

    /// Stores an employee; from here on every gate uses their new rights, on open sockets too.
    pub async fn put_employee(&self, employee: Employee) -> Result<(), StoreError> {
        let _turn = self.services.roster_turn.lock().await;
        self.put_employee_in_turn(employee).await
    }

    /// Changes an employee as they stand; of two changes at once, the second builds on the first. Nobody becomes inactive on
    /// whom something hangs (`[B8]`).
    pub async fn change_employee<E: From<DeskError>>(
        &self,
        id: EmployeeId,
        change: impl FnOnce(&mut Employee) -> Result<(), E>,
    ) -> Result<Employee, E> {
        let _turn = self.services.roster_turn.lock().await;
        let mut employee = self.roster().employee(id).ok_or(DeskError::NotFound)?.as_ref().clone();
        let before = employee.clone();
        change(&mut employee)?;
        let leaves = before.active && !employee.active;
        if leaves {
            self.check_nothing_hangs(id).await?;
        }
        self.put_employee_in_turn(employee.clone()).await.map_err(DeskError::from)?;
        if leaves && let Err(error) = self.check_nothing_came(id).await {
            self.put_employee_in_turn(before).await.map_err(DeskError::from)?;
            return Err(error.into());
        }
        Ok(employee)
    }

    async fn check_nothing_hangs(&self, id: EmployeeId) -> Result<(), DeskError> {
        let hanging = self.hanging(id).await?;
        if hanging.is_empty() { Ok(()) } else { Err(DeskError::StillHas(Box::new(hanging))) }
    }

    /// Nothing is assigned to who is inactive from here on; what was decided a moment before is on disk first.
    async fn check_nothing_came(&self, id: EmployeeId) -> Result<(), DeskError> {
        if self.directory.send(SettleAll).await.is_err() {
            return Err(DeskError::Stopping);
        }
        self.check_nothing_hangs(id).await
    }

    async fn put_employee_in_turn(&self, employee: Employee) -> Result<(), StoreError> {
        self.services.store.put_employee(&employee).await?;
        self.replace_roster(|roster| roster.with_employee(employee.clone())).await;
        Ok(())
    }

    /// Adds a team without members (`[P2]`).
    pub async fn add_team(&self, name: &str) -> Result<Team, StaffError> {
        let _turn = self.services.roster_turn.lock().await;
        let team = self.roster().new_team(TeamId::new(), name)?;
        self.put_team_in_turn(team).await
    }

    /// Renames a team, puts it into the archive or brings it back; what is none stays (`[P2]`, `[P3]`).
    pub async fn change_team(
        &self,
        id: TeamId,
        name: Option<&str>,
        archived: Option<bool>,
    ) -> Result<Team, StaffError> {
        let _turn = self.services.roster_turn.lock().await;
        let roster = self.roster();
        let team = roster.team(id).ok_or(StaffError::NotFound)?;
        let archived = archived.unwrap_or(team.archived);
        if archived && !team.archived {
            roster.check_archiving(id, self.services.store.contacts_of_team(id).await?)?;
        }
        self.put_team_in_turn(roster.changed_team(team, name, archived)?).await
    }

    async fn put_team_in_turn(&self, team: Team) -> Result<Team, StaffError> {
        self.services.store.put_team(&team).await?;
        self.replace_roster(|roster| roster.with_team(team.clone())).await;
        Ok(team)
    }
}

#[cfg(test)]
mod tests;
