//! Stands before `yrs`: looks through an update (Yjs format, version 1) without recursion and refuses what could hurt.
//!
//! `yrs` reads nested values by recursion without a limit and reserves memory for as many entries as an update declares.
//! So depth, counts and kinds of content are checked here first, on the bytes: every declared count must fit into the
//! bytes that are left, every value nests at most [`MAX_VALUE_DEPTH`] deep, and only what a rich-text editor writes
//! passes (`[Y3]`).

use super::bytes::{LARGEST_NUMBER, Malformed, Reader};

/// The shared type of the notes.
pub(crate) const ROOT: &str = "notes";
/// How deep a value (an attribute, a format) may nest.
const MAX_VALUE_DEPTH: usize = 32;

/// Why an update was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Hostile {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("a value nests deeper than {MAX_VALUE_DEPTH}")]
    TooDeep,
    #[error("content of kind {0} has no place in notes")]
    Content(u8),
    #[error("a shared type of kind {0} has no place in notes")]
    SharedType(u8),
    #[error("the shared type is not named “{ROOT}”")]
    Root,
    #[error("clocks overflow")]
    Clock,
}

/// Checks one update and counts the elements that it brings.
pub(crate) fn check(update: &[u8]) -> Result<usize, Hostile> {
    let mut reader = Reader::new(update);
    let mut elements = 0;
    for _ in 0..reader.count(2)? {
        let blocks = reader.count(1)?;
        client(&mut reader)?;
        let mut clock = Clock(reader.number()?);
        for _ in 0..blocks {
            elements += usize::from(block(&mut reader, &mut clock)?);
        }
    }
    delete_set(&mut reader)?;
    if reader.is_empty() { Ok(elements) } else { Err(Malformed.into()) }
}

/// The clock of a client after its blocks; Yjs counts in 32 bits.
struct Clock(u64);

impl Clock {
    fn advance(&mut self, length: u64) -> Result<(), Hostile> {
        self.0 = self.0.checked_add(length).filter(|clock| *clock <= u64::from(u32::MAX / 2)).ok_or(Hostile::Clock)?;
        Ok(())
    }
}

/// Steps over one block; true if it is an element.
fn block(reader: &mut Reader<'_>, clock: &mut Clock) -> Result<bool, Hostile> {
    const GARBAGE_COLLECTED: u8 = 0;
    const SKIP: u8 = 10;
    const HAS_ORIGIN: u8 = 0x80;
    const HAS_RIGHT_ORIGIN: u8 = 0x40;
    const HAS_PARENT_SUB: u8 = 0x20;

    let info = reader.byte()?;
    if matches!(info, GARBAGE_COLLECTED | SKIP) {
        clock.advance(reader.number()?)?;
        return Ok(false);
    }
    if info & HAS_ORIGIN != 0 {
        id(reader)?;
    }
    if info & HAS_RIGHT_ORIGIN != 0 {
        id(reader)?;
    }
    if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
        // `yrs` reads this mark in fewer bits: anything but the two values that exist could mean the other to it.
        match reader.number()? {
            1 if reader.text()? == ROOT => {}
            1 => return Err(Hostile::Root),
            0 => id(reader)?,
            _ => return Err(Malformed.into()),
        }
        if info & HAS_PARENT_SUB != 0 {
            reader.text()?;
        }
    }
    let kind = info & 0x0f;
    content(reader, kind, clock)?;
    Ok(kind == SHARED_TYPE)
}

const SHARED_TYPE: u8 = 7;

fn client(reader: &mut Reader<'_>) -> Result<(), Malformed> {
    if reader.number()? <= LARGEST_NUMBER { Ok(()) } else { Err(Malformed) }
}

fn id(reader: &mut Reader<'_>) -> Result<(), Malformed> {
    client(reader)?;
    reader.number()?;
    Ok(())
}

fn content(reader: &mut Reader<'_>, kind: u8, clock: &mut Clock) -> Result<(), Hostile> {
    let length = match kind {
        // Deleted.
        1 => reader.number()?,
        // String: Yjs counts UTF-16 units.
        4 => reader.text()?.encode_utf16().count() as u64,
        // Embed.
        5 => {
            json_depth(reader.text()?)?;
            1
        }
        // Format.
        6 => {
            reader.text()?;
            json_depth(reader.text()?)?;
            1
        }
        SHARED_TYPE => {
            shared_type(reader)?;
            1
        }
        // Any.
        8 => {
            let count = reader.count(1)?;
            for _ in 0..count {
                any(reader)?;
            }
            count
        }
        // JSON (legacy), binary, subdocument, move.
        other => return Err(Hostile::Content(other)),
    };
    clock.advance(length)
}

fn shared_type(reader: &mut Reader<'_>) -> Result<(), Hostile> {
    const ELEMENT: u8 = 3;
    const FRAGMENT: u8 = 4;
    const TEXT: u8 = 6;
    match u8::try_from(reader.number()?).map_err(|_| Malformed)? {
        ELEMENT => {
            reader.text()?;
            Ok(())
        }
        FRAGMENT | TEXT => Ok(()),
        other => Err(Hostile::SharedType(other)),
    }
}

/// Walks one value with its own stack of how many entries are left on each level.
fn any(reader: &mut Reader<'_>) -> Result<(), Hostile> {
    struct Level {
        left: u64,
        keyed: bool,
    }
    let mut levels: Vec<Level> = Vec::new();
    loop {
        let opened = match reader.byte()? {
            // Undefined, null, false, true.
            127 | 126 | 121 | 120 => None,
            // Integer.
            125 => {
                reader.number()?;
                None
            }
            // Float of 32, float and integer of 64 bits.
            124 => reader.skip(4).map(|()| None)?,
            123 | 122 => reader.skip(8).map(|()| None)?,
            119 => {
                reader.text()?;
                None
            }
            118 => Some(Level { left: reader.count(2)?, keyed: true }),
            117 => Some(Level { left: reader.count(1)?, keyed: false }),
            116 => {
                reader.buffer()?;
                None
            }
            _ => return Err(Malformed.into()),
        };
        if let Some(level) = opened {
            if levels.len() == MAX_VALUE_DEPTH {
                return Err(Hostile::TooDeep);
            }
            levels.push(level);
        }
        while levels.last().is_some_and(|level| level.left == 0) {
            levels.pop();
        }
        let Some(level) = levels.last_mut() else { return Ok(()) };
        level.left -= 1;
        if level.keyed {
            reader.text()?;
        }
    }
}

/// Counts brackets outside of strings; whether the rest is JSON is for the parser to say.
fn json_depth(text: &str) -> Result<(), Hostile> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > MAX_VALUE_DEPTH {
                    return Err(Hostile::TooDeep);
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn delete_set(reader: &mut Reader<'_>) -> Result<(), Hostile> {
    for _ in 0..reader.count(2)? {
        client(reader)?;
        for _ in 0..reader.count(2)? {
            Clock(reader.number()?).advance(reader.number()?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
