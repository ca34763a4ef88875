//! Where a batch becomes durable: the store; for tests one that fails on demand.

use domain::merge::Merge;
use futures_util::future::{BoxFuture, FutureExt};
use store::{Batch, CommitError, Committed, Store};

pub(crate) trait Journal: Send + Sync {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>>;

    /// All or none of them, with the merge that they belong to.
    fn commit_merge(&self, batches: Vec<Batch>, merge: Merge) -> BoxFuture<'static, Result<Committed, CommitError>>;
}

impl Journal for Store {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let store = self.clone();
        async move { Self::commit(&store, batch).await }.boxed()
    }

    fn commit_merge(&self, batches: Vec<Batch>, merge: Merge) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let store = self.clone();
        async move { Self::commit_merge(&store, batches, &merge).await }.boxed()
    }
}
