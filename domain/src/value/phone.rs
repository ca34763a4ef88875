//! Phone numbers in any spelling, kept in one: `+43 1 2345678`.

use phonenumber::Mode;

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
    let (number, extension) = parts(text).ok_or_else(refused)?;
    let shown = international(number, country).ok_or_else(refused)?;
    // Some numbers that nobody has, as with too many zeros, would read differently the next time.
    if international(&shown, country).as_ref() != Some(&shown) {
        return Err(refused());
    }
    Ok(match extension {
        Some(extension) => format!("{shown} ext. {extension}"),
        None => shown,
    })
}

/// The number and its extension; `None` if there is anything else. `phonenumber` itself takes letters for keys of a
/// telephone and drops what it does not understand.
fn parts(text: &str) -> Option<(&str, Option<&str>)> {
    const EXTENSIONS: [&str; 7] = ["ext", "x", "dw", "durchwahl", "kl", "klappe", ";ext="];
    let is_number = |letter: char| {
        letter.is_ascii_digit() || letter.is_whitespace() || matches!(letter, '+' | '-' | '–' | '/' | '(' | ')' | '.')
    };
    let (number, rest) = text.split_at(text.find(|letter| !is_number(letter)).unwrap_or(text.len()));
    if rest.is_empty() {
        return Some((number, None));
    }
    let (word, extension) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit())?);
    let word = word.trim_end_matches(['.', ':', ' ']).to_lowercase();
    let is_extension = EXTENSIONS.contains(&word.as_str()) && extension.bytes().all(|byte| byte.is_ascii_digit());
    is_extension.then_some((number, Some(extension)))
}

/// A number with its country is read by that country's rules (Italy keeps the zero that Austria drops), another one by
/// those of `country`.
fn international(text: &str, country: Country) -> Option<String> {
    let abroad = text.strip_prefix("00").or_else(|| text.strip_prefix('+'));
    let number = match abroad {
        Some(rest) => phonenumber::parse(None, format!("+{}", rest.replacen("(0)", " ", 1))),
        None => phonenumber::parse(country.code().parse().ok(), text),
    };
    let number = number.ok()?;
    // Company numbers in Austria vary in length beyond what the metadata lists, so a possible number is enough.
    let digits = number.national().value().to_string().len();
    (3..=15).contains(&digits).then(|| number.format().mode(Mode::International).to_string())
}
