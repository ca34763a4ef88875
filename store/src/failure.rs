//! Reads SurrealDB's errors: which of several tells what happened, and what it means for a write.
//!
//! When one statement of a transaction fails, every row of the answer carries an error. Written against 3.3.5, whose
//! `dbs/executor.rs` words them.

use surrealdb::types::QueryError;

/// How the row of COMMIT begins when the commit failed.
const COMMIT_FAILED: &str = "Cannot COMMIT";

/// What the row of COMMIT says when a statement before it failed.
const STATEMENT_FAILED: &str = "Cannot COMMIT: the transaction was aborted due to a prior error";

/// What a storage says that lost the answer to its commit.
const OUTCOME_UNKNOWN: &str = "outcome is unknown";

/// The error that the others follow from.
pub(crate) fn cause(errors: Vec<surrealdb::Error>) -> Option<surrealdb::Error> {
    errors.into_iter().min_by_key(|error| {
        if is_conflict(error) {
            0
        } else if is_consequence(error) {
            3
        } else if is_about_the_commit(error) {
            2
        } else {
            1
        }
    })
}

/// Another transaction was in the way; nothing was written.
pub(crate) fn is_conflict(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
}

/// The commit itself failed after it had begun.
pub(crate) fn is_about_the_commit(error: &surrealdb::Error) -> bool {
    let message = error.message();
    message != STATEMENT_FAILED && (message.starts_with(COMMIT_FAILED) || message.contains(OUTCOME_UNKNOWN))
}

/// A row that says only that another one failed.
fn is_consequence(error: &surrealdb::Error) -> bool {
    let did_not_run = matches!(error.query_details(), Some(QueryError::NotExecuted | QueryError::Cancelled));
    error.message() == STATEMENT_FAILED || (did_not_run && !is_about_the_commit(error))
}

#[cfg(test)]
mod tests;
