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
    let region: Option<country::Id> = country.code().parse().ok();
    let number = phonenumber::parse(region, text).map_err(|_| refused())?;
    // Company numbers in Austria vary in length beyond what the metadata lists, so a possible number is enough.
    let digits = number.national().value().to_string().len();
    if !(3..=15).contains(&digits) {
        return Err(refused());
    }
    Ok(number.format().mode(Mode::International).to_string())
}
