//! The schema, as numbered steps that are each applied once, in a transaction with their number.

use crate::engine::Database;
use crate::statement::Statement;
use crate::{OpenError, StoreError, contacts};

/// One step of the schema.
#[derive(Clone, Copy)]
enum Step {
    /// Statements that run in one transaction with the step's number.
    Statements(&'static str),
    /// Writes the columns of every contact anew, as they are written now. Begun again, it does no harm.
    ContactColumns,
}

/// The steps in order; the number of a step is its place, from 1. A published step never changes.
const STEPS: &[Step] = &[
    Step::Statements(include_str!("migrations/0001_ground.surql")),
    Step::Statements(include_str!("migrations/0002_views.surql")),
    Step::ContactColumns,
    Step::Statements(include_str!("migrations/0004_custom_fields.surql")),
    Step::Statements(include_str!("migrations/0005_sessions.surql")),
    Step::Statements(include_str!("migrations/0006_imports.surql")),
    Step::Statements(include_str!("migrations/0007_due.surql")),
    Step::ContactColumns,
    Step::Statements(include_str!("migrations/0009_merges.surql")),
    Step::Statements(include_str!("migrations/0010_acts.surql")),
    Step::ContactColumns,
    Step::Statements(include_str!("migrations/0012_substitutions.surql")),
    Step::Statements(include_str!("migrations/0013_rules.surql")),
    Step::ContactColumns,
    Step::Statements(include_str!("migrations/0015_audit.surql")),
];

/// Applies the steps that are missing. Refuses data of a newer version of Kontor.
pub(crate) async fn apply(database: &Database) -> Result<(), OpenError> {
    apply_steps(database, STEPS).await
}

async fn apply_steps(database: &Database, steps: &[Step]) -> Result<(), OpenError> {
    let known = steps.len() as u64;
    let found = stored_number(database).await?;
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    for (step, number) in steps.iter().zip(1_u64..).skip_while(|(_, number)| *number <= found) {
        apply_step(database, *step, number).await.map_err(|source| OpenError::Migration { number, source })?;
    }
    Ok(())
}

async fn apply_step(database: &Database, step: Step, number: u64) -> Result<(), StoreError> {
    let statements = match step {
        Step::Statements(statements) => statements,
        Step::ContactColumns => {
            contacts::rewrite_columns(database).await?;
            ""
        }
    };
    let transaction = format!("BEGIN;\n{statements}\nUPSERT schema:version SET number = $number RETURN NONE;\nCOMMIT;");
    database.ask(Statement::new(transaction).bind("number", number)).await?;
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
