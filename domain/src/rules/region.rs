//! Sets of postal codes of one country, as people write them: `1010`, `1010-1230`, `80*`, and `!8045` to leave one out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::MAX_CODES;
use super::codes::Codes;
use crate::value::{Country, ValueError, parse_postal_code};

/// Postal codes of a country; without any entry, the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Region {
    #[schema(value_type = String, example = "AT")]
    pub country: Country,
    /// Each is a code, a range with both ends, a prefix, or one of these with a `!` before it, which leaves them out.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// Why a region was refused. The text is for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionRefusal {
    #[error("{0}")]
    Code(#[source] ValueError),
    #[error("“{entry}” begins with {first}, which lies after {last}; write the smaller code first")]
    Reversed { entry: String, first: String, last: String },
    #[error("“{entry}” belongs to {named}, and this set is of {country}; give {named} a set of its own")]
    WrongCountry { entry: String, named: Country, country: Country },
    #[error("“{entry}” is no prefix; write up to {limit} digits and a star, as in 80*")]
    Prefix { entry: String, limit: usize },
    #[error("ranges are known for AT, DE, CH and LI; list the codes of {0}, or their beginnings as in AB1*")]
    NoRanges(Country),
    #[error("{count} entries are too many; at most {MAX_CODES} are kept")]
    TooMany { count: usize },
    #[error("these entries leave no postal code of {0}")]
    Nothing(Country),
}

impl RegionRefusal {
    /// The same for a program: which reason it is, and the values that belong to it.
    pub fn reason(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let of = |country: &Country| ("country", country.to_string());
        match self {
            Self::Code(ValueError::PostalCode { code, country, digits }) => {
                ("postal_code", vec![("entry", code.clone()), of(country), ("digits", digits.to_string())])
            }
            Self::Code(_) => ("foreign_postal_code", Vec::new()),
            Self::Reversed { entry, first, last } => {
                ("reversed", vec![("entry", entry.clone()), ("first", first.clone()), ("last", last.clone())])
            }
            Self::WrongCountry { entry, named, country } => {
                ("wrong_country", vec![("entry", entry.clone()), ("named", named.to_string()), of(country)])
            }
            Self::Prefix { entry, limit } => ("prefix", vec![("entry", entry.clone()), ("limit", limit.to_string())]),
            Self::NoRanges(country) => ("no_ranges", vec![of(country)]),
            Self::TooMany { count } => {
                ("too_many_codes", vec![("count", count.to_string()), ("limit", MAX_CODES.to_string())])
            }
            Self::Nothing(country) => ("nothing", vec![of(country)]),
        }
    }
}

/// A region that is ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Postal {
    /// The whole country, codes that are missing too.
    Everywhere,
    /// Where codes are numbers of a fixed length.
    Numbers(Codes),
    /// Elsewhere: codes and beginnings, and those left out.
    Words { takes: Words, leaves: Words },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    exact: BTreeSet<String>,
    prefixes: BTreeSet<String>,
}

impl Words {
    fn contain(&self, code: &str) -> bool {
        self.exact.contains(code) || self.prefixes.iter().any(|prefix| code.starts_with(prefix.as_str()))
    }

    fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.prefixes.is_empty()
    }
}

impl Postal {
    /// `number` is the code where it has the digits of its country.
    pub fn contains(&self, code: Option<&str>, number: Option<u32>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Numbers(codes) => number.is_some_and(|number| codes.contains(number)),
            Self::Words { takes, leaves } => {
                code.is_some_and(|code| (takes.is_empty() || takes.contain(code)) && !leaves.contain(code))
            }
        }
    }
}

/// All numbers that a country's codes may be, where they are numbers.
pub fn all_codes(country: Country) -> Option<Codes> {
    match country {
        Country::AT | Country::CH => Some(Codes::new([(1000, 9999)])),
        Country::LI => Some(Codes::new([(9485, 9498)])),
        Country::DE => Some(Codes::new([(1001, 99_998)])),
        _ => None,
    }
}

/// A number as a postal code of the country: a German leading zero stays.
pub fn written(country: Country, number: u32) -> String {
    format!("{number:0width$}", width = country.postal_code_digits().unwrap_or(0))
}

impl Region {
    /// The region in its one spelling.
    pub fn checked(&self) -> Result<Self, RegionRefusal> {
        let entries: Vec<&str> = self.codes.iter().flat_map(|line| line.split([',', ';', '\n'])).collect();
        let entries: Vec<&str> = entries.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).collect();
        if entries.len() > MAX_CODES {
            return Err(RegionRefusal::TooMany { count: entries.len() });
        }
        let mut codes: Vec<String> = Vec::with_capacity(entries.len());
        for entry in entries {
            let entry = Entry::parse(entry, self.country)?.to_string();
            if !codes.contains(&entry) {
                codes.push(entry);
            }
        }
        let checked = Self { country: self.country, codes };
        match checked.compile()? {
            Postal::Numbers(codes) if codes.is_empty() => Err(RegionRefusal::Nothing(self.country)),
            _ => Ok(checked),
        }
    }

    pub fn compile(&self) -> Result<Postal, RegionRefusal> {
        if self.codes.is_empty() {
            return Ok(Postal::Everywhere);
        }
        let entries =
            self.codes.iter().map(|entry| Entry::parse(entry, self.country)).collect::<Result<Vec<_>, _>>()?;
        let (leaves, takes): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.is_left_out);
        let Some(all) = all_codes(self.country) else {
            return Ok(Postal::Words { takes: words(takes), leaves: words(leaves) });
        };
        let digits = self.country.postal_code_digits().unwrap_or(0);
        let numbers = |entries: &[Entry]| Codes::new(entries.iter().filter_map(|entry| entry.range(digits)));
        // Exclusions alone leave something out of the whole country.
        let whole = if takes.is_empty() { all } else { numbers(&takes) };
        Ok(Postal::Numbers(whole.without(&numbers(&leaves))))
    }

    /// Pairs of entries that take the same codes: one of each pair is superfluous or mistyped.
    pub fn overlaps(&self) -> Vec<(String, String)> {
        let digits = self.country.postal_code_digits().unwrap_or(0);
        let entries: Vec<_> = self.codes.iter().filter_map(|entry| Entry::parse(entry, self.country).ok()).collect();
        let ranges: Vec<_> = entries
            .iter()
            .filter(|entry| !entry.is_left_out)
            .filter_map(|entry| Some((entry.range(digits)?, entry.to_string())))
            .collect();
        let mut pairs = Vec::new();
        for (index, ((first, last), one)) in ranges.iter().enumerate() {
            let meets = |((from, to), _): &&((u32, u32), String)| from <= last && first <= to;
            pairs.extend(ranges[index + 1..].iter().filter(meets).map(|(_, other)| (one.clone(), other.clone())));
        }
        pairs
    }
}

