//! One transaction of the journal: the rows of a batch, the statements that write a group of batches, and what the
//! answer of the database means for them.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::contact::{Employment, Field};
use domain::merge::Merge;
use domain::{Comment, Contact, ContactId, EventKind};
use futures_util::future::BoxFuture;
use surrealdb::types::{Array, Object, Value, object};

use crate::engine::Database;
use crate::failure::{cause, is_about_the_commit, is_conflict};
use crate::journal::{Batch, Transactions};
use crate::listing::Listed;
use crate::statement::{Statement, encode, record};
use crate::{StoreError, activity, comments, contacts, merges, notes, notifications, rules, substitutions};

/// How long a database server may take to answer a commit before its outcome counts as unknown.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The rows of one batch, made on the caller's thread so that the journal only binds them.
pub(crate) struct Rows {
    pub(crate) contact: ContactId,
    /// What lists must know afterwards; None if the contact itself did not change.
    pub(crate) listed: Option<Listed>,
    /// An estimate of what the transaction grows by.
    pub(crate) bytes: usize,
    created: Option<Object>,
    changed: Option<Object>,
    activity: Vec<Object>,
    comments: Vec<Object>,
    changed_comments: Vec<Object>,
    removed_comments: Vec<Object>,
    notifications: Vec<Object>,
    note_updates: Vec<Object>,
    /// The person whose edges `works_for` are replaced.
    person: Option<Object>,
    edges: Vec<Object>,
    merge: Option<Object>,
    acted_for: Vec<Object>,
    turns: Vec<Object>,
}

impl Rows {
    pub(crate) fn of(batch: &Batch) -> Self {
        let Batch { contact, events, notifications, note_updates } = batch;
        let listed = (!events.is_empty()).then(|| Listed::of(contact));
        let row = listed.as_ref().map(|listed| contacts::row(contact, listed));
        let is_new = matches!(events.first().map(|event| &event.kind), Some(EventKind::ContactCreated { .. }));
        let (created, changed) = if is_new { (row, None) } else { (None, row) };
        let mut rows = Self {
            contact: contact.id,
            listed,
            bytes: 0,
            created,
            changed,
            activity: events.iter().map(|event| activity::row(contact.id, event)).collect(),
            comments: Vec::new(),
            changed_comments: Vec::new(),
            removed_comments: Vec::new(),
            notifications: notifications.iter().map(notifications::row).collect(),
            note_updates: note_updates.iter().map(|update| notes::row(contact.id, update)).collect(),
            person: None,
            edges: Vec::new(),
            merge: None,
            acted_for: events.iter().filter_map(|event| substitutions::acted_for_row(contact.id, event)).collect(),
            turns: Vec::new(),
        };
        // By the seq that names the row; a comment that is added and changed, or changed twice, is written once.
        let mut added = BTreeMap::new();
        let mut changed = BTreeMap::new();
        for event in events {
            match &event.kind {
                EventKind::CommentAdded { comment } | EventKind::CommentMoved { comment } => {
                    added.insert(event.seq, comment);
                }
                EventKind::CommentChanged { comment, comment_seq, .. } => {
                    let known = if added.contains_key(comment_seq) { &mut added } else { &mut changed };
                    known.insert(*comment_seq, comment);
                }
                EventKind::EmployeeAssigned { why: Some(why), .. } => {
                    rows.turns.extend(why.turn.as_ref().map(rules::turn_row));
                }
                EventKind::CommentTakenBack { comment_seq, .. } => {
                    rows.removed_comments.push(comments::name(contact.id, *comment_seq));
                }
                EventKind::ContactCreated { contact: new } if new.fields.works_for.is_empty() => {}
                EventKind::ContactCreated { .. } | EventKind::FieldChanged { field: Field::WorksFor, .. } => {
                    rows.person = Some(object! { person: record(contacts::TABLE, contact.id.0) });
                    rows.edges = edges(contact);
                }
                EventKind::FieldChanged { .. }
                | EventKind::EmployeeAssigned { why: None, .. }
                | EventKind::AssignmentStarted { .. }
                | EventKind::AssignmentEnded { .. }
                | EventKind::AssignmentPinned { .. }
                | EventKind::ProposalMade { .. }
                | EventKind::ProposalWithdrawn { .. }
                | EventKind::AccessOverridden { .. }
                | EventKind::OverrideEnded { .. }
                | EventKind::ActiveOrderChanged { .. }
                | EventKind::ContactDeleted
                | EventKind::ContactMerged { .. }
                | EventKind::MergedInto { .. }
                | EventKind::MergeUndone { .. }
                | EventKind::ContactRestored { .. } => {}
            }
        }
        let rows_of = |comments: BTreeMap<u64, &Comment>| {
            comments.into_iter().map(|(seq, comment)| comments::row(contact.id, seq, comment)).collect()
        };
        rows.comments = rows_of(added);
        rows.changed_comments = rows_of(changed);
        rows.bytes = rows.estimate();
        rows
    }

