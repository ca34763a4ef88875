//! What a heading means: German and English ones, those of Outlook and of Google Contacts among them.
//!
//! Headings are compared by their folded letters alone, so `E-Mail 2`, `EMail` and `e-mail` are one, and `STRASSE` is
//! `Straße`. Numbers tell several columns of one meaning apart and count for addresses only.

use std::collections::HashMap;

use domain::contact::Field;
use domain::custom_field::{CustomField, CustomFields};
use domain::search::fold;

use super::write::HEADINGS;
use crate::gather::{AddressPart, Meaning};
use crate::read::ReadOptions;

/// What somebody lets a column mean, see [`crate::ReadOptions::mapping`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Field(Field),
    /// Organisation or person.
    Kind,
    GivenName,
    AdditionalName,
    FamilyName,
    /// A salutation or an academic title before the name.
    Honorific,
    /// An academic title behind the name.
    Suffix,
    /// The organisation that a row is about, or that its person works for.
    Organisation,
    Position,
    Department,
    HouseNumber,
    /// Both in one cell.
    PostalCodeAndCity,
    /// By which the contact is found again (vCard, `UID`).
    Uid,
    Ignore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Means(Meaning),
    /// Says what the next column holds (Google): a fax number is passed over.
    PhoneType,
    Ignored,
}

impl Column {
    pub fn names_a_contact(self) -> bool {
        matches!(self, Self::Means(Meaning::Name | Meaning::GivenName | Meaning::FamilyName | Meaning::Organisation))
    }
}

impl From<Target> for Column {
    fn from(target: Target) -> Self {
        Self::Means(match target {
            Target::Field(Field::Name) => Meaning::Name,
            Target::Field(Field::Street) => Meaning::Address(PLAIN, AddressPart::Street),
            Target::Field(Field::PostalCode) => Meaning::Address(PLAIN, AddressPart::PostalCode),
            Target::Field(Field::City) => Meaning::Address(PLAIN, AddressPart::City),
            Target::Field(Field::Country) => Meaning::Address(PLAIN, AddressPart::Country),
            Target::Field(field) => Meaning::Field(field),
            Target::Kind => Meaning::Kind,
            Target::GivenName => Meaning::GivenName,
            Target::AdditionalName => Meaning::AdditionalName,
            Target::FamilyName => Meaning::FamilyName,
            Target::Honorific => Meaning::Honorific,
            Target::Suffix => Meaning::Suffix,
            Target::Organisation => Meaning::Organisation,
            Target::Position => Meaning::Position,
            Target::Department => Meaning::Department,
            Target::HouseNumber => Meaning::Address(PLAIN, AddressPart::HouseNumber),
            Target::PostalCodeAndCity => Meaning::Address(PLAIN, AddressPart::PostalCodeAndCity),
            Target::Uid => Meaning::Uid,
            Target::Ignore => return Self::Ignored,
        })
    }
}

/// What a column is shown to mean. Columns that are shown alike may still differ: addresses have ranks, and a `Title` may
/// hold a position.
impl From<Column> for Target {
    fn from(column: Column) -> Self {
        let Column::Means(meaning) = column else { return Self::Ignore };
        match meaning {
            Meaning::Kind => Self::Kind,
            Meaning::Name => Self::Field(Field::Name),
            Meaning::GivenName => Self::GivenName,
            Meaning::AdditionalName => Self::AdditionalName,
            Meaning::FamilyName => Self::FamilyName,
            Meaning::Honorific | Meaning::Title => Self::Honorific,
            Meaning::Suffix => Self::Suffix,
            Meaning::Organisation => Self::Organisation,
            Meaning::Position => Self::Position,
            Meaning::Department => Self::Department,
            Meaning::Uid => Self::Uid,
            Meaning::Field(field) => Self::Field(field),
            Meaning::Address(_, AddressPart::Street) => Self::Field(Field::Street),
            Meaning::Address(_, AddressPart::HouseNumber) => Self::HouseNumber,
            Meaning::Address(_, AddressPart::PostalCode) => Self::Field(Field::PostalCode),
            Meaning::Address(_, AddressPart::City) => Self::Field(Field::City),
            Meaning::Address(_, AddressPart::PostalCodeAndCity) => Self::PostalCodeAndCity,
            Meaning::Address(_, AddressPart::Country) => Self::Field(Field::Country),
        }
    }
}

