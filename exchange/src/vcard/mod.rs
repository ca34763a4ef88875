//! vCard 2.1, 3.0 and 4.0 as phones and address books write them (RFC 6350, RFC 2426, versit vCard 2.1).

mod lines;
mod write;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardProperty, VCardValue};
use domain::CustomFields;
use domain::contact::{ContactKind, Field};
use domain::value::Country;

pub use write::write_vcard;

use crate::gather::{AddressPart, Cell, Gathered, Meaning};
use crate::read::{ReadOptions, Row, RowError};
use crate::spelling::kind_named;
use lines::{Position, RawCard};

/// Properties of our own for what vCard has no place for.
pub(super) const CUSTOMER_NUMBER: &str = "X-KONTOR-CUSTOMER-NUMBER";
pub(super) const INDUSTRY: &str = "X-KONTOR-INDUSTRY";
pub(super) const VAT_ID: &str = "X-KONTOR-VAT-ID";
pub(super) const SOURCE: &str = "X-KONTOR-SOURCE";
pub(super) const ACCESS: &str = "X-KONTOR-ACCESS";
/// Apple's flag for a card that is shown as a company.
const SHOW_AS: &str = "X-ABShowAs";

/// A file of cards on its way in.
pub(crate) struct Cards<'a> {
    text: Cow<'a, str>,
    position: Position,
    ignored: BTreeSet<String>,
    default_country: Option<Country>,
    custom_fields: Arc<CustomFields>,
}

impl<'a> Cards<'a> {
    /// Whether a text is a vCard file.
    pub fn recognises(text: &str) -> bool {
        text.lines().find(|line| !line.trim().is_empty()).is_some_and(lines::is_begin)
    }

    pub fn new(text: Cow<'a, str>, options: &ReadOptions) -> Self {
        Self {
            text,
            position: Position { byte: 0, line: 1 },
            ignored: BTreeSet::new(),
            default_country: options.default_country,
            custom_fields: Arc::clone(&options.custom_fields),
        }
    }

    pub fn position(&self) -> u64 {
        self.position.byte as u64
    }

    pub fn ignored(&self) -> Vec<String> {
        self.ignored.iter().cloned().collect()
    }

    /// How many cards are left, read or not.
    pub fn count_left(&self) -> u64 {
        let mut position = self.position;
        let mut count = 0;
        while let Some((_, next)) = lines::next_card(&self.text, position) {
            position = next;
            count += 1;
        }
        count
    }

    pub fn next(&mut self) -> Option<Row> {
        let Some((card, position)) = lines::next_card(&self.text, self.position) else {
            self.position.byte = self.text.len();
            return None;
        };
        self.position = position;
        for name in &card.dropped {
            self.ignore(name);
        }
        Some(Row { line: card.line, result: self.draft(&card) })
    }

    fn draft(&mut self, card: &RawCard) -> Result<crate::Draft, Vec<RowError>> {
        let refused =
            |message: &str| Err(vec![RowError { line: card.line, column: None, message: message.to_owned() }]);
        if !card.complete {
            return refused("the card has no END:VCARD; the file may be cut off");
        }
        let mut text = String::from("BEGIN:VCARD\r\n");
        for property in &card.properties {
            text.push_str(&lines::prepared(property));
            text.push_str("\r\n");
        }
        text.push_str("END:VCARD\r\n");
        let Ok(vcard) = VCard::parse(&text) else {
            return refused("the card cannot be read");
        };
        // Every raw property makes one entry, and the end makes none.
        let aligned = vcard.entries.len() == card.properties.len();
        let line = |index: usize| {
            if aligned { card.properties.get(index).map_or(card.line, |property| property.line) } else { card.line }
        };
        if let Some(kind) = unwanted_kind(&vcard) {
            return refused(&format!("the card describes a {kind}, not a person or an organisation"));
        }
        let mut gathered = Gathered::default();
        let mut addresses = 0;
        for (index, entry) in vcard.entries.iter().enumerate() {
            if !take_entry(&mut gathered, entry, line(index), &mut addresses) {
                self.ignore(entry.name.as_str());
            }
        }
        gathered.finish(card.line, self.default_country, &self.custom_fields)
    }