    /// The same, and how the merge stands that they belong to.
    pub(crate) fn with_merge(mut self, merge: &Merge) -> Self {
        self.merge = Some(merges::row(merge));
        self
    }

    fn estimate(&self) -> usize {
        let texts = |row: &Object| row.values().map(size_of_value).sum::<usize>() + 64;
        let single = [&self.created, &self.changed];
        let many = [
            &self.activity,
            &self.comments,
            &self.changed_comments,
            &self.notifications,
            &self.note_updates,
            &self.edges,
            &self.turns,
        ];
        single.into_iter().flatten().map(texts).sum::<usize>() + many.into_iter().flatten().map(texts).sum::<usize>()
    }
}

fn size_of_value(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Bytes(bytes) => bytes.as_ref().len(),
        Value::Array(values) => values.iter().map(size_of_value).sum(),
        _ => 16,
    }
}

/// The edges `works_for` of a person as the contact has them now.
fn edges(person: &Contact) -> Vec<Object> {
    let edge = |employment: &Employment| {
        object! {
            in: record(contacts::TABLE, person.id.0),
            out: record(contacts::TABLE, employment.organisation.0),
            position: employment.position.clone(),
            department: employment.department.map(|department| encode(&department).trim_matches('"').to_owned()),
            primary: employment.primary,
            left: employment.left.map(|day| day.to_string()),
        }
    };
    person.fields.works_for.iter().map(edge).collect()
}

/// How a transaction ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    Done,
    /// Another writer was in the way; certainly not done, worth another attempt.
    Conflict(StoreError),
    /// A row that had to be new exists; certainly not done.
    Stale,
    /// Certainly not done.
    NotDone(StoreError),
    /// Done or not. `disk_failed` if the embedded database could not write.
    Unknown {
        reason: String,
        disk_failed: bool,
    },
}

