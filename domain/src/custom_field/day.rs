//! Dates as people in Austria type them: `2026-03-15` and `15.3.2026` are one day, `2026-03-15`.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::value::ValueError;

/// A day in the one spelling in which it is stored. Texts like it are in the order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(String);

impl Day {
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = input.trim();
        // Without these bounds, a date that reads back differently would pass.
        let is_plain =
            |text: &str| text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
        let date = if is_plain(text) {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y")).ok()
        } else {
            None
        };
        date.filter(|date| (1000..=9999).contains(&date.year()))
            .map(|date| Self(date.to_string()))
            .ok_or_else(|| ValueError::FullDate(text.chars().take(40).collect()))
    }

    /// `2026-03-15`
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for Day {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0
    }
}
