//! Gathers what one row or card says and turns it into a draft: composes the name, tells persons from organisations,
//! picks one address, and has every value checked by `domain`.

use std::collections::BTreeMap;

use domain::CustomFields;
use domain::contact::{ContactKind, Department, Field, FieldValue, Fields, MAX_LIST_ENTRIES};
use domain::search::fold;
use domain::value::{Country, ValueError, parse_line};

use crate::draft::Draft;
use crate::honorific;
use crate::read::RowError;
use crate::spelling::{
    access_name, country_of_code, date, department_named, kind_named, one_line, parts, whole_number,
};

/// No value of a contact comes near; a cell beyond it is refused without being looked at.
const MAX_CELL_CHARACTERS: usize = 5_000;

/// A piece of a contact, and where it stood.
#[derive(Clone, Debug)]
pub(crate) struct Cell<'a> {
    /// The heading or the property.
    pub label: &'a str,
    pub line: u64,
    pub text: String,
}

/// What a cell says. Fields of one value keep the first that is not empty; lists take all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Kind,
    Name,
    GivenName,
    AdditionalName,
    FamilyName,
    /// A salutation or an academic title.
    Honorific,
    /// An honorific, or a position as English-speaking programs mean it.
    Title,
    Suffix,
    Organisation,
    Position,
    Department,
    Uid,
    Field(Field),
    /// A part of an address. The address with the lowest rank is taken, as a contact has one.
    Address(u16, AddressPart),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressPart {
    Street,
    HouseNumber,
    PostalCode,
    City,
    PostalCodeAndCity,
    Country,
}

#[derive(Default)]
struct Address<'a> {
    street: Vec<Cell<'a>>,
    house_number: Option<Cell<'a>>,
    postal_code: Option<Cell<'a>>,
    city: Option<Cell<'a>>,
    country: Option<Cell<'a>>,
}

/// The pieces of one row.
#[derive(Default)]
pub(crate) struct Gathered<'a> {
    pub kind: Option<ContactKind>,
    name: Option<Cell<'a>>,
    given: Option<Cell<'a>>,
    additional: Option<Cell<'a>>,
    family: Option<Cell<'a>>,
    honorific: Vec<String>,
    suffix: Option<String>,
    organisation: Option<Cell<'a>>,
    position: Option<Cell<'a>>,
    department: Option<Cell<'a>>,
    uid: Option<String>,
    fields: Vec<(Field, Cell<'a>)>,
    addresses: BTreeMap<u16, Address<'a>>,
}

impl<'a> Gathered<'a> {
    /// Takes over a cell; one without contents is passed over.
    pub fn add(&mut self, meaning: Meaning, mut cell: Cell<'a>) {
        if cell.text.trim().is_empty() {
            return;
        }
        // A cell may go over several lines; no field does. Streets and lists part at the line breaks.
        if !matches!(meaning, Meaning::Address(_, AddressPart::Street) | Meaning::Field(_)) {
            cell.text = one_line(&cell.text, " ");
        }
        match meaning {
            Meaning::Kind => self.kind = self.kind.or_else(|| kind_named(&cell.text)),
            Meaning::Name => keep_first(&mut self.name, cell),
            Meaning::GivenName => keep_first(&mut self.given, cell),
            Meaning::AdditionalName => keep_first(&mut self.additional, cell),
            Meaning::FamilyName => keep_first(&mut self.family, cell),
            Meaning::Honorific => self.honorific.extend(honorific::titles(&cell.text)),
            Meaning::Title if honorific::is_honorific(&cell.text) => {
                self.honorific.extend(honorific::titles(&cell.text));
            }
            Meaning::Title | Meaning::Position => keep_first(&mut self.position, cell),
            Meaning::Suffix => self.suffix = self.suffix.take().or(Some(cell.text)),
            Meaning::Organisation => keep_first(&mut self.organisation, cell),
            Meaning::Department => keep_first(&mut self.department, cell),
            Meaning::Uid => self.uid = self.uid.take().or(Some(cell.text)),
            Meaning::Field(field) => self.fields.push((field, cell)),
            Meaning::Address(rank, part) => self.addresses.entry(rank).or_default().add(part, cell),
        }
    }

