//! Finished WebSocket frames (RFC 6455, 5.2): encoded once, shared by every socket that they go to.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use serde::Serialize;

/// What a socket may leave unread is counted piece by piece.
const MAX_JOINED_BYTES: usize = 64 << 10;

/// A server frame as one JSON text frame.
pub(crate) fn json(message: &impl Serialize) -> Bytes {
    let text = serde_json::to_vec(message).expect("wire types have string keys and no failing serializers");
    finished(&text, OpCode::Text)
}

/// A message of the y-websocket protocol as one binary frame.
pub(crate) fn binary(message: &[u8]) -> Bytes {
    finished(message, OpCode::Binary)
}

/// The same frames in as few pieces as may be: a piece goes to a socket in one write.
pub(crate) fn joined(frames: &[Bytes]) -> Vec<Bytes> {
    let mut pieces: Vec<BytesMut> = Vec::new();
    for frame in frames {
        match pieces.last_mut().filter(|piece| piece.len() + frame.len() <= MAX_JOINED_BYTES) {
            Some(piece) => piece.extend_from_slice(frame),
            None => pieces.push(BytesMut::from(frame.as_ref())),
        }
    }
    pieces.into_iter().map(BytesMut::freeze).collect()
}

fn finished(payload: &[u8], kind: OpCode) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    Parser::write_message(&mut frame, payload, kind, true, false);
    frame.freeze()
}

#[cfg(test)]
mod tests;