/// The meaning of every column; `mapping` is stronger than the headings known by name, and the labels of custom fields
/// are stronger than other names of what every contact has.
///
/// Who maps a column to what it is shown to mean already changes nothing.
pub(super) fn columns(headings: &[String], options: &ReadOptions) -> Vec<Column> {
    let custom = custom_headings(&options.custom_fields);
    let named = |heading: &String| match custom.get(&folded(heading)) {
        Some(field) => Column::Means(Meaning::Field(*field)),
        None => by_name(heading),
    };
    let mut columns: Vec<Column> = headings.iter().map(named).collect();
    settle(&mut columns, headings, |_| false);
    if options.mapping.is_empty() {
        return columns;
    }
    let mapping: HashMap<String, Target> =
        options.mapping.iter().map(|(heading, target)| (folded(heading), *target)).collect();
    let targets: Vec<Option<Target>> = headings.iter().map(|heading| mapping.get(&folded(heading)).copied()).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        match targets[index] {
            Some(target) if target != Target::from(*column) => *column = target.into(),
            Some(_) => {}
            None => *column = named(&headings[index]),
        }
    }
    settle(&mut columns, headings, |index| targets[index].is_some());
    columns
}

/// Fields that are in use, by the heading of their column, folded.
fn custom_headings(fields: &CustomFields) -> HashMap<String, Field> {
    in_use(fields).map(|field| (folded(&heading_of(field)), Field::Custom(field.id))).collect()
}

/// The custom fields that a file has columns for, in their order.
pub(super) fn in_use(fields: &CustomFields) -> impl Iterator<Item = &CustomField> {
    fields.in_order().into_iter().filter(|field| !field.archived)
}

/// The heading of a custom field's column: its label, told apart from a column that every file has.
pub(super) fn heading_of(field: &CustomField) -> String {
    let label = folded(&field.label);
    let is_taken = HEADINGS.iter().any(|heading| folded(heading) == label) || by_name(&field.label).names_a_contact();
    if is_taken { format!("{} (eigenes Feld)", field.label) } else { field.label.clone() }
}

/// Settles headings whose meaning depends on the others.
fn settle(columns: &mut [Column], headings: &[String], mapped: impl Fn(usize) -> bool) {
    let means = |columns: &[Column], meaning: Meaning| columns.contains(&Column::Means(meaning));
    let of_name = |index: usize, columns: &[Column]| {
        columns[index] == Column::Means(Meaning::Name) && !mapped(index) && letters(&headings[index]) == "name"
    };
    let contact_person = |index: usize| !mapped(index) && CONTACT_PERSON.contains(&letters(&headings[index]).as_str());
    // "Name, Ansprechpartner" lists organisations; "Firma, Ansprechpartner" and "Ansprechpartner" alone list persons.
    if (0..columns.len()).any(contact_person) && !means(columns, Meaning::Organisation) {
        for index in 0..columns.len() {
            if of_name(index, columns) {
                columns[index] = Column::Means(Meaning::Organisation);
            }
        }
    }
    // "Vorname, Name".
    if means(columns, Meaning::GivenName) && !means(columns, Meaning::FamilyName) {
        for index in 0..columns.len() {
            if of_name(index, columns) {
                columns[index] = Column::Means(Meaning::FamilyName);
            }
        }
    }
    // Outlook's "Ort" beside "Ort geschäftlich" is a remark, not an address.
    let has_business = columns
        .iter()
        .any(|column| matches!(column, Column::Means(Meaning::Address(rank, _)) if (BUSINESS..HOME).contains(rank)));
    if has_business {
        for (index, column) in columns.iter_mut().enumerate() {
            match column {
                Column::Means(Meaning::Address(rank, _)) if *rank == PLAIN && !mapped(index) => *rank = LAST,
                _ => {}
            }
        }
    }
}

