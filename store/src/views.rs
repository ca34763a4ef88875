//! Saved views of the list.

use domain::{EmployeeId, TeamId, View, ViewId};
use surrealdb::types::Uuid;

use crate::statement::{Statement, decode, decode_all, encode, record, uuid_value};
use crate::{Store, StoreError};

const TABLE: &str = "view";

impl Store {
    /// The views of an employee and those shared with these teams, the oldest first.
    pub async fn views(&self, owner: EmployeeId, teams: &[TeamId]) -> Result<Vec<View>, StoreError> {
        let teams: Vec<_> = teams.iter().map(|team| Uuid::from(team.0)).collect();
        let statement = Statement::new("SELECT id, body FROM view WHERE owner = $owner OR team IN $teams ORDER BY id")
            .bind("owner", uuid_value(owner.0))
            .bind("teams", teams);
        let bodies = self.ask(statement).await?.bodies(0)?;
        decode_all("view", &bodies)
    }

    pub async fn view(&self, id: ViewId) -> Result<Option<View>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM ONLY $id").bind("id", record(TABLE, id.0));
        let body: Option<String> = self.ask(statement).await?.row(0)?;
        body.map(|body| decode("view", &body)).transpose()
    }

    /// Adds or replaces a view.
    pub async fn put_view(&self, view: &View) -> Result<(), StoreError> {
        let statement = Statement::new("UPSERT $id SET owner = $owner, team = $team, body = $body RETURN NONE")
            .bind("id", record(TABLE, view.id.0))
            .bind("owner", uuid_value(view.owner.0))
            .bind("team", view.team.map(|team| Uuid::from(team.0)))
            .bind("body", encode(view));
        self.ask(statement).await?;
        Ok(())
    }

    pub async fn delete_view(&self, id: ViewId) -> Result<(), StoreError> {
        self.ask(Statement::new("DELETE $id RETURN NONE").bind("id", record(TABLE, id.0))).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
