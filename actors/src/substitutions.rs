//! Setting, changing and ending substitutions, and what follows for everybody's rights at once.
//!
//! Changes are decided one after another on the newest roster and on what is open in the store, so two that would make a
//! cycle between them cannot both be taken (`[V4]`). What is decided is stored first; then the roster is replaced, and every
//! open socket of whoever gained or lost something is looked at again (`[V7]`).

use chrono::{DateTime, Utc};
use store::StoreError;

use domain::substitution::{
    self, NewSubstitution, Setting, Substitution, SubstitutionChange, SubstitutionPreview, SubstitutionRefusal,
};
use domain::{EmployeeId, SubstitutionId, calendar};

use crate::Desk;

/// Why a substitution is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SubstitutionError {
    #[error(transparent)]
    Refused(#[from] SubstitutionRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server is stopping")]
    Stopping,
}

impl Desk {
    /// Sets a substitution. Sent again with the same id, it is set once.
    pub async fn set_substitution(
        &self,
        by: EmployeeId,
        new: NewSubstitution,
    ) -> Result<Substitution, SubstitutionError> {
        let known = match new.id {
            Some(id) => self.store().substitution(id).await?,
            None => None,
        };
        if let Some(known) = known {
            let is_same = known.by == by
                && known.substitute == new.substitute
                && (known.from, known.until) == (new.from, new.until);
            return if is_same { Ok(known) } else { Err(SubstitutionRefusal::IdTaken.into()) };
        }
        self.decide_in_turn(by, |setting| substitution::set(new, setting)).await
    }

    pub async fn change_substitution(
        &self,
        by: EmployeeId,
        id: SubstitutionId,
        change: SubstitutionChange,
    ) -> Result<Substitution, SubstitutionError> {
        self.change_known(by, id, move |before, setting| substitution::change(before, change, setting)).await
    }

    pub async fn revoke_substitution(
        &self,
        by: EmployeeId,
        id: SubstitutionId,
    ) -> Result<Substitution, SubstitutionError> {
        self.change_known(by, id, substitution::revoke).await
    }

    /// Who would be in a row with it; refused as setting it would be.
    pub async fn preview_substitution(
        &self,
        by: EmployeeId,
        new: NewSubstitution,
    ) -> Result<SubstitutionPreview, SubstitutionError> {
        let open = self.store().open_substitutions().await?;
        let roster = self.roster();
        let setting = Setting { by, now: self.clock().now(), roster: &roster, open: &open };
        let wanted = substitution::set(new, setting)?;
        let chain = substitution::chain(&wanted, &open, &roster)?;
        let overlaps = |known: &Substitution| {
            known.absent == wanted.absent && known.from <= wanted.until && wanted.from <= known.until
        };
        Ok(SubstitutionPreview { chain, others: open.into_iter().filter(overlaps).collect() })
    }

    /// Begins and ends what is due by the clock, also what came while nothing ran (`[V2]`).
    pub(crate) async fn keep_substitutions(&self) -> Result<(), StoreError> {
        let _turn = self.services.roster_turn.lock().await;
        let now = self.clock().now();
        let open = self.store().open_substitutions().await?;
        let roster = self.roster();
        let mut due = Vec::new();
        let mut told = Vec::new();
        for known in &open {
            if let Some(kept) = known.kept(calendar::day_of(now), now) {
                told.extend(substitution::news(Some(known), &kept, None, now, &roster));
                due.push(kept);
            }
        }
        if !due.is_empty() {
            self.store().put_substitutions(&due, &told).await?;
        }
        self.hold_substitutions(&open, now).await;
        self.services.notify(told);
        Ok(())
    }

    /// Decides on a substitution that exists, as it stands when its turn comes.
    async fn change_known(
        &self,
        by: EmployeeId,
        id: SubstitutionId,
        decide: impl FnOnce(&Substitution, Setting<'_>) -> Result<Substitution, SubstitutionRefusal> + 'static,
    ) -> Result<Substitution, SubstitutionError> {
        let known = self.store().substitution(id).await?.ok_or(SubstitutionRefusal::NotFound)?;
        self.decide_in_turn(by, move |setting| {
            let newest = setting.open.iter().find(|open| open.id == id);
            decide(newest.unwrap_or(&known), setting)
        })
        .await
    }

    async fn decide_in_turn(
        &self,
        by: EmployeeId,
        decide: impl FnOnce(Setting<'_>) -> Result<Substitution, SubstitutionRefusal> + 'static,
    ) -> Result<Substitution, SubstitutionError> {
        let desk = self.clone();
        // Also if the asking request is dropped meanwhile: what is stored and what is known must not part.
        let deciding = actix_rt::spawn(async move {
            let _turn = desk.services.roster_turn.lock().await;
            let now = desk.clock().now();
            let mut open = desk.store().open_substitutions().await?;
            let roster = desk.roster();
            let decided = decide(Setting { by, now, roster: &roster, open: &open })?;
            let before = open.iter().find(|known| known.id == decided.id);
            let told = substitution::news(before, &decided, Some(by), now, &roster);
            desk.store().put_substitutions(std::slice::from_ref(&decided), &told).await?;
            open.retain(|known| known.id != decided.id);
            open.push(decided.clone());
            desk.hold_substitutions(&open, now).await;
            desk.services.notify(told);
            Ok(decided)
        });
        deciding.await.unwrap_or(Err(SubstitutionError::Stopping))
    }

    /// From here on, of these substitutions those that hold now give rights, and no others. To be called in turn.
    async fn hold_substitutions(&self, known: &[Substitution], now: DateTime<Utc>) {
        let holding = holding(known, now);
        self.replace_roster(|roster| roster.with_stand_ins(holding.iter().map(Substitution::stand_in))).await;
    }
}

/// Those that hold at this moment.
pub(crate) fn holding(known: &[Substitution], now: DateTime<Utc>) -> Vec<Substitution> {
    let today = calendar::day_of(now);
    known.iter().filter(|known| known.holds_on(today)).cloned().collect()
}

#[cfg(test)]
mod tests;