/// Ranks of addresses; the number in a heading is added.
const PLAIN: u16 = 0;
const BUSINESS: u16 = 1_000;
const HOME: u16 = 2_000;
const OTHER: u16 = 3_000;
const LAST: u16 = 4_000;

fn by_name(heading: &str) -> Column {
    let key = letters(heading);
    let number =
        heading.chars().filter_map(|letter| letter.to_digit(10)).take(2).fold(0, |sum, digit| sum * 10 + digit);
    let number = u16::try_from(number).unwrap_or_default();
    if PHONE_TYPES.contains(&key.as_str()) {
        return Column::PhoneType;
    }
    if let Some(meaning) = meaning(&key) {
        let rank = if key.starts_with("address") { number } else { 0 };
        return Column::Means(ranked(meaning, PLAIN + rank));
    }
    // "Telefon geschäftlich", "Business Phone": the word around tells addresses apart and says nothing else that we keep.
    let around = |(word, rank): &(&str, u16)| {
        let rest = key.strip_prefix(word).or_else(|| key.strip_suffix(word))?;
        let meaning = meaning(rest)?;
        matches!(meaning, Meaning::Address(..) | Meaning::Field(Field::Emails | Field::Phones | Field::Website))
            .then(|| ranked(meaning, *rank))
    };
    AROUND.iter().find_map(around).map_or(Column::Ignored, Column::Means)
}

fn ranked(meaning: Meaning, rank: u16) -> Meaning {
    match meaning {
        Meaning::Address(_, part) => Meaning::Address(rank, part),
        meaning => meaning,
    }
}

/// The folded letters of a heading, without blanks and numbers.
fn letters(heading: &str) -> String {
    fold(heading).chars().filter(|letter| letter.is_alphabetic()).collect()
}

/// A heading of the mapping: numbers count, as each column may be mapped by itself.
fn folded(heading: &str) -> String {
    fold(heading).split_whitespace().collect()
}

fn meaning(key: &str) -> Option<Meaning> {
    MEANINGS.iter().find(|(_, keys)| keys.contains(&key)).map(|(meaning, _)| *meaning)
}

/// Takes the `'` away that guards a cell against being run as a formula, see [`super::write_csv`].
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if starts_like_formula(rest) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet may take a cell for a formula, or whether it is such a cell with guards before it.
pub(super) fn starts_like_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

const AROUND: &[(&str, u16)] = &[
    ("geschaeftlich", BUSINESS),
    ("dienstlich", BUSINESS),
    ("business", BUSINESS),
    ("work", BUSINESS),
    ("privat", HOME),
    ("home", HOME),
    ("weiterese", OTHER),
    ("weiterer", OTHER),
    ("weiteres", OTHER),
    ("weitere", OTHER),
    ("other", OTHER),
];

const PHONE_TYPES: &[&str] = &["phonetype", "phonelabel"];

const CONTACT_PERSON: &[&str] = &["ansprechpartner", "ansprechperson", "kontaktperson", "contactperson"];

