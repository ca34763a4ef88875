//! Finished WebSocket frames (RFC 6455, 5.2): encoded once, shared by every socket that they go to.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use serde::Serialize;

/// A server frame as one JSON text frame.
pub(crate) fn json(message: &impl Serialize) -> Bytes {
    let text = serde_json::to_vec(message).expect("wire types have string keys and no failing serializers");
    finished(&text, OpCode::Text)
}

/// A message of the y-websocket protocol as one binary frame.
pub(crate) fn binary(message: &[u8]) -> Bytes {
    finished(message, OpCode::Binary)
}

fn finished(payload: &[u8], kind: OpCode) -> Bytes {
    let mut frame = BytesMut::with_capacity(payload.len() + 10);
    Parser::write_message(&mut frame, payload, kind, true, false);
    frame.freeze()
}
