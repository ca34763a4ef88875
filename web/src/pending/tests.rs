use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures_util::task::noop_waker;

use super::{Held, Pending};

/// A body of one part that is not all at hand.
struct Streamed(Option<Bytes>);

impl MessageBody for Streamed {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

fn is_settled(pending: &Pending) -> bool {
    pin!(pending.settled()).poll(&mut Context::from_waker(&noop_waker())).is_ready()
}

#[test]
fn a_request_is_under_way_until_its_answer_is_gone() {
    let pending = Pending::default();
    assert!(is_settled(&pending));
    let (one, other) = (pending.enter(), pending.enter());
    drop(other);
    assert!(!is_settled(&pending));
    let mut body = Held::new(Streamed(Some(Bytes::from_static(b"part"))), one);
    let part = Pin::new(&mut body).poll_next(&mut Context::from_waker(&noop_waker()));
    assert!(matches!(part, Poll::Ready(Some(Ok(bytes))) if bytes == "part"));
    assert!(!is_settled(&pending));
    drop(body);
    assert!(is_settled(&pending));
}
