//! Where a batch becomes durable: the store; for tests one that fails on demand.

use futures_util::future::{BoxFuture, FutureExt};
use store::{Batch, CommitError, Committed, Store};

pub(crate) trait Journal: Send + Sync {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>>;
}

impl Journal for Store {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<Committed, CommitError>> {
        let store = self.clone();
        async move { Self::commit(&store, batch).await }.boxed()
    }
}
