//! VAT ids (Umsatzsteuer-Identifikationsnummern): shape for all, check digit for Austria and Germany.

use super::ValueError;
use super::email::shortened;

/// Removes blanks, dots and hyphens and checks the number.
///
/// Austria: `ATU` and eight digits, checked as the Bundesministerium für Finanzen publishes it (BMF, „UID-Konstruktion“).
/// Germany: `DE` and nine digits, ISO/IEC 7064 MOD 11,10. Elsewhere: a country code and 2 to 13 letters or digits.
pub fn parse_vat_id(input: &str) -> Result<String, ValueError> {
    let code: String =
        input.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-')).flat_map(char::to_uppercase).collect();
    let refused = || ValueError::VatId(shortened(input.trim()));
    if !code.is_ascii() || code.len() < 4 || code.len() > 15 {
        return Err(refused());
    }
    let (country, rest) = code.split_at(2);
    if !country.bytes().all(|byte| byte.is_ascii_uppercase()) || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Err(refused());
    }
    let checked = match country {
        "AT" => rest.strip_prefix('U').and_then(digits::<8>).map(austrian_check_holds),
        "DE" => digits::<9>(rest).map(german_check_holds),
        _ => Some(true),
    };
    match checked {
        Some(true) => Ok(code),
        Some(false) => Err(ValueError::VatIdChecksum(code)),
        None => Err(refused()),
    }
}

fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let digits: Option<Vec<u32>> = text.chars().map(|letter| letter.to_digit(10)).collect();
    digits?.try_into().ok()
}

fn austrian_check_holds(digits: [u32; 8]) -> bool {
    let sum: u32 = digits[..7]
        .iter()
        .enumerate()
        .map(|(index, digit)| if index % 2 == 0 { *digit } else { digit / 5 + digit * 2 % 10 })
        .sum();
    (10 - (sum + 4) % 10) % 10 == digits[7]
}

fn german_check_holds(digits: [u32; 9]) -> bool {
    let product = digits[..8].iter().fold(10, |product, digit| {
        let sum = match (digit + product) % 10 {
            0 => 10,
            sum => sum,
        };
        2 * sum % 11
    });
    (11 - product) % 10 == digits[8]
}
