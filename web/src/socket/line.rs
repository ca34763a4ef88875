//! The writing end of one socket: shared frames go straight to the kernel; what does not fit waits in a bounded queue and
//! leaves joined in one write. Lives on one worker thread.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use actix_http::ws::{CloseCode, CloseReason, OpCode, Parser};
use bytes::{Buf, Bytes, BytesMut};
use socket2::SockRef;
use tokio::net::TcpStream;

/// What a socket may leave unread before it is cut off.
pub(super) const MAX_QUEUED_BYTES: usize = 1 << 20;
/// What the kernel may hold of it besides. Linux keeps twice this; left alone, it would let it grow to 4 MiB.
const SEND_BUFFER_BYTES: usize = 128 << 10;
/// Frames that are joined into one write.
const JOINED: usize = 64;

pub(super) struct Line {
    io: TcpStream,
    queue: RefCell<Queue>,
    /// The session's task, to be woken when something waits or the line closes.
    task: RefCell<Option<Waker>>,
    /// The reader, when it was paused.
    reader: RefCell<Option<Waker>>,
    paused: Cell<bool>,
    state: Cell<State>,
    last_heard: Cell<Instant>,
    /// Bytes that arrived since the last whole message.
    unfinished: Cell<usize>,
    aborted: Cell<bool>,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
    /// Since when nothing could be written.
    stuck_since: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// A close frame is the last in the queue.
    Closing,
    /// Nothing is read or written any more.
    Dead,
}

impl Line {
    pub(super) fn new(io: TcpStream) -> Self {
        if let Err(error) = SockRef::from(&io).set_send_buffer_size(SEND_BUFFER_BYTES) {
            tracing::debug!(%error, "the kernel's buffer cannot be bounded");
        }
        Self {
            io,
            queue: RefCell::default(),
            task: RefCell::default(),
            reader: RefCell::default(),
            paused: Cell::new(false),
            state: Cell::new(State::Open),
            last_heard: Cell::new(Instant::now()),
            unfinished: Cell::new(0),
            aborted: Cell::new(false),
        }
    }

    /// Writes a finished frame at once, behind what waits.
    pub(super) fn push(&self, frame: Bytes) {
        self.hold(frame);
        self.flush();
    }

    /// Lets a finished frame wait for the next write or [`Line::flush`].
    pub(super) fn hold(&self, frame: Bytes) {
        if self.state.get() == State::Open {
            self.queue(frame);
        }
    }

    fn queue(&self, frame: Bytes) {
        let mut queue = self.queue.borrow_mut();
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        // The frame under way does not count: a snapshot may be longer than the queue, and still must arrive.
        let under_way = queue.frames.front().map_or(0, Bytes::len);
        if queue.bytes - under_way > MAX_QUEUED_BYTES {
            drop(queue);
            metrics::counter!("kontor_sockets_cut_total", "reason" => "too_slow").increment(1);
            self.abort();
        }
    }

    /// Writes what waits as far as the kernel takes it; the session's task writes the rest when there is room.
    pub(super) fn flush(&self) {
        let mut queue = self.queue.borrow_mut();
        if queue.frames.is_empty() || queue.stuck_since.is_some() {
            return;
        }
        match queue.write(&self.io) {
            Ok(()) if queue.frames.is_empty() => return,
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => {
                drop(queue);
                self.cut();
                return;
            }
        }
        queue.stuck_since = Some(Instant::now());
        drop(queue);
        self.wake();
    }

    /// Sends a close frame behind what waits; the line ends once that is written.
    pub(super) fn close(&self, code: u16, reason: &str) {
        if self.state.get() != State::Open {
            return;
        }
        let mut frame = BytesMut::new();
        let reason = CloseReason { code: CloseCode::from(code), description: Some(reason.to_owned()) };
        Parser::write_close(&mut frame, Some(reason), false);
        self.queue(frame.freeze());
        self.flush();
        if self.state.get() == State::Open {
            self.state.set(State::Closing);
        }
        self.wake();
    }

    /// Ends the line now and resets the connection: whoever does not read would leave what the kernel holds for them in
    /// memory for minutes, waiting to be sent.
    pub(super) fn abort(&self) {
        if let Err(error) = SockRef::from(&self.io).set_linger(Some(Duration::ZERO)) {
            tracing::debug!(%error, "a connection cannot be reset");
        }
        self.aborted.set(true);
        self.cut();
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.aborted.get()
    }

