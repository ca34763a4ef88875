use surrealdb::types::QueryError;

use super::{cause, is_about_the_commit, is_conflict};

fn query(message: &str, details: Option<QueryError>) -> surrealdb::Error {
    surrealdb::Error::query(message.to_owned(), details)
}

fn not_run() -> surrealdb::Error {
    query("The query was not executed due to a failed transaction", Some(QueryError::NotExecuted))
}

#[test]
fn the_error_of_the_statement_that_failed_is_the_cause() {
    let aborted =
        query("Cannot COMMIT: the transaction was aborted due to a prior error", Some(QueryError::NotExecuted));
    let thrown = surrealdb::Error::thrown("the contact does not exist".to_owned());
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let errors = order.map(|index| [not_run(), aborted.clone(), thrown.clone()][index].clone());
        let found = cause(errors.into()).expect("there are errors");
        assert_eq!(found, thrown);
        assert!(!is_about_the_commit(&found));
    }
}

#[test]
fn a_commit_that_failed_is_told_from_one_that_never_began() {
    let disk = query("Cannot COMMIT: There was a problem with a transaction: IO error", Some(QueryError::NotExecuted));
    let found = cause(vec![not_run(), disk.clone(), not_run()]).expect("there are errors");
    assert_eq!(found, disk);
    assert!(is_about_the_commit(&found));

    let unknown =
        query("The transaction's commit outcome is unknown, so whether this query was applied is undetermined", None);
    assert!(is_about_the_commit(&unknown));
}

#[test]
fn a_conflict_on_the_row_of_commit_is_found_behind_the_others() {
    let conflict = query("Cannot COMMIT: Transaction conflict: Resource busy", Some(QueryError::TransactionConflict));
    let found = cause(vec![not_run(), not_run(), conflict]).expect("there are errors");
    assert!(is_conflict(&found));
    assert_eq!(cause(Vec::new()), None);
}
