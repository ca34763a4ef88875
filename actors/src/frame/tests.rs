//! Tests of joining frames.

use super::*;

#[test]
fn frames_are_joined_in_order_up_to_the_size_of_a_piece() {
    let half = Bytes::from(vec![b'a'; MAX_JOINED_BYTES / 2]);
    let last = Bytes::from_static(b"b");
    let pieces = joined(&[half.clone(), half.clone(), last.clone()]);
    assert_eq!(pieces, [[half.clone(), half].concat(), last.to_vec()]);
}

#[test]
fn a_frame_that_is_longer_than_a_piece_goes_alone() {
    let long = Bytes::from(vec![b'a'; MAX_JOINED_BYTES + 1]);
    assert_eq!(joined(&[long.clone(), long.clone()]), [long.clone(), long]);
    assert!(joined(&[]).is_empty());
}
