//! Days: those of the people who work with Kontor.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Where a day begins and ends.
pub const ZONE: Tz = chrono_tz::Europe::Vienna;

pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

/// The first moment of a day.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // Where the clock is put forward at midnight, the day begins an hour later.
    let first = ZONE.from_local_datetime(&midnight).earliest();
    let first = first.or_else(|| ZONE.from_local_datetime(&(midnight + TimeDelta::hours(1))).earliest());
    first.map_or_else(|| midnight.and_utc(), |first| first.to_utc())
}

#[cfg(test)]
mod tests;
