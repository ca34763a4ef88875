use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{day_of, start_of};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_day_begins_at_midnight_in_vienna() {
    assert_eq!(start_of(day("2026-01-15")), at("2026-01-14T23:00:00Z"));
    assert_eq!(start_of(day("2026-07-15")), at("2026-07-14T22:00:00Z"));
    assert_eq!(day_of(at("2026-01-14T22:59:59Z")), day("2026-01-14"));
    assert_eq!(day_of(at("2026-01-14T23:00:00Z")), day("2026-01-15"));
}

#[test]
fn a_day_on_which_the_clock_changes_is_shorter_or_longer() {
    let length = |from: &str, to: &str| start_of(day(to)) - start_of(day(from));
    assert_eq!(length("2026-03-29", "2026-03-30"), TimeDelta::hours(23));
    assert_eq!(length("2026-10-25", "2026-10-26"), TimeDelta::hours(25));
}
