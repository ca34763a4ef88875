//! Comments on a contact, one row each beside the event that added it; a change rewrites the row.

use std::ops::Bound;

use domain::{CommandId, Comment, ContactId, EmployeeId};
use surrealdb::types::{Object, RecordId, RecordIdKey, SurrealValue, Value, object};

use crate::statement::{Statement, composite, decode, encode, newest_first, number_value, numbered, uuid_value};
use crate::{Store, StoreError};

pub(crate) const TABLE: &str = "comment";

/// How many rows one question reads: a page of long comments ends before many more are in memory.
const READ_AT_ONCE: usize = 100;

/// What is needed to answer or to change a comment: where it stands and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentHead {
    pub id: CommandId,
    /// The seq of the event that added it.
    pub seq: u64,
    /// The comment that opened the thread; its own id if it did.
    pub thread: CommandId,
    pub by: EmployeeId,
    pub is_pinned: bool,
}

/// Comments that follow each other, oldest first, each with the seq of the event that added it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentPage {
    pub items: Vec<(u64, Comment)>,
    /// Older ones exist; this seq asks for those before the page.
    pub before: Option<u64>,
}

/// The row of a comment, named by the seq of its event.
pub(crate) fn row(contact: ContactId, seq: u64, comment: &Comment) -> Object {
    object! {
        id: composite(TABLE, [uuid_value(contact.0), number_value(seq)]),
        body: encode(comment),
    }
}

/// Names the row of a comment that is to be removed.
pub(crate) fn name(contact: ContactId, seq: u64) -> Object {
    object! { comment: composite(TABLE, [uuid_value(contact.0), number_value(seq)]) }
}

#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct Row {
    id: RecordId,
    body: String,
}

impl Row {
    fn read(&self) -> Result<(u64, Comment), StoreError> {
        Ok((seq_of(&self.id)?, decode("comment", &self.body)?))
    }
}

/// The seq in the name of a comment's record.
fn seq_of(record: &RecordId) -> Result<u64, StoreError> {
    let number = match &record.key {
        RecordIdKey::Array(parts) => parts.get(1).and_then(|part| match part {
            Value::Number(number) => number.to_int().and_then(|number| u64::try_from(number).ok()),
            _ => None,
        }),
        _ => None,
    };
    number.ok_or_else(|| {
        let source = format!("the name of a comment's record holds no seq: {:?}", record.key).into();
        StoreError::Unreadable { what: "comment", source }
    })
}

impl Store {
    /// The newest comments before `before`, or of all: at most `limit`, and no more than fill `bytes` of text, except
    /// that one fits always.
    pub async fn comments(
        &self,
        contact: ContactId,
        before: Option<u64>,
        limit: usize,
        bytes: usize,
    ) -> Result<CommentPage, StoreError> {
        let mut page = CommentPage::default();
        let mut left = bytes;
        let mut end = before;
        loop {
            let count = READ_AT_ONCE.min(limit.saturating_add(1) - page.items.len());
            let range = numbered(TABLE, contact.0, Bound::Unbounded, end.map_or(Bound::Unbounded, Bound::Excluded));
            let rows: Vec<Row> = self.ask(newest_first(range, count)).await?.rows(0)?;
            let complete = rows.len() < count;
            for row in &rows {
                let (seq, comment) = row.read()?;
                let fits = page.items.is_empty() || comment.text_bytes() <= left;
                if page.items.len() == limit || !fits {
                    page.before = page.items.last().map(|(seq, _)| *seq);
                    page.items.reverse();
                    return Ok(page);
                }
                left = left.saturating_sub(comment.text_bytes());
                end = Some(seq);
                page.items.push((seq, comment));
            }
            if complete {
                page.items.reverse();
                return Ok(page);
            }
        }
    }

    /// The comment that the event with this seq added.
    pub async fn comment(&self, contact: ContactId, seq: u64) -> Result<Option<Comment>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $rows")
            .bind("rows", numbered(TABLE, contact.0, Bound::Included(seq), Bound::Included(seq)));
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        bodies.first().map(|body| decode("comment", body)).transpose()
    }

    /// The comments that events from this seq on brought, oldest first.
    pub async fn comments_since(&self, contact: ContactId, first: u64) -> Result<Vec<(u64, Comment)>, StoreError> {
        let statement = Statement::new("SELECT id, body FROM $rows")
            .bind("rows", numbered(TABLE, contact.0, Bound::Included(first), Bound::Unbounded));
        let rows: Vec<Row> = self.ask(statement).await?.rows(0)?;
        rows.iter().map(Row::read).collect()
    }

    /// Every comment's head, oldest first.
    pub async fn comment_heads(&self, contact: ContactId) -> Result<Vec<CommentHead>, StoreError> {
        let statement = Statement::new("SELECT id, body FROM $rows")
            .bind("rows", numbered(TABLE, contact.0, Bound::Unbounded, Bound::Unbounded));
        let rows: Vec<Row> = self.ask(statement).await?.rows(0)?;
        let head = |row: &Row| {
            let (seq, comment) = row.read()?;
            Ok(CommentHead {
                id: comment.id,
                seq,
                thread: comment.parent.unwrap_or(comment.id),
                by: comment.by,
                is_pinned: comment.pinned.is_some(),
            })
        };
        rows.iter().map(head).collect()
    }
}

#[cfg(test)]
mod tests;
