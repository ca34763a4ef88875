//! Phone numbers in any spelling, kept in one: `+43 1 2345678`.

use phonenumber::{Mode, country};

use super::email::shortened;
use super::{Country, ValueError};

/// Reads a number as it is written in `country` (a leading `0` is national) and returns the international spelling.
/// An extension stays, as ` ext. 12`.
pub fn parse_phone(input: &str, country: Country) -> Result<String, ValueError> {
    let text = input.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let refused = || ValueError::Phone(shortened(text));
    if text.chars().count() > 40 {
        return Err(refused());
    }
    let text = spelled(text).ok_or_else(refused)?;
    let region: Option<country::Id> = country.code().parse().ok();
    let number = phonenumber::parse(region, &text).map_err(|_| refused())?;
    // Company numbers in Austria vary in length beyond what the metadata lists, so a possible number is enough.
    let digits = number.national().value().to_string().len();
    if !(3..=15).contains(&digits) {
        return Err(refused());
    }
    Ok(number.format().mode(Mode::International).to_string())
}

/// The number with its extension as `phonenumber` reads it; `None` if there is anything else. `phonenumber` itself takes
/// letters for keys of a telephone and drops what it does not understand.
fn spelled(text: &str) -> Option<String> {
    const EXTENSIONS: [&str; 7] = ["ext", "x", "dw", "durchwahl", "kl", "klappe", ";ext="];
    let is_number = |letter: char| {
        letter.is_ascii_digit() || letter.is_whitespace() || matches!(letter, '+' | '-' | '–' | '/' | '(' | ')' | '.')
    };
    let (number, rest) = text.split_at(text.find(|letter| !is_number(letter)).unwrap_or(text.len()));
    if rest.is_empty() {
        return Some(number.to_owned());
    }
    let (word, extension) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit())?);
    let word = word.trim_end_matches(['.', ':', ' ']).to_lowercase();
    let is_extension = EXTENSIONS.contains(&word.as_str()) && extension.bytes().all(|byte| byte.is_ascii_digit());
    is_extension.then(|| format!("{} ext. {extension}", number.trim_end()))
}