    /// The draft, or everything that is wrong with the row that starts on `line`.
    pub fn finish(
        mut self,
        line: u64,
        default_country: Option<Country>,
        custom_fields: &CustomFields,
    ) -> Result<Draft, Vec<RowError>> {
        let mut checks = Checks { fields: Fields::default(), values: Vec::new(), errors: Vec::new() };
        let (kind, name, organisation) = match self.identify(line) {
            Ok((kind, name, organisation)) => (Some(kind), name, organisation),
            Err(error) => {
                checks.errors.push(error);
                (None, None, None)
            }
        };
        if let Some(name) = name {
            checks.text(Field::Name, name);
        }
        let address = std::mem::take(&mut self.addresses).into_values().reduce(Address::better);
        let country_is_known = Self::country(address.as_ref(), default_country, &mut checks);
        if let Some(address) = address {
            address.check(country_is_known, &mut checks);
        }
        let organisation = organisation.and_then(|cell| checks.line(&cell, 200));
        let (position, department) = self.employment(&mut checks);
        for field in Field::ALL {
            // What is left are custom fields.
            let cells = self.fields.extract_if(.., |(known, _)| *known == field).map(|(_, cell)| cell).collect();
            checks.field(field, cells);
        }
        for (field, cell) in self.fields {
            checks.custom(field, kind, cell, custom_fields);
        }
        let Some(kind) = kind.filter(|_| checks.errors.is_empty()) else { return Err(checks.errors) };
        checks.values.sort_by_key(|(field, _)| *field);
        Ok(Draft { kind, values: checks.values, organisation, position, department, uid: self.uid })
    }

    /// Kind, name and, for a person, the organisation.
    ///
    /// A row is an organisation when it says so, when it names an organisation but no person, when both names are the
    /// same, or when its only name ends in a legal form such as `GmbH`.
    fn identify(&mut self, line: u64) -> Result<(ContactKind, Option<Cell<'a>>, Option<Cell<'a>>), RowError> {
        let person = self.name.take().or_else(|| self.composed_name());
        let organisation = self.organisation.take();
        let kind = self.kind.unwrap_or(match (&person, &organisation) {
            (Some(person), Some(organisation)) if fold(&person.text) != fold(&organisation.text) => ContactKind::Person,
            (Some(person), None) if !honorific::has_legal_form(&person.text) => ContactKind::Person,
            _ => ContactKind::Organisation,
        });
        match (kind, person, organisation) {
            (_, None, None) => Err(RowError {
                line,
                column: None,
                message: "the row names neither a person nor an organisation".to_owned(),
            }),
            (ContactKind::Organisation, Some(name), _) | (ContactKind::Organisation, None, Some(name)) => {
                Ok((kind, Some(name), None))
            }
            (ContactKind::Person, Some(name), organisation) => Ok((kind, Some(name), organisation)),
            (ContactKind::Person, None, Some(organisation)) => Err(RowError {
                line,
                column: Some(organisation.label.to_owned()),
                message: "the row is to be a person and names only an organisation".to_owned(),
            }),
        }
    }

