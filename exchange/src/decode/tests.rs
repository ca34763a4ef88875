//! Encodings, and files that are no text.

use super::*;

fn check(bytes: &[u8], expected: &Result<(&str, TextEncoding), ReadError>) {
    let found = text(bytes);
    let found = found.as_ref().map(|(text, encoding)| (text.as_ref(), *encoding)).map_err(Clone::clone);
    assert_eq!(found, *expected, "{bytes:?}");
}

#[test]
fn the_encoding_follows_from_the_bytes() {
    check("Größe".as_bytes(), &Ok(("Größe", TextEncoding::Utf8)));
    check(b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe", &Ok(("Größe", TextEncoding::Utf8)));
    check(b"Gr\xf6\xdfe \x80", &Ok(("Größe €", TextEncoding::Windows1252)));
    check(b"\xff\xfeO\0r\0t\0", &Ok(("Ort", TextEncoding::Utf16)));
    check(b"\xfe\xff\0O\0r\0t", &Ok(("Ort", TextEncoding::Utf16)));
}

#[test]
fn a_letter_cut_at_the_end_does_not_change_the_encoding() {
    check(b"Gr\xc3\xb6\xc3", &Ok(("Grö", TextEncoding::Utf8)));
    check(b"\xef\xbb\xbfGr\xc3", &Ok(("Gr", TextEncoding::Utf8)));
    check(b"Caf\xe9", &Ok(("Café", TextEncoding::Windows1252)));
}

#[test]
fn a_text_marked_as_utf8_must_be_utf8() {
    check(b"\xef\xbb\xbfName\nGr\xf6\xdfe\n", &Err(ReadError::BrokenUtf8 { line: 2 }));
}

#[test]
fn what_is_no_text_is_refused() {
    check(b"", &Err(ReadError::Empty));
    check(b"\xef\xbb\xbf \r\n\t", &Err(ReadError::Empty));
    check(b"PK\x03\x04\x14\0\x06\0", &Err(ReadError::Workbook));
    check(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1], &Err(ReadError::Workbook));
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &Err(ReadError::NotText));
    check(b"\x01\x02\x03 text", &Err(ReadError::NotText));
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let bytes = vec![0; MAX_FILE_BYTES + 1];
    check(&bytes, &Err(ReadError::TooLarge { bytes: MAX_FILE_BYTES + 1, limit: MAX_FILE_BYTES }));
}

#[test]
fn lines_that_end_in_a_carriage_return_alone_are_lines() {
    check(b"Name\rEva\r", &Ok(("Name\nEva\n", TextEncoding::Utf8)));
}