    /// Remembers a few names, however many a hostile file holds.
    fn ignore(&mut self, name: &str) {
        const MAX_NAMES: usize = 100;
        const MAX_CHARACTERS: usize = 60;
        if self.ignored.len() < MAX_NAMES {
            self.ignored.insert(name.chars().take(MAX_CHARACTERS).collect::<String>().to_ascii_uppercase());
        }
    }
}

/// A list of members, a place or a device.
fn unwanted_kind(vcard: &VCard) -> Option<String> {
    let entry = vcard.entries.iter().find(|entry| entry.name == VCardProperty::Kind)?;
    let kind = entry.values.first()?.as_text()?.to_ascii_lowercase();
    ["group", "location", "application", "device"].contains(&kind.as_str()).then_some(kind)
}

/// Takes over what an entry says. False if it says something that a contact does not keep.
fn take_entry<'a>(gathered: &mut Gathered<'a>, entry: &'a VCardEntry, line: u64, addresses: &mut u16) -> bool {
    let label = entry.name.as_str();
    let cell = |text: String| Cell { label, line, text };
    let whole = || cell(joined(&entry.values));
    match &entry.name {
        VCardProperty::Fn => gathered.add(Meaning::Name, whole()),
        VCardProperty::N => {
            let meanings =
                [Meaning::FamilyName, Meaning::GivenName, Meaning::AdditionalName, Meaning::Honorific, Meaning::Suffix];
            for (meaning, value) in meanings.into_iter().zip(&entry.values) {
                gathered.add(meaning, cell(component(value, " ")));
            }
        }
        VCardProperty::Org => {
            let mut units = entry.values.iter().map(|value| component(value, ", "));
            gathered.add(Meaning::Organisation, cell(units.next().unwrap_or_default()));
            gathered
                .add(Meaning::Department, cell(units.filter(|unit| !unit.is_empty()).collect::<Vec<_>>().join(", ")));
        }
        VCardProperty::Title | VCardProperty::Role => gathered.add(Meaning::Position, whole()),
        VCardProperty::Email => add_entry(gathered, Field::Emails, whole()),
        VCardProperty::Tel if has_type(entry, "fax") || has_type(entry, "pager") => return false,
        VCardProperty::Tel => add_entry(gathered, Field::Phones, whole()),
        VCardProperty::Adr => {
            *addresses = addresses.saturating_add(1);
            add_address(gathered, entry, line, *addresses);
        }
        VCardProperty::Bday => {
            if let Some(text) = birthday(entry) {
                gathered.add(Meaning::Field(Field::Birthday), cell(text));
            }
        }
        VCardProperty::Url => gathered.add(Meaning::Field(Field::Website), whole()),
        VCardProperty::Categories => {
            for value in &entry.values {
                add_entry(gathered, Field::Tags, cell(component(value, ",")));
            }
        }
        // With a region, as in de-AT.
        VCardProperty::Lang | VCardProperty::Language => {
            let text = joined(&entry.values);
            let language = text.split(['-', '_']).next().unwrap_or_default().to_owned();
            gathered.add(Meaning::Field(Field::Language), cell(language));
        }
        VCardProperty::Uid => gathered.add(Meaning::Uid, whole()),
        VCardProperty::Kind => gathered.kind = gathered.kind.or_else(|| kind_named(&joined(&entry.values))),
        VCardProperty::Version | VCardProperty::Rev | VCardProperty::Prodid | VCardProperty::Clientpidmap => {}
        VCardProperty::Other(name) => return take_extension(gathered, name, whole()),
        _ => return entry.values.iter().all(|value| value.as_text().is_some_and(str::is_empty)),
    }
    true
}