    fn composed_name(&mut self) -> Option<Cell<'a>> {
        let parts: Vec<Cell<'a>> =
            [self.given.take(), self.additional.take(), self.family.take()].into_iter().flatten().collect();
        let last = parts.last()?;
        let (label, line) = (last.label, last.line);
        let words = self.honorific.iter().map(String::as_str).chain(parts.iter().map(|part| part.text.as_str()));
        let mut text = words.collect::<Vec<_>>().join(" ");
        if let Some(suffix) = &self.suffix {
            text = format!("{text}, {suffix}");
        }
        Some(Cell { label, line, text })
    }

    /// Checks the country first: numbers and postal codes are read by it. Tells whether it is known to be right.
    fn country(address: Option<&Address<'a>>, default_country: Option<Country>, checks: &mut Checks) -> bool {
        let stated = address.and_then(|address| address.country.clone());
        let fallback = || {
            let of_code = address
                .and_then(|address| address.postal_code.as_ref())
                .and_then(|cell| Some(Cell { text: country_of_code(&cell.text)?.to_string(), ..cell.clone() }));
            let of_options = default_country.map(|country| Cell { label: "", line: 0, text: country.to_string() });
            of_code.or(of_options)
        };
        let Some(cell) = stated.or_else(fallback) else { return true };
        checks.text(Field::Country, cell);
        let country = checks.values.iter().find(|(field, _)| *field == Field::Country);
        if let Some((_, FieldValue::Text(code))) = country {
            checks.fields.country = Country::parse(code).ok();
        }
        checks.fields.country.is_some()
    }

    /// A department that Kontor does not know stays readable behind the position.
    fn employment(&mut self, checks: &mut Checks) -> (Option<String>, Option<Department>) {
        let department = self.department.take();
        let known = department.as_ref().and_then(|cell| department_named(&cell.text));
        let unknown = department.filter(|_| known.is_none());
        let cell = match (self.position.take(), unknown) {
            (Some(position), Some(unknown)) => {
                Some(Cell { text: format!("{}, {}", position.text, unknown.text), ..position })
            }
            (position, unknown) => position.or(unknown),
        };
        (cell.and_then(|cell| checks.line(&cell, 100)), known)
    }
}

impl<'a> Address<'a> {
    fn add(&mut self, part: AddressPart, mut cell: Cell<'a>) {
        match part {
            AddressPart::Street => {
                cell.text = one_line(&cell.text, ", ");
                self.street.push(cell);
            }
            AddressPart::HouseNumber => keep_first(&mut self.house_number, cell),
            AddressPart::PostalCode => {
                whole_number(&cell.text.clone()).clone_into(&mut cell.text);
                keep_first(&mut self.postal_code, cell);
            }
            AddressPart::City => keep_first(&mut self.city, cell),
            AddressPart::Country => keep_first(&mut self.country, cell),
            AddressPart::PostalCodeAndCity => {
                let text = cell.text.trim();
                let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
                match text.split_once(' ') {
                    Some((code, city)) if has_digit(code) => {
                        keep_first(&mut self.postal_code, Cell { text: code.to_owned(), ..cell });
                        keep_first(&mut self.city, Cell { text: city.trim().to_owned(), ..cell });
                    }
                    _ if has_digit(text) => keep_first(&mut self.postal_code, cell),
                    _ => keep_first(&mut self.city, cell),
                }
            }
        }
    }

    /// The first with a place; a country alone is better than nothing.
    fn better(best: Self, next: Self) -> Self {
        if best.has_place() || !next.has_place() { best } else { next }
    }

    fn has_place(&self) -> bool {
        !self.street.is_empty() || self.postal_code.is_some() || self.city.is_some()
    }

    fn check(self, country_is_known: bool, checks: &mut Checks) {
        let mut lines = self.street.into_iter();
        let street = match (lines.next(), self.house_number) {
            (Some(mut street), number) => {
                if let Some(number) = number {
                    street.text = format!("{} {}", street.text.trim(), number.text.trim());
                }
                for line in lines {
                    street.text.push_str(", ");
                    street.text.push_str(&line.text);
                }
                Some(street)
            }
            (None, number) => number,
        };
        if let Some(street) = street {
            checks.text(Field::Street, street);
        }
        // By the wrong country, a right postal code would be called wrong.
        if let Some(code) = self.postal_code.filter(|_| country_is_known) {
            checks.text(Field::PostalCode, code);
        }
        if let Some(city) = self.city {
            checks.text(Field::City, city);
        }
    }
}

/// The checked values of one row, and everything that was refused.
struct Checks {
    /// Holds the country alone.
    fields: Fields,
    values: Vec<(Field, FieldValue)>,
    errors: Vec<RowError>,
}

