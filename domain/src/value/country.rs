//! Countries by their ISO 3166-1 alpha-2 code.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ValueError;
use super::email::shortened;

/// Two capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Country([u8; 2]);

impl Country {
    pub const AT: Self = Self(*b"AT");
    pub const DE: Self = Self(*b"DE");
    pub const CH: Self = Self(*b"CH");
    pub const LI: Self = Self(*b"LI");

    /// Reads a code, a vehicle code or a name in German or English of the countries that our users write to most.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = input.trim();
        let lower = text.to_lowercase();
        if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == lower) {
            return Ok(Self(**code));
        }
        match text.as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Ok(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => Err(ValueError::Country(shortened(text))),
        }
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country code is two ASCII letters")
    }

    /// How many digits a postal code has; `None` where we do not check.
    pub fn postal_code_digits(self) -> Option<usize> {
        match self {
            Self::AT | Self::CH | Self::LI => Some(4),
            Self::DE => Some(5),
            _ => None,
        }
    }
}

/// Names as they stand in address books, lower case.
const NAMES: &[(&str, &[u8; 2])] = &[
    ("a", b"AT"),
    ("österreich", b"AT"),
    ("oesterreich", b"AT"),
    ("austria", b"AT"),
    ("d", b"DE"),
    ("deutschland", b"DE"),
    ("germany", b"DE"),
    ("schweiz", b"CH"),
    ("switzerland", b"CH"),
    ("suisse", b"CH"),
    ("fl", b"LI"),
    ("liechtenstein", b"LI"),
    ("italien", b"IT"),
    ("italy", b"IT"),
    ("südtirol", b"IT"),
    ("ungarn", b"HU"),
    ("hungary", b"HU"),
    ("slowenien", b"SI"),
    ("slovenia", b"SI"),
    ("slowakei", b"SK"),
    ("slovakia", b"SK"),
    ("tschechien", b"CZ"),
    ("czechia", b"CZ"),
    ("polen", b"PL"),
    ("poland", b"PL"),
    ("frankreich", b"FR"),
    ("france", b"FR"),
    ("niederlande", b"NL"),
    ("netherlands", b"NL"),
    ("kroatien", b"HR"),
    ("croatia", b"HR"),
    ("vereinigtes königreich", b"GB"),
    ("united kingdom", b"GB"),
    ("usa", b"US"),
    ("vereinigte staaten", b"US"),
    ("united states", b"US"),
];

impl fmt::Display for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl TryFrom<String> for Country {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}
