//! The schema, as numbered steps that are each applied once, in a transaction with their number.

use crate::engine::Database;
use crate::statement::Statement;
use crate::{OpenError, StoreError};

/// The steps in order; the number of a step is its place, from 1. A published step never changes.
const STEPS: &[&str] = &[include_str!("migrations/0001_ground.surql")];

/// Applies the steps that are missing. Refuses data of a newer version of Kontor.
pub(crate) async fn apply(database: &Database) -> Result<(), OpenError> {
    apply_steps(database, STEPS).await
}

async fn apply_steps(database: &Database, steps: &[&str]) -> Result<(), OpenError> {
    let known = steps.len() as u64;
    let found = stored_number(database).await?;
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    for (step, number) in steps.iter().zip(1_u64..).skip_while(|(_, number)| *number <= found) {
        let transaction = format!("BEGIN;\n{step}\nUPSERT schema:version SET number = $number RETURN NONE;\nCOMMIT;");
        database
            .ask(Statement::new(transaction).bind("number", number))
            .await
            .map_err(|source| OpenError::Migration { number, source })?;
    }
    Ok(())
}

async fn stored_number(database: &Database) -> Result<u64, StoreError> {
    // A table that does not exist yet cannot be read.
    database.ask(Statement::new("DEFINE TABLE IF NOT EXISTS schema SCHEMALESS")).await?;
    let mut answer = database.ask(Statement::new("SELECT VALUE number FROM ONLY schema:version")).await?;
    Ok(answer.row::<u64>(0)?.unwrap_or(0))
}

#[cfg(test)]
mod tests;
