use surrealdb::types::QueryError;

use super::{Outcome, Rows, outcome};
use crate::Batch;
use crate::fixtures::{batch, contact, creation};

fn commit_row(message: &str, details: QueryError) -> surrealdb::Error {
    surrealdb::Error::query(format!("Cannot COMMIT: {message}"), Some(details))
}

#[test]
fn a_disk_that_fails_during_the_commit_leaves_the_outcome_unknown() {
    let failed = || vec![commit_row("IO error: No space left on device", QueryError::NotExecuted)];
    assert!(matches!(outcome(failed(), true), Outcome::Unknown { disk_failed: true, .. }));
    assert!(matches!(outcome(failed(), false), Outcome::Unknown { disk_failed: false, .. }));
}

#[test]
fn a_conflict_is_certainly_not_done() {
    let conflict = vec![commit_row("Transaction conflict: Resource busy", QueryError::TransactionConflict)];
    assert!(matches!(outcome(conflict, true), Outcome::Conflict(_)));
}

#[test]
fn a_row_that_exists_makes_the_batch_stale_and_any_other_error_refuses_it() {
    let aborted = || commit_row("the transaction was aborted due to a prior error", QueryError::NotExecuted);
    let exists = surrealdb::Error::already_exists("Database record `activity:1` already exists".to_owned(), None);
    assert!(matches!(outcome(vec![aborted(), exists], true), Outcome::Stale));
    let thrown = surrealdb::Error::thrown("the contact does not exist".to_owned());
    assert!(matches!(outcome(vec![aborted(), thrown], true), Outcome::NotDone(_)));
    assert!(matches!(outcome(Vec::new(), true), Outcome::Done));
}

#[test]
fn the_size_of_a_batch_counts_its_texts_and_notes() {
    let mut anna = contact("Anna");
    let small = Rows::of(&creation(&anna)).bytes;
    anna.fields.street = Some("x".repeat(10_000));
    let large = Rows::of(&creation(&anna)).bytes;
    assert!(large > small + 20_000, "the street stands in the event and in the row: {small}, {large}");
    let note = Batch { note_updates: vec![crate::NoteUpdate { n: 0, bytes: vec![0; 5000] }], ..batch(&anna, []) };
    assert!(Rows::of(&note).bytes >= 5000);
}
