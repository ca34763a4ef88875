//! Single lines of text: names, streets, tags.

use super::ValueError;

/// Trims, joins runs of blanks, and refuses control characters and anything over `limit` characters.
pub fn parse_line(input: &str, limit: usize) -> Result<String, ValueError> {
    if input.trim().chars().any(char::is_control) {
        return Err(ValueError::ControlCharacter);
    }
    let line = input.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(ValueError::Empty),
        length if length > limit => Err(ValueError::TooLong { length, limit }),
        _ => Ok(line),
    }
}

/// A tag: one line of at most 40 characters, without a leading `#`.
pub fn parse_tag(input: &str) -> Result<String, ValueError> {
    parse_line(input.trim_start_matches(|letter: char| letter == '#' || letter.is_whitespace()), 40)
}
