//! Comments on a contact, one row each beside the event that added it.

use std::ops::Bound;

use domain::{CommandId, Comment, ContactId, EmployeeId};
use surrealdb::types::{Object, object};

use crate::statement::{Statement, composite, decode_all, encode, newest_first, number_value, numbered, uuid_value};
use crate::{Store, StoreError};

pub(crate) const TABLE: &str = "comment";

/// What is needed to answer a comment: whose it is and in which thread it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentHead {
    pub id: CommandId,
    /// The comment that opened the thread; its own id if it did.
    pub thread: CommandId,
    pub by: EmployeeId,
}

/// The row of a comment, named by the seq of its event.
pub(crate) fn row(contact: ContactId, seq: u64, comment: &Comment) -> Object {
    object! {
        id: composite(TABLE, [uuid_value(contact.0), number_value(seq)]),
        body: encode(comment),
    }
}

impl Store {
    /// The newest comments, oldest first.
    pub async fn comments(&self, contact: ContactId, newest: usize) -> Result<Vec<Comment>, StoreError> {
        let statement = newest_first(numbered(TABLE, contact.0, Bound::Unbounded, Bound::Unbounded), newest);
        let bodies = self.ask(statement).await?.bodies(0)?;
        let mut comments: Vec<Comment> = decode_all("comment", &bodies)?;
        comments.reverse();
        Ok(comments)
    }

    /// Every comment's head, oldest first.
    pub async fn comment_threads(&self, contact: ContactId) -> Result<Vec<CommentHead>, StoreError> {
        let statement = Statement::new("SELECT VALUE body FROM $rows")
            .bind("rows", numbered(TABLE, contact.0, Bound::Unbounded, Bound::Unbounded));
        let bodies: Vec<String> = self.ask(statement).await?.rows(0)?;
        let comments: Vec<Comment> = decode_all("comment", &bodies)?;
        let heads = comments.into_iter().map(|comment| CommentHead {
            id: comment.id,
            thread: comment.parent.unwrap_or(comment.id),
            by: comment.by,
        });
        Ok(heads.collect())
    }
}

#[cfg(test)]
mod tests;