fn words(entries: Vec<Entry>) -> Words {
    let mut words = Words::default();
    for entry in entries {
        match entry.part {
            Part::Exact(code) => words.exact.insert(code),
            Part::Prefix(prefix) => words.prefixes.insert(prefix),
            Part::Range(first, _) => words.exact.insert(first),
        };
    }
    words
}

struct Entry {
    is_left_out: bool,
    part: Part,
}

enum Part {
    Exact(String),
    Prefix(String),
    Range(String, String),
}

impl Entry {
    fn parse(text: &str, country: Country) -> Result<Self, RegionRefusal> {
        let text = text.trim();
        let (is_left_out, rest) = match text.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, text),
        };
        let rest = rest.to_uppercase();
        if let Some(named) = other_country(&rest, country) {
            return Err(RegionRefusal::WrongCountry { entry: text.to_owned(), named, country });
        }
        let part = if let Some(digits) = country.postal_code_digits() {
            Self::parse_number(text, without_prefix(&rest, country), country, digits)?
        } else if let Some(prefix) = rest.strip_suffix('*') {
            let prefix = parse_postal_code(prefix, country).map_err(RegionRefusal::Code)?;
            Part::Prefix(prefix)
        } else if rest.contains("..") || rest.contains('–') {
            return Err(RegionRefusal::NoRanges(country));
        } else {
            Part::Exact(parse_postal_code(&rest, country).map_err(RegionRefusal::Code)?)
        };
        Ok(Self { is_left_out, part })
    }

    fn parse_number(entry: &str, rest: &str, country: Country, digits: usize) -> Result<Part, RegionRefusal> {
        if let Some(prefix) = rest.strip_suffix('*') {
            let prefix = prefix.trim();
            let fits = !prefix.is_empty() && prefix.len() < digits && prefix.bytes().all(|byte| byte.is_ascii_digit());
            return if fits {
                Ok(Part::Prefix(prefix.to_owned()))
            } else {
                Err(RegionRefusal::Prefix { entry: entry.to_owned(), limit: digits - 1 })
            };
        }
        let code = |text: &str| parse_postal_code(text, country).map_err(RegionRefusal::Code);
        let Some((first, last)) = rest.split_once(['-', '–']) else { return Ok(Part::Exact(code(rest)?)) };
        let (first, last) = (code(first)?, code(last)?);
        // Equally long digits order as their numbers do.
        if first > last {
            return Err(RegionRefusal::Reversed { entry: entry.to_owned(), first, last });
        }
        Ok(if first == last { Part::Exact(first) } else { Part::Range(first, last) })
    }

    /// The numbers of an entry whose codes have so many digits.
    fn range(&self, digits: usize) -> Option<(u32, u32)> {
        let number = |text: &str| text.parse::<u32>().ok();
        match &self.part {
            Part::Exact(code) => number(code).map(|code| (code, code)),
            Part::Range(first, last) => Some((number(first)?, number(last)?)),
            Part::Prefix(prefix) => {
                let missing = digits.checked_sub(prefix.len())?;
                let span = 10_u32.checked_pow(u32::try_from(missing).ok()?)?;
                let first = number(prefix)? * span;
                Some((first, first + span - 1))
            }
        }
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_left_out {
            out.write_str("!")?;
        }
        match &self.part {
            Part::Exact(code) => out.write_str(code),
            Part::Prefix(prefix) => write!(out, "{prefix}*"),
            Part::Range(first, last) => write!(out, "{first}-{last}"),
        }
    }
}

/// How people mark the country before a code.
const MARKS: [(&str, Country); 8] = [
    ("AT", Country::AT),
    ("A", Country::AT),
    ("DE", Country::DE),
    ("D", Country::DE),
    ("CH", Country::CH),
    ("LI", Country::LI),
    ("FL", Country::LI),
    ("LIE", Country::LI),
];

fn mark_of(text: &str) -> Option<(&str, Country)> {
    let letters = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let (mark, rest) = text.split_at(letters);
    let country = MARKS.iter().find(|(known, _)| *known == mark).map(|(_, country)| *country)?;
    Some((rest.trim_start_matches(['-', ' ', '–']), country))
}

fn other_country(text: &str, country: Country) -> Option<Country> {
    country.postal_code_digits()?;
    mark_of(text).map(|(_, named)| named).filter(|named| *named != country)
}

fn without_prefix(text: &str, country: Country) -> &str {
    mark_of(text).filter(|(_, named)| *named == country).map_or(text, |(rest, _)| rest)
}
