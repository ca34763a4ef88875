//! WebSocket frames as a client reads and writes them (RFC 6455).
//!
//! The load shares its machine with the server, so what it spends on a received message shows up in the server's
//! latencies. A library's stream costs a buffer of 128 KiB per socket and a copy per message; here messages are read
//! from one shared buffer in place. The header is the library's.

use std::io::Cursor;

use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// Largest message that is taken; a snapshot with its comments is far below.
const MAX_MESSAGE_BYTES: usize = 64 << 20;

/// What arrived on a socket.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    Text(&'a [u8]),
    Binary(&'a [u8]),
    Ping(&'a [u8]),
    Close { code: u16, reason: String },
}

/// A peer that breaks the rules of RFC 6455.
#[derive(Debug, PartialEq, Eq)]
pub struct BadFrame(pub &'static str);

/// Cuts a stream of bytes into messages.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The begin of a frame whose end has not arrived.
    partial: Vec<u8>,
    /// The begin of a message in several frames, and whether it is text.
    fragments: Option<(bool, Vec<u8>)>,
}

impl Decoder {
    /// Takes the next bytes and hands on every message that is complete.
    pub fn feed(&mut self, bytes: &[u8], mut take: impl FnMut(Message<'_>)) -> Result<(), BadFrame> {
        if self.partial.is_empty() {
            let used = self.cut(bytes, &mut take)?;
            self.partial.extend_from_slice(&bytes[used..]);
            return Ok(());
        }
        let mut joined = std::mem::take(&mut self.partial);
        joined.extend_from_slice(bytes);
        let used = self.cut(&joined, &mut take)?;
        joined.drain(..used);
        self.partial = joined;
        Ok(())
    }

    fn cut(&mut self, bytes: &[u8], take: &mut impl FnMut(Message<'_>)) -> Result<usize, BadFrame> {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            let mut cursor = Cursor::new(rest);
            let header = FrameHeader::parse(&mut cursor).map_err(|_| BadFrame("a frame with an unknown opcode"))?;
            let Some((header, length)) = header else { return Ok(used) };
            if header.mask.is_some() {
                return Err(BadFrame("a masked frame from the server"));
            }
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if length > MAX_MESSAGE_BYTES {
                return Err(BadFrame("a frame over 64 MiB"));
            }
            let start = usize::try_from(cursor.position()).unwrap_or(usize::MAX);
            let Some(payload) = rest.get(start..start + length) else { return Ok(used) };
            self.hand_on(&header, payload, take)?;
            used += start + length;
        }
    }

    fn hand_on(
        &mut self,
        header: &FrameHeader,
        payload: &[u8],
        take: &mut impl FnMut(Message<'_>),
    ) -> Result<(), BadFrame> {
        let message = |is_text, payload| if is_text { Message::Text(payload) } else { Message::Binary(payload) };
        match header.opcode {
            OpCode::Data(Data::Text | Data::Binary) if self.fragments.is_some() => {
                return Err(BadFrame("a message inside another"));
            }
            OpCode::Data(kind @ (Data::Text | Data::Binary)) if header.is_final => {
                take(message(kind == Data::Text, payload));
            }
            OpCode::Data(kind @ (Data::Text | Data::Binary)) => {
                self.fragments = Some((kind == Data::Text, payload.to_vec()));
            }
            OpCode::Data(_) => {
                let (is_text, mut whole) = self.fragments.take().ok_or(BadFrame("an end without a begin"))?;
                whole.extend_from_slice(payload);
                if whole.len() > MAX_MESSAGE_BYTES {
                    return Err(BadFrame("a message over 64 MiB"));
                }
                if header.is_final {
                    take(message(is_text, &whole));
                } else {
                    self.fragments = Some((is_text, whole));
                }
            }
            OpCode::Control(Control::Ping) => take(Message::Ping(payload)),
            OpCode::Control(Control::Close) => take(close(payload)),
            OpCode::Control(_) => {}
        }
        Ok(())
    }
}

fn close(payload: &[u8]) -> Message<'static> {
    match payload {
        [high, low, reason @ ..] => Message::Close {
            code: u16::from_be_bytes([*high, *low]),
            reason: String::from_utf8_lossy(reason).into_owned(),
        },
        // 1005: the peer gave no code (RFC 6455, 7.4.1).
        _ => Message::Close { code: 1005, reason: String::new() },
    }
}

/// Appends one masked frame, as a client must write it.
pub fn encode(opcode: OpCode, payload: &[u8], mask: [u8; 4], out: &mut Vec<u8>) {
    let header = FrameHeader { opcode, mask: Some(mask), ..FrameHeader::default() };
    header.format(payload.len() as u64, out).expect("writing to a Vec cannot fail");
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}