#[rustfmt::skip]
const MEANINGS: &[(Meaning, &[&str])] = &[
    (Meaning::Kind, &["art", "typ", "kontaktart", "kontakttyp", "kind", "type", "contacttype"]),
    (Meaning::Name, &[
        "name", "fullname", "vollername", "vollstaendigername", "displayname", "anzeigename", "kunde", "kundenname",
        "customer", "customername", "ansprechpartner", "ansprechperson", "kontaktperson", "contactperson",
        "contactname",
    ]),
    (Meaning::GivenName, &["vorname", "firstname", "givenname", "given", "forename", "rufname"]),
    (Meaning::AdditionalName, &["weiterevornamen", "zweitervorname", "middlename", "additionalname"]),
    (Meaning::FamilyName, &["nachname", "familienname", "zuname", "lastname", "familyname", "family", "surname"]),
    (Meaning::Honorific, &["anrede", "titel", "akademischertitel", "salutation", "nameprefix", "prefix"]),
    (Meaning::Title, &["title"]),
    (Meaning::Uid, &["kontaktuid", "contactuid", "vcarduid"]),
    (Meaning::Suffix, &["suffix", "namesuffix", "titelnachgestellt", "namenszusatz"]),
    (Meaning::Organisation, &[
        "firma", "firmenname", "firmenwortlaut", "unternehmen", "unternehmensname", "organisation", "organization",
        "company", "companyname", "organisationname", "organizationname", "organisationsname", "arbeitgeber",
        "employer",
    ]),
    (Meaning::Position, &[
        "position", "funktion", "rolle", "jobtitle", "role", "organizationtitle", "stellenbezeichnung",
        "berufsbezeichnung",
    ]),
    (Meaning::Department, &["abteilung", "department", "organizationdepartment"]),
    (Meaning::Field(Field::CustomerNumber), &[
        "kundennummer", "kundennr", "kundenno", "kdnr", "kdnummer", "customernumber", "customerno", "customerid",
        "debitorennummer", "debitorennr", "debitor",
    ]),
    (Meaning::Field(Field::Emails), &[
        "email", "emails", "mail", "emailadresse", "mailadresse", "emailaddress", "emailvalue", "epost",
    ]),
    (Meaning::Field(Field::Phones), &[
        "telefon", "telefonnummer", "telefonnr", "tel", "phone", "phones", "phonenumber", "telephone", "phonevalue",
        "mobil", "mobiltelefon", "mobilnummer", "mobilnr", "handy", "handynummer", "mobile", "mobilephone", "cell",
        "cellphone", "festnetz", "haupttelefon", "primaryphone", "telefonfirma", "companymainphone", "autotelefon",
        "carphone", "durchwahl",
    ]),
    (Meaning::Address(PLAIN, AddressPart::Street), &[
        "strasse", "str", "street", "streetaddress", "adresse", "anschrift", "address", "addressstreet",
        "strassehausnummer", "strasseundhausnummer", "strassehausnr", "strassenr", "adresszeile", "addressline",
        "addressextendedaddress",
    ]),
    (Meaning::Address(PLAIN, AddressPart::HouseNumber), &["hausnummer", "hausnr", "hnr", "housenumber", "houseno"]),
    (Meaning::Address(PLAIN, AddressPart::PostalCode), &[
        "plz", "postleitzahl", "zip", "zipcode", "postcode", "postalcode", "addresspostalcode",
    ]),
    (Meaning::Address(PLAIN, AddressPart::City), &[
        "ort", "stadt", "wohnort", "gemeinde", "city", "town", "addresscity",
    ]),
    (Meaning::Address(PLAIN, AddressPart::PostalCodeAndCity), &["plzort", "plzundort", "zipcity"]),
    (Meaning::Address(PLAIN, AddressPart::Country), &[
        "land", "staat", "country", "landregion", "countryregion", "addresscountry", "laendercode", "countrycode",
    ]),
    (Meaning::Field(Field::Industry), &["branche", "industry", "sector", "wirtschaftszweig"]),
    (Meaning::Field(Field::Birthday), &[
        "geburtstag", "geburtsdatum", "gebdatum", "birthday", "birthdate", "dateofbirth",
    ]),
    (Meaning::Field(Field::Website), &[
        "website", "webseite", "web", "homepage", "internet", "internetadresse", "url", "webpage", "websitevalue",
        "www",
    ]),
    (Meaning::Field(Field::VatId), &[
        "uid", "uidnummer", "uidnr", "ustid", "ustidnr", "ustidnummer", "umsatzsteueridentifikationsnummer",
        "umsatzsteuerid", "vat", "vatid", "vatnumber", "vatno", "vatregno", "atu",
    ]),
    (Meaning::Field(Field::Language), &["sprache", "korrespondenzsprache", "language"]),
    (Meaning::Field(Field::Source), &["quelle", "herkunft", "leadquelle", "source", "leadsource"]),
    (Meaning::Field(Field::Tags), &[
        "tags", "tag", "kategorie", "kategorien", "category", "categories", "schlagwort", "schlagworte",
        "schlagwoerter", "stichwort", "stichworte", "stichwoerter", "keywords", "labels", "groupmembership",
        "gruppen",
    ]),
    (Meaning::Field(Field::Access), &["zugriff", "zugriffsrecht", "sichtbarkeit", "access", "visibility"]),
];
