//! Postal codes: text keyed by country, never a number (a German leading zero stays).

use super::email::shortened;
use super::{Country, ValueError};

/// Normalises `A-1010`, `D 80331`, `CH-8001` to the digits and checks their count for AT, DE, CH and LI.
/// Elsewhere letters, digits, blanks and hyphens are kept as written, in capitals.
pub fn parse_postal_code(input: &str, country: Country) -> Result<String, ValueError> {
    let text = input.trim().to_uppercase();
    let Some(digits) = country.postal_code_digits() else {
        let fits = text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-'));
        return if fits && !text.is_empty() && text.len() <= 10 {
            Ok(text)
        } else {
            Err(ValueError::ForeignPostalCode(shortened(input)))
        };
    };
    let code = without_country_prefix(&text, country);
    if code.len() == digits && code.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(code.to_owned())
    } else {
        Err(ValueError::PostalCode { code: shortened(input.trim()), country, digits })
    }
}

fn without_country_prefix(text: &str, country: Country) -> &str {
    let vehicle_code = match country {
        Country::AT => "A",
        Country::DE => "D",
        Country::LI => "FL",
        _ => country.code(),
    };
    [country.code(), vehicle_code]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .map_or(text, |rest| rest.trim_start_matches(['-', ' ', '–']))
}
