//! Numbers as people in Austria type them: `1.234,50` and `1234.5` are one number, `1234.5`.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::ValueError;

/// More digits than a browser's numbers hold exactly would change on the way.
const MAX_DIGITS: usize = 15;

/// A number that a custom field holds, to be compared by its size. So few digits are exact in it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(f64);

impl Number {
    /// The number that a value is, in the spelling in which it is stored; none if it is a text.
    pub fn of_value(value: &str) -> Option<Self> {
        let is_plain = value.bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
        if is_plain { value.parse().ok().map(Self) } else { None }
    }

    /// The number itself. A text field may hold `-0`, which is no other number than `0`.
    pub fn get(self) -> f64 {
        self.0 + 0.0
    }

    /// A whole number that orders as the numbers do.
    pub fn rank(self) -> u64 {
        let bits = self.get().to_bits();
        // Of negative numbers, the greater bits are the smaller number.
        if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
    }

    /// The number of a [`Self::rank`].
    pub fn of_rank(rank: u64) -> Self {
        Self(f64::from_bits(if rank >> 63 == 0 { !rank } else { rank & !(1 << 63) }))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl fmt::Display for Number {
    /// As a value is stored.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl TryFrom<String> for Number {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number = parse(&text)?;
        Self::of_value(&number).ok_or(ValueError::Number(number))
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.to_string()
    }
}

/// Reads a number with a decimal comma or a decimal point. Where a comma or blanks group or end the whole part, points
/// and blanks between groups of three digits are passed over.
pub(super) fn parse(input: &str) -> Result<String, ValueError> {
    let text = input.trim();
    let refused = || ValueError::Number(text.chars().take(40).collect());
    let (negative, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = split(unsigned).ok_or_else(refused)?;
    if (whole.is_empty() && fraction.is_empty()) || !is_digits(&whole) || !is_digits(fraction) {
        return Err(refused());
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let digits = whole.len() + fraction.len();
    if digits > MAX_DIGITS {
        return Err(ValueError::TooManyDigits { digits, limit: MAX_DIGITS });
    }
    let sign = if negative && digits > 0 { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{whole}{point}{fraction}"))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The whole part without its grouping, and the digits behind the comma or point.
fn split(text: &str) -> Option<(String, &str)> {
    if let Some((whole, fraction)) = text.split_once(',') {
        return Some((ungrouped(whole, &['.', ' ', '\u{a0}', '\u{202f}'])?, fraction));
    }
    let (whole, fraction) = match text.matches('.').count() {
        0 => (text, ""),
        1 => text.split_once('.')?,
        // Two points can only group.
        _ => return Some((ungrouped(text, &['.'])?, "")),
    };
    Some((ungrouped(whole, &[' ', '\u{a0}', '\u{202f}'])?, fraction))
}

/// None if something else than groups of three digits follows the first.
fn ungrouped(whole: &str, separators: &[char]) -> Option<String> {
    let mut groups = whole.split(separators);
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}
