//! Who sees a contact and why, what another level would change, opening a contact for oneself, and the fact that a contact
//! has an active order (`[A5]`, `[A9]`, `[A10]`).

use chrono::NaiveDate;
use store::StoreError;

use domain::access::{self, Reach, Seer};
use domain::audit::AuditEntry;
use domain::contact::{Access, Command, Contact, ContactRefusal};
use domain::merge::Sight;
use domain::{AuditId, CommandId, ContactId, EmployeeId, TeamId};

use crate::contact::{Execute, ExecuteError, Executed, Order};
use crate::desk::{Desk, DeskError};

impl Desk {
    /// Everybody who sees the contact, for who sees it whole.
    pub async fn seers(&self, id: ContactId, by: EmployeeId) -> Result<Vec<Seer>, DeskError> {
        let contact = self.read_whole(id, by).await?;
        Ok(access::seers(&contact, &self.roster()))
    }

    /// Who would gain and who would lose sight of the contact with another level or other teams.
    pub async fn preview_access(
        &self,
        id: ContactId,
        by: EmployeeId,
        level: Option<Access>,
        teams: Option<&[TeamId]>,
    ) -> Result<Sight, DeskError> {
        let contact = self.read_whole(id, by).await?;
        Ok(access::sight_with(&contact, level, teams, &self.roster()))
    }

    /// Whether this employee may open the contact for themselves.
    pub async fn may_override(&self, id: ContactId, by: EmployeeId) -> Result<bool, StoreError> {
        let Some(contact) = self.store().contact(id).await? else { return Ok(false) };
        let roster = self.roster();
        let sees = roster.reach(&access::audience(&contact), by) == Reach::Full;
        Ok(!sees && access::may_override(&contact, &roster.own_keys(by)))
    }

    /// Opens a contact for its author, who would not see it; logged before anything of it is answered.
    pub async fn override_access(
        &self,
        id: ContactId,
        by: EmployeeId,
        command: CommandId,
        reason: &str,
        until: Option<NaiveDate>,
    ) -> Result<Executed, ExecuteError> {
        let unavailable = |error: StoreError| ExecuteError::Unavailable(error.to_string());
        let contact = self.store().contact(id).await.map_err(unavailable)?.ok_or(ContactRefusal::NotFound)?;
        // Only for who may is a contact taken into memory.
        if !access::may_override(&contact, &self.roster().own_keys(by)) {
            return Err(ContactRefusal::NotFound.into());
        }
        let order = Order::Change(Command::OverrideAccess { reason: reason.to_owned(), until });
        let executed = self.execute(id, Execute { id: command, by, acting_for: None, order }).await?;
        let entry = AuditEntry::overridden(by, &executed.contact, AuditId(command.0), reason, self.clock().now());
        self.services.audit.note(entry).await;
        self.services.audit.settle().await;
        Ok(executed)
    }

    /// Notes that somebody opened a contact whole (`[U1]`).
    pub async fn note_read(&self, by: EmployeeId, contact: &Contact) {
        self.services.audit.note_read(by, contact, self.clock().now()).await;
    }

    /// Notes that somebody took contacts out as a file, or began to.
    pub fn note_export(&self, by: EmployeeId, contacts: u64, format: &str, complete: bool) {
        let entry = AuditEntry::exported(by, contacts, format, complete, self.clock().now());
        self.services.audit.note_at_once(entry);
    }

    /// Waits until the log holds what was noted so far.
    pub async fn settle_audit(&self) {
        self.services.audit.settle().await;
    }

    /// Keeps on the contact whether one of its orders is active; the only way to change it. It opens and closes restricted
    /// contacts on open sockets.
    pub async fn set_active_order(
        &self,
        id: ContactId,
        by: EmployeeId,
        active: bool,
    ) -> Result<Executed, ExecuteError> {
        let order = Order::SetActiveOrder { active };
        self.execute(id, Execute { id: CommandId::new(), by, acting_for: None, order }).await
    }
}

#[cfg(test)]
mod tests;
