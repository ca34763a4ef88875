//! Birthdays, with or without the year.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::ValueError;
use super::email::shortened;

/// A day of a month, and the year if it is known. Written as in vCard: `1980-12-24`, or `--12-24` (RFC 6350, 4.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Birthday {
    pub year: Option<i32>,
    pub month: u32,
    pub day: u32,
}

impl Birthday {
    /// Reads `24.12.1980`, `24.12.`, `1980-12-24`, `--12-24`, `19801224`, `--1224`; a time behind the date is dropped.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = input.trim();
        let refused = || ValueError::Date(shortened(text));
        let (year, month, day) = split(text).ok_or_else(refused)?;
        // Without a year, 29 February must be possible.
        let checked = NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day).ok_or_else(refused)?;
        if year.is_some() && !(1850..=2200).contains(&checked.year()) {
            return Err(refused());
        }
        Ok(Self { year, month, day })
    }
}

type Parts = (Option<i32>, u32, u32);

fn split(text: &str) -> Option<Parts> {
    if text.contains('.') { dotted(text).or_else(|| hyphenated(text)) } else { hyphenated(text) }
}

fn number(digits: &str) -> Option<u32> {
    digits.trim().parse().ok()
}

fn dotted(text: &str) -> Option<Parts> {
    let mut parts = text.split('.');
    let day = number(parts.next()?)?;
    let month = number(parts.next()?)?;
    let year = match parts.next().map(str::trim) {
        None | Some("") => None,
        Some(year) if year.len() == 4 => Some(year.parse().ok()?),
        Some(_) => return None,
    };
    parts.next().is_none().then_some((year, month, day))
}

fn hyphenated(text: &str) -> Option<Parts> {
    let date = text.split(['T', ' ']).next()?;
    if let Some(rest) = date.strip_prefix("--") {
        let rest = rest.replace('-', "");
        return (rest.len() == 4 && rest.is_ascii())
            .then(|| Some((None, number(&rest[..2])?, number(&rest[2..])?)))
            .flatten();
    }
    let digits = date.replace('-', "");
    (digits.len() == 8 && digits.is_ascii())
        .then(|| Some((Some(digits[..4].parse().ok()?), number(&digits[4..6])?, number(&digits[6..])?)))
        .flatten()
}

impl fmt::Display for Birthday {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(out, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(out, "--{:02}-{:02}", self.month, self.day),
        }
    }
}

impl TryFrom<String> for Birthday {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Birthday> for String {
    fn from(birthday: Birthday) -> Self {
        birthday.to_string()
    }
}
