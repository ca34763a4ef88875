//! What arrives on a socket, as the stream of bytes that a WebSocket actor reads.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_http::error::PayloadError;
use bytes::Bytes;
use futures_util::Stream;

use super::inlet::TOO_LARGE;
use super::line::Line;

/// One turn takes at most this much from one socket, so that a flood does not keep its neighbours waiting.
const TURN: usize = 64 << 10;
const BUFFER: usize = 16 << 10;

thread_local! {
    /// Shared by all sockets of a worker: an idle one holds no buffer.
    static SCRATCH: RefCell<Box<[u8; BUFFER]>> = RefCell::new(Box::new([0; BUFFER]));
}

pub(super) struct Reads {
    line: Rc<Line>,
    /// What HTTP had read already behind the handshake.
    early: Option<Bytes>,
    taken: usize,
    most_unfinished: usize,
}

impl Reads {
    /// `largest` is the size of the largest frame, in bytes. The parser waits for the end of a frame of whatever size
    /// before it refuses it, so what it is given is bounded here.
    pub(super) fn new(line: Rc<Line>, early: Bytes, largest: usize) -> Self {
        let early = (!early.is_empty()).then_some(early);
        Self { line, early, taken: 0, most_unfinished: largest + 2 * TURN }
    }
}

impl Stream for Reads {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(early) = self.early.take() {
            return Poll::Ready(Some(Ok(early)));
        }
        if self.taken >= TURN {
            self.taken = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        SCRATCH.with_borrow_mut(|scratch| match self.line.poll_read(cx, scratch.as_mut_slice()) {
            Poll::Pending => {
                self.taken = 0;
                Poll::Pending
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some(read)) => {
                self.taken += read;
                if self.line.arrived(read) > self.most_unfinished {
                    self.line.close(TOO_LARGE, "too_large");
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Ok(Bytes::copy_from_slice(&scratch[..read]))))
            }
        })
    }
}