fn take_extension<'a>(gathered: &mut Gathered<'a>, name: &str, cell: Cell<'a>) -> bool {
    let own = [
        (CUSTOMER_NUMBER, Field::CustomerNumber),
        (INDUSTRY, Field::Industry),
        (VAT_ID, Field::VatId),
        (SOURCE, Field::Source),
        (ACCESS, Field::Access),
    ];
    if let Some((_, field)) = own.iter().find(|(own, _)| name.eq_ignore_ascii_case(own)) {
        gathered.add(Meaning::Field(*field), cell);
        return true;
    }
    if name.eq_ignore_ascii_case(SHOW_AS) {
        if cell.text.eq_ignore_ascii_case("COMPANY") {
            gathered.kind = Some(ContactKind::Organisation);
        }
        return true;
    }
    // Labels of other properties.
    name.to_ascii_uppercase().starts_with("X-AB") || cell.text.trim().is_empty()
}

/// Adds one entry of a list whole, as the line break says: what a vCard separates has been taken apart already.
fn add_entry<'a>(gathered: &mut Gathered<'a>, field: Field, mut cell: Cell<'a>) {
    cell.text = cell.text.replace(['\n', '\r'], " ");
    cell.text.push('\n');
    gathered.add(Meaning::Field(field), cell);
}

/// ADR: post office box; extended address; street; city; region; postal code; country (RFC 6350, 6.3.1).
///
/// Of several addresses the one at work counts first, then the preferred one, then the order in the card.
fn add_address<'a>(gathered: &mut Gathered<'a>, entry: &'a VCardEntry, line: u64, number: u16) {
    let preferred = has_type(entry, "pref") || entry.parameters(&VCardParameterName::Pref).next().is_some();
    let group = if has_type(entry, "work") {
        0
    } else if preferred {
        1_000
    } else {
        2_000
    };
    let rank = group + number.min(999);
    let parts = [
        None,
        None,
        Some(AddressPart::Street),
        Some(AddressPart::City),
        None,
        Some(AddressPart::PostalCode),
        Some(AddressPart::Country),
    ];
    for (part, value) in parts.into_iter().zip(&entry.values) {
        if let Some(part) = part {
            let cell = Cell { label: entry.name.as_str(), line, text: component(value, ", ") };
            gathered.add(Meaning::Address(rank, part), cell);
        }
    }
}

/// Apple writes a birthday without a year with a year of its own (`X-APPLE-OMIT-YEAR=1604:1604-12-24`).
fn birthday(entry: &VCardEntry) -> Option<String> {
    let text = joined(&entry.values);
    let omitted = entry.params.iter().find_map(|parameter| match &parameter.name {
        VCardParameterName::Other(name) if name.eq_ignore_ascii_case("X-APPLE-OMIT-YEAR") => parameter.value.as_text(),
        _ => None,
    });
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match omitted.and_then(|year| text.strip_prefix(year)) {
        Some(rest) => Some(format!("--{}", rest.trim_start_matches('-'))),
        None => Some(text.to_owned()),
    }
}

fn has_type(entry: &VCardEntry, wanted: &str) -> bool {
    entry.params.iter().any(|parameter| {
        let is_wanted = |text: &str| text.split(',').any(|word| word.trim().eq_ignore_ascii_case(wanted));
        match &parameter.name {
            VCardParameterName::Type => is_wanted(&parameter.value.clone().into_text()),
            // vCard 2.1 writes `TEL;WORK;FAX:`.
            name => is_wanted(name.as_str()) && parameter.value == calcard::vcard::VCardParameterValue::Null,
        }
    })
}

fn joined(values: &[VCardValue]) -> String {
    values.iter().map(|value| component(value, ",")).collect::<Vec<_>>().join(";")
}

fn component(value: &VCardValue, separator: &str) -> String {
    match value {
        VCardValue::Component(parts) => {
            parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
        }
        value => value.as_text().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests;
