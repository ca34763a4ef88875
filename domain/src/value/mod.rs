//! Values of fields: each parses what a person types, normalises it, and says what is wrong in words that help.

mod birthday;
mod country;
mod email;
mod phone;
mod postal_code;
mod text;
mod vat_id;
mod website;

pub use birthday::Birthday;
pub use country::Country;
pub use email::parse_email;
pub use phone::parse_phone;
pub use postal_code::parse_postal_code;
pub use text::{parse_line, parse_tag};
pub use vat_id::parse_vat_id;
pub use website::parse_website;

/// Why a value was refused. The text is for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("“{0}” is not an e-mail address; it needs one @ and a domain, as in office@example.at")]
    Email(String),
    #[error("“{0}” is not a phone number; write it as +43 1 234567 or 01 234567")]
    Phone(String),
    #[error("“{code}” is not a postal code of {country}; it has {digits} digits")]
    PostalCode { code: String, country: Country, digits: usize },
    #[error("“{0}” is not a postal code; use letters, digits, spaces and hyphens, 10 at most")]
    ForeignPostalCode(String),
    #[error("“{0}” is not a country; use the two-letter code, as in AT, DE, CH")]
    Country(String),
    #[error("“{0}” is not a date; write it as 24.12.1980 or 1980-12-24, without the year as 24.12.")]
    Date(String),
    #[error("“{0}” is not a VAT id; it starts with the country, as in ATU12345675 or DE136695976")]
    VatId(String),
    #[error("“{0}” is not a valid VAT id: its check digit does not fit, a digit may be mistyped")]
    VatIdChecksum(String),
    #[error("“{0}” is not a web address; write it as https://example.at")]
    Website(String),
    #[error("the text has {length} characters; at most {limit} are kept")]
    TooLong { length: usize, limit: usize },
    #[error("the list has {length} entries; at most {limit} are kept")]
    TooMany { length: usize, limit: usize },
    #[error("this must not be empty")]
    Empty,
    #[error("the text holds a control character, such as a line break or a tab")]
    ControlCharacter,
    #[error("this field takes {0}")]
    WrongShape(&'static str),
    #[error("“{0}” is not a number; write it as 1234,5 or 1234.5")]
    Number(String),
    #[error("the number has {digits} digits; at most {limit} are kept")]
    TooManyDigits { digits: usize, limit: usize },
    #[error("“{0}” is not a date; write it as 24.12.1980 or 1980-12-24")]
    FullDate(String),
    #[error("“{value}” is not offered; choose one of {choices}")]
    NotOffered { value: String, choices: String },
    #[error("there is no such custom field")]
    NoSuchCustomField,
    #[error("“{0}” is archived and takes no new value; it can be emptied")]
    Archived(String),
    #[error("only {0} have this field")]
    OnlyFor(&'static str),
    #[error("“{value}” is not one of {allowed}")]
    NotAChoice { value: String, allowed: &'static str },
}

#[cfg(test)]
mod tests;
