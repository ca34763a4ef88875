//! What an editor writes passes; what could hurt is refused on the bytes (`[Y3]`).
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{Hostile, MAX_VALUE_DEPTH, Malformed, ROOT, check};
use crate::notes::fixtures::{ELEMENT, Editor, TEXT, inside, number, text, under_root, update_at, update_of};

fn refused(update: &[u8], reason: Hostile) {
    assert_eq!(check(update), Err(reason));
}

const MALFORMED: Hostile = Hostile::Malformed(Malformed);

/// A block of kind Any with one value.
fn value(any: &[u8]) -> Vec<u8> {
    under_root(8, ROOT, &[&[1], any].concat())
}

#[test]
fn what_an_editor_writes_passes_and_its_elements_are_counted() {
    let editor = Editor::new(5);
    let rich = editor.rich_text();
    assert_eq!(check(&rich), Ok(5));
    assert_eq!(check(&editor.paragraph("Grüße 😀")), Ok(2));
    assert_eq!(check(&editor.remove_first()), Ok(0));
    assert!(check(&editor.whole()).is_ok());
    assert_eq!(check(&[0, 0]), Ok(0), "nothing at all");
}

#[test]
fn every_kind_of_value_passes_up_to_the_depth() {
    let scalars: [&[u8]; 11] = [
        &[127],
        &[126],
        &[121],
        &[120],
        &[125, 0xbf, 0x01],
        &[124, 0, 0, 0, 0],
        &[123, 0, 0, 0, 0, 0, 0, 0, 0],
        &[122, 0, 0, 0, 0, 0, 0, 0, 0],
        &[119, 1, b'x'],
        &[116, 2, 0xff, 0xfe],
        &[117, 0],
    ];
    for scalar in scalars {
        assert_eq!(check(&update_of(&[value(scalar)])), Ok(0), "{scalar:?}");
    }
    for (open, close) in [(&[117, 1][..], &[120][..]), (&[118, 1, 1, b'k'], &[120]), (&[117, 1], &[118, 0])] {
        let opened = if close.len() == 2 { MAX_VALUE_DEPTH - 1 } else { MAX_VALUE_DEPTH };
        let deep = |levels: usize| update_of(&[value(&[&open.repeat(levels), close].concat())]);
        assert_eq!(check(&deep(opened)), Ok(0));
        refused(&deep(opened + 1), Hostile::TooDeep);
    }
}

#[test]
fn a_value_that_nests_through_tens_of_kilobytes_is_refused() {
    for kilobytes in [20, 40, 60] {
        let bytes = kilobytes << 10;
        refused(&update_of(&[value(&[117, 1].repeat(bytes / 2))]), Hostile::TooDeep);
        refused(&update_of(&[value(&[118, 1, 1, b'k'].repeat(bytes / 4))]), Hostile::TooDeep);
        for json in ["[".repeat(bytes), "{\"k\":".repeat(bytes / 5), "[{\"k\":".repeat(bytes / 6)] {
            let mut embed = Vec::new();
            text(&mut embed, &json);
            refused(&update_of(&[under_root(5, ROOT, &embed)]), Hostile::TooDeep);
            let mut format = Vec::new();
            text(&mut format, "bold");
            text(&mut format, &json);
            refused(&update_of(&[under_root(6, ROOT, &format)]), Hostile::TooDeep);
        }
    }
}

#[test]
fn brackets_in_a_text_do_not_nest() {
    let mut format = Vec::new();
    text(&mut format, "link");
    text(&mut format, &format!("{{\"href\":\"{}\\\"{}\"}}", "[".repeat(500), "{".repeat(500)));
    assert_eq!(check(&update_of(&[under_root(6, ROOT, &format)])), Ok(0));
}

#[test]
fn a_count_beyond_the_bytes_that_are_left_is_refused() {
    let mut huge = Vec::new();
    number(&mut huge, u64::from(u32::MAX));
    for count in [&huge[..], &[40]] {
        refused(count, MALFORMED);
        refused(&[&[1][..], count, &[7, 0]].concat(), MALFORMED);
        refused(&[&[0][..], count].concat(), MALFORMED);
        refused(&[&[0, 1, 7][..], count].concat(), MALFORMED);
        for kind in [117, 118, 119, 116] {
            refused(&update_of(&[value(&[&[kind][..], count].concat())]), MALFORMED);
        }
        refused(&update_of(&[under_root(8, ROOT, count)]), MALFORMED);
        refused(&update_of(&[under_root(4, ROOT, count)]), MALFORMED);
    }
    refused(&[0xff; 64], MALFORMED);
}

#[test]
fn only_the_content_of_rich_text_passes() {
    for kind in [2, 3, 9, 11, 12, 15] {
        refused(&update_of(&[under_root(kind, ROOT, &[1, 1, b'x'])]), Hostile::Content(kind));
    }
    for shared in [0, 1, 2, 5, 7, 9, 15] {
        refused(&update_of(&[under_root(7, ROOT, &[shared, 1, b'x'])]), Hostile::SharedType(shared));
    }
    assert_eq!(check(&update_of(&[under_root(7, ROOT, &ELEMENT), inside(7, 0, &TEXT)])), Ok(2));
}

#[test]
fn another_root_is_refused() {
    for root in ["", "note", "notes2", "prosemirror"] {
        refused(&update_of(&[under_root(7, root, &ELEMENT)]), Hostile::Root);
    }
}

/// `yrs` reads this mark in 32 bits and wraps around: what we step over as an id it would read as a name.
#[test]
fn a_mark_that_reads_differently_in_fewer_bits_is_refused() {
    let mut block = vec![7];
    number(&mut block, (1 << 32) | 1);
    block.extend([0, 0]);
    block.extend(ELEMENT);
    refused(&update_of(&[block]), MALFORMED);
}

#[test]
fn clocks_that_overflow_are_refused() {
    let element = || under_root(7, ROOT, &ELEMENT);
    refused(&update_at(u64::from(u32::MAX), &[element()]), Hostile::Clock);
    refused(&update_at(u64::MAX, &[element()]), Hostile::Clock);
    let mut skip = vec![10];
    number(&mut skip, u64::MAX);
    refused(&update_of(&[skip, element()]), Hostile::Clock);
    let mut deleted = vec![0, 1, 7, 1];
    number(&mut deleted, u64::from(u32::MAX / 2));
    deleted.push(1);
    refused(&deleted, Hostile::Clock);
}

#[test]
fn a_truncated_update_is_refused() {
    let editor = Editor::new(5);
    for update in [editor.rich_text(), editor.paragraph("x"), editor.remove_first(), editor.whole()] {
        for length in 0..update.len() {
            assert!(check(&update[..length]).is_err(), "{length} of {update:?}");
        }
        assert!(check(&[&update[..], &[0]].concat()).is_err(), "and so are bytes behind it");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_are_checked_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = check(&bytes);
    }
}
