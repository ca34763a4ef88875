//! Requests under way, each until the last byte of its answer was taken, so that a stop waits for them and for nothing
//! else: browsers keep idle connections open for as long as they may.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use tokio::sync::watch;

#[derive(Clone)]
pub(crate) struct Pending(Arc<watch::Sender<usize>>);

impl Default for Pending {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Pending {
    pub(crate) fn enter(&self) -> UnderWay {
        self.0.send_modify(|count| *count += 1);
        UnderWay(self.clone())
    }

    /// Waits until nothing is under way.
    pub(crate) async fn settled(&self) {
        let mut count = self.0.subscribe();
        // The sender lives in `self`.
        let _: Result<_, watch::error::RecvError> = count.wait_for(|count| *count == 0).await;
    }
}

/// A request counts for as long as this lives.
pub(crate) struct UnderWay(Pending);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}

/// The body of an answer that is under way until it is gone.
pub(crate) struct Held {
    body: BoxBody,
    under_way: UnderWay,
}

impl Held {
    pub(crate) fn new(body: impl MessageBody + 'static, under_way: UnderWay) -> Self {
        Self { body: body.boxed(), under_way }
    }
}

impl MessageBody for Held {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let Self { body, under_way } = self;
        body.try_into_bytes().map_err(|body| Self { body, under_way })
    }
}

#[cfg(test)]
mod tests;
