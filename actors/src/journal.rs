//! Where a batch becomes durable: the store; for tests one that fails on demand.

use futures_util::future::{BoxFuture, FutureExt};
use store::{Batch, CommitError, Store};

pub(crate) trait Journal: Send + Sync {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<(), CommitError>>;
}

impl Journal for Store {
    fn commit(&self, batch: Batch) -> BoxFuture<'static, Result<(), CommitError>> {
        let store = self.clone();
        async move { Self::commit(&store, batch).await }.boxed()
    }
}
