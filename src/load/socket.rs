//! A client's WebSocket over plain TCP: opening handshake, reading through a shared buffer, writing without a task.
//!
//! Knows bytes and messages, not what they mean. Everything here lives on the one thread of the load's runtime.

use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use rand::RngCore;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpSocket;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::frames::{BadFrame, Decoder, Message, encode};

/// Longest that opening one socket may take.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);

/// One buffer for all sockets of the thread.
pub type Scratch = Rc<RefCell<Box<[u8]>>>;

/// A buffer that takes many small frames in one read.
pub fn scratch() -> Scratch {
    Rc::new(RefCell::new(vec![0; 64 << 10].into_boxed_slice()))
}

/// Why a socket could not be opened or is not open any more. The text is a key that failures are counted under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost(pub String);

impl fmt::Display for Lost {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<io::Error> for Lost {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<BadFrame> for Lost {
    fn from(BadFrame(what): BadFrame) -> Self {
        Self(what.to_owned())
    }
}

/// Where to open a socket.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub server: SocketAddr,
    pub host: &'a str,
    /// With its query.
    pub path: &'a str,
    pub protocol: Option<&'a str>,
    pub source: Option<IpAddr>,
}

/// Opens a socket, from `source` if that is of the server's address family.
pub async fn open(target: Target<'_>) -> Result<(Rc<Outbox>, Inbox), Lost> {
    tokio::time::timeout(HANDSHAKE_LIMIT, handshake(target))
        .await
        .map_err(|_| Lost("no handshake in 30 s".to_owned()))?
}

async fn handshake(target: Target<'_>) -> Result<(Rc<Outbox>, Inbox), Lost> {
    let socket = if target.server.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if let Some(source) = target.source.filter(|source| source.is_ipv4() == target.server.is_ipv4()) {
        socket.bind(SocketAddr::new(source, 0))?;
    }
    let mut stream = socket.connect(target.server).await?;
    stream.set_nodelay(true)?;
    let key = generate_key();
    let protocol = target.protocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: {key}\r\n{protocol}\r\n",
        target.path, target.host
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(1024);
    let end = loop {
        if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if answer.len() > 64 << 10 || stream.read_buf(&mut answer).await? == 0 {
            return Err(Lost("the server closed during the handshake".to_owned()));
        }
    };
    check_answer(&String::from_utf8_lossy(&answer[..end]), &key)?;
    let (read, write) = stream.into_split();
    let outbox = Rc::new(Outbox { half: RefCell::new(write), waiting: RefCell::default(), reader: RefCell::default() });
    let inbox = Inbox { half: read, decoder: Decoder::default(), early: answer.split_off(end), outbox: outbox.clone() };
    Ok((outbox, inbox))
}

fn check_answer(head: &str, key: &str) -> Result<(), Lost> {
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let code = status.split(' ').nth(1).unwrap_or_default();
    if code != "101" {
        return Err(Lost(format!("the server answered the handshake with {code}")));
    }
    let accepted = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-accept"))
        .is_some_and(|(_, value)| value.trim() == derive_accept_key(key.as_bytes()));
    if accepted { Ok(()) } else { Err(Lost("the server's handshake has a wrong accept key".to_owned())) }
}

/// The writing end. A frame goes out at once; what the kernel does not take is written by whoever reads the socket.
pub struct Outbox {
    half: RefCell<OwnedWriteHalf>,
    waiting: RefCell<Vec<u8>>,
    reader: RefCell<Option<Waker>>,
}

impl Outbox {
    pub fn send_text(&self, text: &str) {
        self.send(OpCode::Data(Data::Text), text.as_bytes());
    }

    pub fn send_binary(&self, bytes: &[u8]) {
        self.send(OpCode::Data(Data::Binary), bytes);
    }

    fn send(&self, opcode: OpCode, payload: &[u8]) {
        let mask = rand::thread_rng().next_u32().to_ne_bytes();
        let mut waiting = self.waiting.borrow_mut();
        let was_empty = waiting.is_empty();
        encode(opcode, payload, mask, &mut waiting);
        if !was_empty {
            return;
        }
        // An error shows itself to the reader as well, which reports it.
        let written = self.half.borrow().try_write(&waiting).unwrap_or(0);
        waiting.drain(..written);
        if !waiting.is_empty()
            && let Some(reader) = self.reader.borrow().as_ref()
        {
            reader.wake_by_ref();
        }
    }

    /// Writes what waits. Ready only when there was something and it could not be written.
    fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Error> {
        let mut reader = self.reader.borrow_mut();
        if !reader.as_ref().is_some_and(|known| known.will_wake(context.waker())) {
            *reader = Some(context.waker().clone());
        }
        let mut waiting = self.waiting.borrow_mut();
        while !waiting.is_empty() {
            match Pin::new(&mut *self.half.borrow_mut()).poll_write(context, &waiting) {
                Poll::Ready(Ok(written)) => drop(waiting.drain(..written)),
                Poll::Ready(Err(error)) => return Poll::Ready(error),
                Poll::Pending => break,
            }
        }
        Poll::Pending
    }
}

/// The reading end.
pub struct Inbox {
    half: OwnedReadHalf,
    decoder: Decoder,
    /// What came in one piece with the handshake.
    early: Vec<u8>,
    outbox: Rc<Outbox>,
}

impl Inbox {
    /// Waits for bytes and hands on the messages in them, with the time of their arrival; pings are answered here. An
    /// error is the end of the socket.
    pub async fn receive(&mut self, scratch: &Scratch, mut take: impl FnMut(Message<'_>, Instant)) -> Result<(), Lost> {
        let early = std::mem::take(&mut self.early);
        if !early.is_empty() {
            return self.digest(&early, &mut take);
        }
        poll_fn(|context| {
            if let Poll::Ready(error) = self.outbox.poll_flush(context) {
                return Poll::Ready(Err(error.into()));
            }
            let mut scratch = scratch.borrow_mut();
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut self.half).poll_read(context, &mut buffer) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
                Poll::Ready(Ok(())) if buffer.filled().is_empty() => {
                    Poll::Ready(Err(Lost("the server closed without a word".to_owned())))
                }
                Poll::Ready(Ok(())) => Poll::Ready(self.digest(buffer.filled(), &mut take)),
            }
        })
        .await
    }

    fn digest(&mut self, bytes: &[u8], take: &mut impl FnMut(Message<'_>, Instant)) -> Result<(), Lost> {
        let now = Instant::now();
        let mut closed = None;
        let outbox = &self.outbox;
        self.decoder.feed(bytes, |message| match message {
            Message::Ping(payload) => outbox.send(OpCode::Control(Control::Pong), payload),
            Message::Close { code, reason } => closed = Some((code, reason)),
            message => take(message, now),
        })?;
        match closed {
            Some((code, reason)) => Err(Lost(format!("closed with {code} {reason}").trim_end().to_owned())),
            None => Ok(()),
        }
    }
}
