//! Spellings: what dates, whole numbers, lists and choices look like in files, turned into what `domain` reads.

use domain::contact::{ContactKind, Department, Field};
use domain::search::fold;
use domain::value::Country;

pub(crate) fn one_line(text: &str, separator: &str) -> String {
    let lines = text.split(['\n', '\r', '\t', '\u{b}']).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(separator)
}

/// The entries of a list in one cell. A line break parts them for certain; without one, `:::` (Google), `;` and `,` do.
pub(crate) fn parts(field: Field, text: &str) -> Vec<&str> {
    let parts: Vec<&str> = if text.contains('\n') {
        text.split('\n').collect()
    } else if text.contains(":::") {
        text.split(":::").map(|part| part.trim().trim_start_matches("* ")).collect()
    } else if field == Field::Emails && text.contains('"') {
        // A quoted local part may hold the separators.
        vec![text]
    } else {
        text.split([';', ',']).collect()
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        // Google's group of all contacts says nothing.
        .filter(|part| field != Field::Tags || part.trim_start_matches("* ") != "myContacts")
        .collect()
}

/// `1010,00` and `1010.0`, as spreadsheets write a whole number, without the decimals. `100.00` may be an account with
/// its sub-account and stays.
pub(crate) fn whole_number(text: &str) -> &str {
    let text = text.trim();
    match text.split_once([',', '.']) {
        Some((whole, decimals))
            if !whole.is_empty()
                && !decimals.is_empty()
                && whole.bytes().all(|byte| byte.is_ascii_digit())
                && decimals.bytes().all(|byte| byte == b'0')
                && (text.contains(',') || decimals == "0") =>
        {
            whole
        }
        _ => text,
    }
}

/// The country in front of a postal code, as in `D-80331`.
pub(crate) fn country_of_code(code: &str) -> Option<Country> {
    let (prefix, _) = code.trim().split_once(['-', ' ', '–'])?;
    match prefix.to_uppercase().as_str() {
        "A" | "AT" | "D" | "DE" | "CH" | "FL" | "LI" => Country::parse(prefix).ok(),
        _ => None,
    }
}

/// A date as `domain` reads it; `None` for what Outlook writes when there is none.
///
/// Of dates with slashes only those are read that mean one day: in `12/24/1980` the month is certain, in `03/04/1980`
/// it is not, and that one is refused.
pub(crate) fn date(text: &str) -> Option<String> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    if parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte == b'0')) {
        return None;
    }
    if let ([first, second, year], true) = (parts.as_slice(), text.contains('/')) {
        let number = |part: &str| part.trim().parse::<u32>().ok();
        if let (Some(first), Some(second)) = (number(first), number(second)) {
            let (day, month) = match (first > 12, second > 12) {
                (true, false) => (first, second),
                (false, true) => (second, first),
                _ if first == second => (first, second),
                _ => return Some(text.to_owned()),
            };
            return Some(format!("{day}.{month}.{}", year.trim()));
        }
    }
    Some(text.to_owned())
}

pub(crate) fn kind_named(text: &str) -> Option<ContactKind> {
    match fold(text).trim() {
        "organisation" | "organization" | "firma" | "company" | "unternehmen" | "org" | "business" => {
            Some(ContactKind::Organisation)
        }
        "person" | "ansprechpartner" | "individual" | "privat" | "privatperson" | "kontakt" | "contact" => {
            Some(ContactKind::Person)
        }
        _ => None,
    }
}

pub(crate) fn department_named(text: &str) -> Option<Department> {
    match fold(text).trim() {
        "einkauf" | "beschaffung" | "purchasing" | "procurement" => Some(Department::Purchasing),
        "buchhaltung" | "rechnungswesen" | "accounting" | "accounts" => Some(Department::Accounting),
        "wareneingang" | "warenannahme" | "goods in" | "goods receiving" | "receiving" => Some(Department::GoodsIn),
        "technik" | "engineering" | "technical" => Some(Department::Engineering),
        "geschaeftsfuehrung" | "geschaeftsleitung" | "management" | "leitung" => Some(Department::Management),
        _ => None,
    }
}

/// The names on German screens, beside those that `domain` knows.
pub(crate) fn access_name(text: &str) -> String {
    match fold(text).trim() {
        "privat" => "private",
        "firma" | "alle" => "company",
        "eingeschraenkt" => "restricted",
        other => return other.to_owned(),
    }
    .to_owned()
}
