//! Comments on a contact.

use domain::{CommandId, Comment, ContactId, EmployeeId};

use crate::{Store, StoreError};

/// What is needed to answer a comment: whose it is and in which thread it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentHead {
    pub id: CommandId,
    /// The comment that opened the thread; its own id if it did.
    pub thread: CommandId,
    pub by: EmployeeId,
}

impl Store {
    /// The newest comments, oldest first.
    pub async fn comments(&self, contact: ContactId, newest: usize) -> Result<Vec<Comment>, StoreError> {
        let _ = (contact, newest);
        todo!()
    }

    pub async fn comment_threads(&self, contact: ContactId) -> Result<Vec<CommentHead>, StoreError> {
        let _ = contact;
        todo!()
    }
}
