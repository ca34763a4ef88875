//! Tests of the moments at which commits begin.

use super::*;

#[test]
fn a_contact_that_few_watch_never_waits() {
    let (mut gather, now) = (Gather::default(), Instant::now());
    gather.begin(now);
    assert_eq!(gather.turn(CROWD - 1, now), Turn::Now);
}

#[test]
fn a_crowded_contact_begins_at_once_after_a_pause() {
    let (mut gather, now) = (Gather::default(), Instant::now());
    assert_eq!(gather.turn(CROWD, now), Turn::Now);
    gather.begin(now);
    assert_eq!(gather.turn(CROWD, now + APART), Turn::Now);
}

#[test]
fn commits_of_a_crowded_contact_begin_apart_and_one_of_them_is_waited_for() {
    let (mut gather, now) = (Gather::default(), Instant::now());
    gather.begin(now);
    assert_eq!(gather.turn(CROWD, now + APART / 5), Turn::In(APART * 4 / 5));
    assert_eq!(gather.turn(CROWD, now + APART / 2), Turn::Later);
    gather.waited();
    assert_eq!(gather.turn(CROWD, now + APART), Turn::Now);
}
