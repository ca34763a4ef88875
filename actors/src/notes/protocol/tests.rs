//! What is written reads back, and what is not of the protocol is refused.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

#[test]
fn what_is_written_reads_back() {
    let state_vector = [1, 5, 9];
    assert_eq!(parse(&ask(&state_vector)).unwrap(), [Incoming::Ask(&state_vector)]);
    assert_eq!(parse(&answer(b"abc")).unwrap(), [Incoming::Update(b"abc")]);
    assert_eq!(parse(&update(&[7; 300])).unwrap(), [Incoming::Update(&[7; 300])]);
    let shown = || {
        [
            Presence { client: 1, clock: 2, state: "{\"user\":{\"name\":\"Änne\"}}" },
            Presence { client: 0x1f_ffff_ffff_ffff, clock: 300, state: "null" },
        ]
    };
    assert_eq!(parse(&awareness(shown().into_iter())).unwrap(), [Incoming::Awareness(shown().into())]);
}

#[test]
fn several_messages_share_a_frame_and_keep_their_order() {
    let frame = [update(b"1"), vec![3], ask(&[0]), update(b"2")].concat();
    let expected = [Incoming::Update(b"1"), Incoming::QueryAwareness, Incoming::Ask(&[0]), Incoming::Update(b"2")];
    assert_eq!(parse(&frame).unwrap(), expected);
    assert_eq!(parse(&[]).unwrap(), []);
}

#[test]
fn what_a_client_says_about_rights_is_stepped_over() {
    let denied = [&[2, 0, 2][..], b"no"].concat();
    assert_eq!(parse(&[&denied[..], &update(b"1")].concat()).unwrap(), [Incoming::Update(b"1")]);
    assert_eq!(parse(&[2, 1]).unwrap(), []);
}

#[test]
fn what_is_not_of_the_protocol_is_refused() {
    let malformed: &[&[u8]] = &[
        &[4],
        &[0],
        &[0, 3, 0],
        &[0, 2, 5, 1],
        &[0, 0, 1, 200],
        &[0, 0, 3, 1, 5, 5, 9],
        &[0, 0, 4, 1, 5, 5, 9],
        &[0, 0, 2, 0, 0],
        &[1],
        &[1, 1, 9],
        &[1, 5, 1, 1, 1, 1, 0xff],
        &[2, 0, 9, b'x'],
        &[0xff; 11],
        b"{\"type\":\"ping\"}",
    ];
    for frame in malformed {
        assert_eq!(parse(frame), Err(Malformed), "{frame:?}");
    }
    let whole = [update(b"abc"), awareness([Presence { client: 1, clock: 1, state: "{}" }].into_iter())].concat();
    for length in 1..whole.len() {
        assert_eq!(parse(&whole[..length]).is_ok(), length == update(b"abc").len(), "{length}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn any_number_reads_back(number in any::<u64>()) {
        let mut written = Vec::new();
        write_number(&mut written, number);
        let mut reader = Reader::new(&written);
        prop_assert_eq!(reader.number(), Ok(number));
        prop_assert!(reader.is_empty());
    }
}
