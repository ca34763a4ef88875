//! Bytes to text: finds the encoding, and turns away what is no text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::read::ReadError;

/// A larger file is refused; 50,000 contacts have about 10 MB, a phone's address book with photos up to 100 MB.
pub const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Utf16,
    /// What spreadsheets on Windows write as "CSV" in Western Europe; taken when the text is not UTF-8.
    Windows1252,
}

/// The text without a byte order mark, with `\n` or `\r\n` at the end of its lines.
pub(crate) fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, TextEncoding), ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len(), limit: MAX_FILE_BYTES });
    }
    if is_workbook(bytes) {
        return Err(ReadError::Workbook);
    }
    let (text, encoding) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == UTF_8 => (marked_utf8(&bytes[length..])?, TextEncoding::Utf8),
        Some((utf16, length)) => {
            // Half a letter at the end of a file that was cut is none.
            let whole = bytes.len() - bytes.len() % 2;
            let (text, _) = utf16.decode_without_bom_handling(&bytes[length..whole]);
            (text, TextEncoding::Utf16)
        }
        None => unmarked(bytes),
    };
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if is_binary(&text) {
        return Err(ReadError::NotText);
    }
    // Old Macintosh programs end lines with `\r` alone.
    if text.contains('\r') && !text.contains('\n') {
        return Ok((Cow::Owned(text.replace('\r', "\n")), encoding));
    }
    Ok((text, encoding))
}

fn marked_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // The file ends in the middle of a letter: its last row is incomplete, which the row will tell.
        Err(error) if error.error_len().is_none() => Ok(valid_part(bytes, error)),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            Err(ReadError::BrokenUtf8 { line: line as u64 })
        }
    }
}

fn unmarked(bytes: &[u8]) -> (Cow<'_, str>, TextEncoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), TextEncoding::Utf8),
        // Cut in the middle of a letter. That it was UTF-8 is shown by other letters beyond ASCII.
        Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
            (valid_part(bytes, error), TextEncoding::Utf8)
        }
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, TextEncoding::Windows1252),
    }
}

fn valid_part(bytes: &[u8], error: std::str::Utf8Error) -> Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..error.valid_up_to()])
}

/// A zip archive (xlsx, ods) or an OLE file (xls).
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

fn is_binary(text: &str) -> bool {
    const SAMPLE_CHARACTERS: usize = 64 * 1024;
    let odd = text
        .chars()
        .take(SAMPLE_CHARACTERS)
        .filter(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}'))
        .count();
    // A stray control character may stand in a cell, whose check will name it; many make no text.
    text.contains('\0') || odd * 100 > text.chars().take(SAMPLE_CHARACTERS).count()
}

#[cfg(test)]
mod tests;