impl Checks {
    fn field(&mut self, field: Field, cells: Vec<Cell<'_>>) {
        match field {
            Field::Emails | Field::Phones | Field::Tags | Field::Teams => self.list(field, &cells),
            _ => {
                if let Some(cell) = cells.into_iter().next() {
                    self.text(field, cell);
                }
            }
        }
    }

    fn text(&mut self, field: Field, mut cell: Cell<'_>) {
        cell.text = match field {
            Field::Birthday => match date(&cell.text) {
                Some(date) => date,
                None => return,
            },
            Field::CustomerNumber => whole_number(&cell.text).to_owned(),
            Field::Access => access_name(&cell.text),
            _ => one_line(&cell.text, " "),
        };
        if self.values.iter().any(|(known, _)| *known == field) {
            return;
        }
        let Some(value) = self.checked(field, &cell, FieldValue::Text(cell.text.clone())) else { return };
        if value != FieldValue::Nothing {
            self.values.push((field, value));
        }
    }

    /// By the field's kind. Without a kind of contact, nothing is said of fields that only the other kind has.
    fn custom(&mut self, field: Field, kind: Option<ContactKind>, mut cell: Cell<'_>, custom_fields: &CustomFields) {
        let Field::Custom(id) = field else { return };
        if self.values.iter().any(|(known, _)| *known == field) {
            return;
        }
        cell.text = one_line(&cell.text, " ");
        let value = FieldValue::Text(cell.text.clone());
        match custom_fields.check(id, kind.unwrap_or(ContactKind::Organisation), value) {
            Ok(FieldValue::Nothing) => {}
            Ok(value) => self.values.push((field, value)),
            Err(ValueError::OnlyFor(_)) if kind.is_none() => {}
            Err(error) => self.refuse(&cell, &error),
        }
    }

    /// Entries are checked one by one, so that every bad one is reported.
    fn list(&mut self, field: Field, cells: &[Cell<'_>]) {
        let found: Vec<(&Cell<'_>, &str)> =
            cells.iter().flat_map(|cell| parts(field, &cell.text).into_iter().map(move |part| (cell, part))).collect();
        if let Some((cell, _)) = found.get(MAX_LIST_ENTRIES) {
            return self.refuse(cell, &ValueError::TooMany { length: found.len(), limit: MAX_LIST_ENTRIES });
        }
        let mut entries: Vec<String> = Vec::new();
        for (cell, part) in found {
            let value = FieldValue::List(vec![part.to_owned()]);
            let Some(FieldValue::List(checked)) = self.checked(field, cell, value) else { continue };
            for entry in checked {
                // One mailbox, one tag in either case; a phone number has none.
                if !entries.iter().any(|known| known.to_lowercase() == entry.to_lowercase()) {
                    entries.push(entry);
                }
            }
        }
        if !entries.is_empty() {
            self.values.push((field, FieldValue::List(entries)));
        }
    }

    fn checked(&mut self, field: Field, cell: &Cell<'_>, value: FieldValue) -> Option<FieldValue> {
        let length = cell.text.chars().count();
        let checked = if length > MAX_CELL_CHARACTERS {
            Err(ValueError::TooLong { length, limit: MAX_CELL_CHARACTERS })
        } else {
            self.fields.check(field, value)
        };
        checked.map_err(|error| self.refuse(cell, &error)).ok()
    }

    fn line(&mut self, cell: &Cell<'_>, limit: usize) -> Option<String> {
        parse_line(&cell.text, limit).map_err(|error| self.refuse(cell, &error)).ok()
    }

    fn refuse(&mut self, cell: &Cell<'_>, error: &ValueError) {
        let column = (!cell.label.is_empty()).then(|| cell.label.to_owned());
        self.errors.push(RowError { line: cell.line, column, message: error.to_string() });
    }
}

fn keep_first<'a>(place: &mut Option<Cell<'a>>, cell: Cell<'a>) {
    if place.is_none() && !cell.text.trim().is_empty() {
        *place = Some(cell);
    }
}