    /// Ends the line now; what waits is dropped.
    pub(super) fn cut(&self) {
        self.state.set(State::Dead);
        let mut queue = self.queue.borrow_mut();
        queue.frames = VecDeque::new();
        queue.bytes = 0;
        drop(queue);
        self.wake();
    }

    /// The session's actor reads no more.
    pub(super) fn cut_reads(&self) {
        self.state.set(State::Dead);
    }

    pub(super) fn io(&self) -> &TcpStream {
        &self.io
    }

    fn wake(&self) {
        if let Some(task) = self.task.borrow().as_ref() {
            task.wake_by_ref();
        }
    }

    pub(super) fn pong(&self, payload: &[u8]) {
        self.push(control(OpCode::Pong, payload));
    }

    pub(super) fn ping(&self) {
        self.push(control(OpCode::Ping, &[]));
    }

    /// A whole message has arrived.
    pub(super) fn heard(&self) {
        self.last_heard.set(Instant::now());
        self.unfinished.set(0);
    }

    /// Counts bytes that arrived and returns how many there are since the last whole message.
    pub(super) fn arrived(&self, bytes: usize) -> usize {
        self.unfinished.set(self.unfinished.get().saturating_add(bytes));
        self.unfinished.get()
    }

    pub(super) fn last_heard(&self) -> Instant {
        self.last_heard.get()
    }

    pub(super) fn stuck_since(&self) -> Option<Instant> {
        self.queue.borrow().stuck_since
    }

    pub(super) fn is_open(&self) -> bool {
        self.state.get() == State::Open
    }

    /// Writes what waits. Ready when the line has ended.
    pub(super) fn poll_write(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut task = self.task.borrow_mut();
        if !task.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            *task = Some(cx.waker().clone());
        }
        drop(task);
        loop {
            if self.state.get() == State::Dead {
                return Poll::Ready(());
            }
            let mut queue = self.queue.borrow_mut();
            if queue.frames.is_empty() {
                queue.stuck_since = None;
                return if self.state.get() == State::Closing { Poll::Ready(()) } else { Poll::Pending };
            }
            match self.io.poll_write_ready(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                Poll::Ready(Ok(())) => {}
            }
            match queue.write(&self.io) {
                Ok(()) => queue.stuck_since = Some(Instant::now()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return Poll::Ready(()),
            }
        }
    }

    /// Reads what has arrived, without waiting past a pause. `None`: the other side has closed.
    pub(super) fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Option<usize>> {
        if self.state.get() == State::Dead {
            return Poll::Ready(None);
        }
        if self.paused.get() {
            *self.reader.borrow_mut() = Some(cx.waker().clone());
            return Poll::Pending;
        }
        loop {
            match self.io.poll_read_ready(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(_)) => return Poll::Ready(None),
                Poll::Ready(Ok(())) => {}
            }
            match self.io.try_read(buffer) {
                Ok(0) => return Poll::Ready(None),
                Ok(read) => return Poll::Ready(Some(read)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return Poll::Ready(None),
            }
        }
    }

    /// Stops reading, so that pressure reaches the other side's TCP.
    pub(super) fn pause(&self) {
        self.paused.set(true);
    }

    pub(super) fn resume(&self) {
        if self.paused.replace(false)
            && let Some(reader) = self.reader.borrow_mut().take()
        {
            reader.wake();
        }
    }
}

impl Queue {
    /// Joins the first frames into one write.
    fn write(&mut self, io: &TcpStream) -> io::Result<()> {
        let written = match self.frames.make_contiguous() {
            [only] => io.try_write(only)?,
            frames => {
                let mut joined = [IoSlice::new(&[]); JOINED];
                let count = frames.len().min(JOINED);
                joined.iter_mut().zip(frames.iter()).for_each(|(slice, frame)| *slice = IoSlice::new(frame));
                io.try_write_vectored(&joined[..count])?
            }
        };
        self.wrote(written);
        Ok(())
    }

    fn wrote(&mut self, mut written: usize) {
        self.bytes -= written;
        while written > 0 {
            let Some(first) = self.frames.front_mut() else { return };
            if written < first.len() {
                first.advance(written);
                return;
            }
            written -= first.len();
            self.frames.pop_front();
        }
        if self.frames.is_empty() {
            // An idle socket keeps no room for a queue that it does not need.
            self.frames = VecDeque::new();
        }
    }
}

fn control(kind: OpCode, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 2);
    Parser::write_message(&mut frame, payload, kind, true, false);
    frame.freeze()
}
