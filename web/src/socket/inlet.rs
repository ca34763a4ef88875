//! What comes in on a socket, the same for every kind of session: counts frames, answers pings, joins the parts of a
//! message, and closes the line on what no session takes.

use actix_http::ws::Item;
use actix_web_actors::ws::{Message, ProtocolError};
use bytes::{Bytes, BytesMut};

use super::bucket::Bucket;
use super::line::Line;
use super::relay::POLICY;

const PROTOCOL: u16 = 1002;
pub(super) const UNSUPPORTED: u16 = 1003;
pub(super) const TOO_LARGE: u16 = 1009;

/// A message with all its parts.
pub(super) enum Whole {
    /// Not yet checked to be UTF-8.
    Text(Bytes),
    Binary(Bytes),
}

pub(super) struct Inlet {
    bucket: Bucket,
    /// A message may have this many bytes, however it is cut into frames.
    limit: usize,
    /// Browsers cut a long message into frames (RFC 6455, 5.4); this is what came of one so far.
    begun: Option<Begun>,
}

struct Begun {
    is_text: bool,
    bytes: BytesMut,
}

impl Inlet {
    pub(super) fn new(limit: usize) -> Self {
        Self { bucket: Bucket::full(), limit, begun: None }
    }

    /// The next whole message, if this frame completes one.
    pub(super) fn take(&mut self, frame: Result<Message, ProtocolError>, line: &Line) -> Option<Whole> {
        if !line.is_open() {
            return None;
        }
        line.heard();
        if !self.bucket.take() {
            metrics::counter!("kontor_sockets_cut_total", "reason" => "too_fast").increment(1);
            line.close(POLICY, "too_fast");
            return None;
        }
        match frame {
            Ok(Message::Text(text)) => return Some(Whole::Text(text.into_bytes())),
            Ok(Message::Binary(bytes)) => return Some(Whole::Binary(bytes)),
            Ok(Message::Continuation(part)) => return self.join(part, line),
            Ok(Message::Ping(payload)) => line.pong(&payload),
            Ok(Message::Pong(_) | Message::Nop) => {}
            Ok(Message::Close(_)) => line.close(1000, ""),
            Err(ProtocolError::Overflow) => line.close(TOO_LARGE, "too_large"),
            Err(_) => line.close(PROTOCOL, "protocol_error"),
        }
        None
    }

    fn join(&mut self, part: Item, line: &Line) -> Option<Whole> {
        let (bytes, is_last) = match part {
            Item::FirstText(bytes) => {
                self.begun = Some(Begun { is_text: true, bytes: BytesMut::new() });
                (bytes, false)
            }
            Item::FirstBinary(bytes) => {
                self.begun = Some(Begun { is_text: false, bytes: BytesMut::new() });
                (bytes, false)
            }
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        let Some(begun) = &mut self.begun else {
            line.close(PROTOCOL, "protocol_error");
            return None;
        };
        if begun.bytes.len() + bytes.len() > self.limit {
            self.begun = None;
            line.close(TOO_LARGE, "too_large");
            return None;
        }
        begun.bytes.extend_from_slice(&bytes);
        if !is_last {
            return None;
        }
        let Begun { is_text, bytes } = self.begun.take()?;
        let bytes = bytes.freeze();
        Some(if is_text { Whole::Text(bytes) } else { Whole::Binary(bytes) })
    }
}
