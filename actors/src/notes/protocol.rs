//! The y-websocket protocol: sync (ask, answer, update) and awareness. Several messages may share one frame.

use super::bytes::{LARGEST_NUMBER, Malformed, Reader};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

#[derive(Debug, PartialEq)]
pub(super) enum Incoming<'a> {
    /// What the client has, as an encoded state vector: it asks for the rest.
    Ask(&'a [u8]),
    Update(&'a [u8]),
    Awareness(Vec<Presence<'a>>),
    QueryAwareness,
}

/// One client's entry in an awareness message; `null` means it left.
#[derive(Debug, PartialEq)]
pub(super) struct Presence<'a> {
    pub(super) client: u64,
    pub(super) clock: u64,
    pub(super) state: &'a str,
}

pub(super) fn parse(frame: &[u8]) -> Result<Vec<Incoming<'_>>, Malformed> {
    let mut reader = Reader::new(frame);
    let mut messages = Vec::new();
    while !reader.is_empty() {
        let message = match reader.number()? {
            SYNC => match reader.number()? {
                STEP_1 => Incoming::Ask(state_vector(reader.buffer()?)?),
                STEP_2 | UPDATE => Incoming::Update(reader.buffer()?),
                _ => return Err(Malformed),
            },
            AWARENESS => Incoming::Awareness(presences(reader.buffer()?)?),
            QUERY_AWARENESS => Incoming::QueryAwareness,
            // A server grants; what a client says about it changes nothing.
            AUTH => {
                if reader.number()? == 0 {
                    reader.text()?;
                }
                continue;
            }
            _ => return Err(Malformed),
        };
        messages.push(message);
    }
    Ok(messages)
}

fn state_vector(bytes: &[u8]) -> Result<&[u8], Malformed> {
    let mut reader = Reader::new(bytes);
    for _ in 0..reader.count(2)? {
        reader.number()?;
        reader.number()?;
    }
    if reader.is_empty() { Ok(bytes) } else { Err(Malformed) }
}

fn presences(bytes: &[u8]) -> Result<Vec<Presence<'_>>, Malformed> {
    let mut reader = Reader::new(bytes);
    (0..reader.count(3)?).map(|_| presence(&mut reader)).collect()
}

/// Browsers throw on numbers that JavaScript cannot count and on states that are no JSON, and a message is for all.
fn presence<'a>(reader: &mut Reader<'a>) -> Result<Presence<'a>, Malformed> {
    let presence = Presence { client: reader.number()?, clock: reader.number()?, state: reader.text()? };
    // The farewell counts one further.
    let countable = presence.client <= LARGEST_NUMBER && presence.clock < LARGEST_NUMBER;
    let is_json = serde_json::from_str::<serde_json::Value>(presence.state).is_ok();
    if countable && is_json { Ok(presence) } else { Err(Malformed) }
}

pub(super) fn ask(state_vector: &[u8]) -> Vec<u8> {
    sync(STEP_1, state_vector)
}

pub(super) fn answer(update: &[u8]) -> Vec<u8> {
    sync(STEP_2, update)
}

pub(super) fn update(update: &[u8]) -> Vec<u8> {
    sync(UPDATE, update)
}

fn sync(kind: u64, payload: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(payload.len() + 12);
    write_number(&mut message, SYNC);
    write_number(&mut message, kind);
    write_buffer(&mut message, payload);
    message
}

pub(super) fn awareness<'a>(presences: impl ExactSizeIterator<Item = Presence<'a>>) -> Vec<u8> {
    let mut entries = Vec::new();
    write_number(&mut entries, presences.len() as u64);
    for Presence { client, clock, state } in presences {
        write_number(&mut entries, client);
        write_number(&mut entries, clock);
        write_buffer(&mut entries, state.as_bytes());
    }
    let mut message = Vec::with_capacity(entries.len() + 8);
    write_number(&mut message, AWARENESS);
    write_buffer(&mut message, &entries);
    message
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).expect("seven bits fit in a byte") | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).expect("seven bits fit in a byte"));
}

fn write_buffer(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests;