/// The statements that write a group of batches, all or none.
fn statement(group: &[&Rows]) -> Statement {
    let mut statement = Statement::new("BEGIN;\n");
    let all = |part: fn(&Rows) -> &[Object]| group.iter().copied().flat_map(part).cloned().collect::<Vec<_>>();
    let mut write = |text: &str, name: &str, rows: Vec<Object>| {
        if !rows.is_empty() {
            statement.text.push_str(text);
            statement.text.push_str(";\n");
            let rows: Vec<Value> = rows.into_iter().map(Value::Object).collect();
            statement.bindings.insert(name, Array::from(rows));
        }
    };
    // First, so that a stale batch fails before it costs anything.
    write("INSERT INTO activity $activity RETURN NONE", "activity", all(|rows| &rows.activity));
    write("INSERT INTO note_update $note_updates RETURN NONE", "note_updates", all(|rows| &rows.note_updates));
    write("INSERT INTO contact $created RETURN NONE", "created", all(|rows| rows.created.as_slice()));
    // UPDATE takes half the time of UPSERT, but is silent about a row that is missing.
    write(
        "FOR $row IN $changed { \
             IF !(UPDATE ONLY $row.id CONTENT $row RETURN VALUE true) { THROW 'the contact does not exist' } \
         }",
        "changed",
        all(|rows| rows.changed.as_slice()),
    );
    write("INSERT INTO turn $turns RETURN NONE", "turns", all(|rows| &rows.turns));
    write("INSERT INTO comment $comments RETURN NONE", "comments", all(|rows| &rows.comments));
    write(
        "FOR $row IN $changed_comments { \
             IF !(UPDATE ONLY $row.id CONTENT $row RETURN VALUE true) { THROW 'the comment does not exist' } \
         }",
        "changed_comments",
        all(|rows| &rows.changed_comments),
    );
    write(
        "INSERT IGNORE INTO notification $notifications RETURN NONE",
        "notifications",
        all(|rows| &rows.notifications),
    );
    write(
        "FOR $row IN $removed_comments { DELETE $row.comment RETURN NONE }",
        "removed_comments",
        all(|rows| &rows.removed_comments),
    );
    write(
        "FOR $row IN $merges { UPSERT $row.id CONTENT $row RETURN NONE }",
        "merges",
        all(|rows| rows.merge.as_slice()),
    );
    write(
        "FOR $row IN $persons { DELETE $row.person->works_for RETURN NONE }",
        "persons",
        all(|rows| rows.person.as_slice()),
    );
    write("INSERT RELATION INTO works_for $edges RETURN NONE", "edges", all(|rows| &rows.edges));
    write("INSERT INTO acted_for $acted_for RETURN NONE", "acted_for", all(|rows| &rows.acted_for));
    statement.text.push_str("COMMIT;");
    statement
}

impl Transactions for Database {
    fn run<'a>(&'a self, group: &'a [&'a Rows]) -> BoxFuture<'a, Outcome> {
        Box::pin(run(self, statement(group)))
    }
}

/// Runs a transaction of the journal once.
async fn run(database: &Database, statement: Statement) -> Outcome {
    let answer = match database {
        Database::Embedded { .. } => database.run(statement).await,
        Database::Remote(_) => {
            let Ok(answer) = tokio::time::timeout(ANSWER_TIMEOUT, database.run(statement)).await else {
                let reason = format!("the database did not answer within {} s", ANSWER_TIMEOUT.as_secs());
                return Outcome::Unknown { reason, disk_failed: false };
            };
            answer
        }
    };
    let is_embedded = matches!(database, Database::Embedded { .. });
    match answer {
        Ok(mut results) => outcome(results.take_errors().into_values().collect(), is_embedded),
        // Refused before anything ran.
        Err(error) if error.is_validation() || error.is_not_allowed() || error.is_serialization() => {
            Outcome::NotDone(StoreError::Database(Box::new(error)))
        }
        Err(error) => Outcome::Unknown { reason: error.to_string(), disk_failed: false },
    }
}

/// What the errors of a transaction's statements mean.
///
/// A statement that fails leaves its error on its own row, and every other row says that it did not run. A commit that
/// fails leaves its error on the row of COMMIT; unless it is a conflict, the commit had begun and only the disk knows
/// how it ended.
fn outcome(errors: Vec<surrealdb::Error>, is_embedded: bool) -> Outcome {
    let Some(error) = cause(errors) else { return Outcome::Done };
    if is_conflict(&error) {
        Outcome::Conflict(StoreError::Database(Box::new(error)))
    } else if error.is_already_exists() {
        Outcome::Stale
    } else if is_about_the_commit(&error) {
        Outcome::Unknown { reason: error.message().to_owned(), disk_failed: is_embedded }
    } else {
        Outcome::NotDone(StoreError::Database(Box::new(error)))
    }
}

#[cfg(test)]
mod tests;
