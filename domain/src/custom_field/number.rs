//! Numbers as people in Austria type them: `1.234,50` and `1234.5` are one number, `1234.5`.

use crate::value::ValueError;

/// More digits than a browser's numbers hold exactly would change on the way.
const MAX_DIGITS: usize = 15;

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
