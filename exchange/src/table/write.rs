//! Writes contacts as the CSV that a spreadsheet opens with a double click, and that [`crate::read`] takes back whole.

use std::io::{self, Write};

use domain::CustomFields;
use domain::contact::{ContactKind, Department, Field};
use domain::custom_field::{CustomField, CustomFieldKind};

use super::heading::{heading_of, in_use, starts_like_formula};
use crate::draft::Draft;
use crate::read::RowError;

#[rustfmt::skip]
pub(super) const HEADINGS: [&str; 25] = [
    "Art", "Name", "Kundennummer", "E-Mail", "E-Mail 2", "E-Mail 3", "Telefon", "Telefon 2", "Telefon 3", "Straße",
    "PLZ", "Ort", "Land", "Branche", "Geburtstag", "Website", "UID-Nummer", "Sprache", "Quelle", "Schlagworte",
    "Zugriff", "Firma", "Position", "Abteilung", "Kontakt-UID",
];

/// Columns for e-mail addresses and for phone numbers; the last takes what is left, a line each.
const LIST_COLUMNS: usize = 3;

/// Writes UTF-8 with a byte order mark, `;` between the cells and German headings.
///
/// A cell that a spreadsheet could run as a formula gets a `'` before it (OWASP, "CSV Injection"): one that starts with
/// `=`, `+`, `-`, `@`, a control character, or a full-width form of these, and one that starts so after its own `'`s.
/// [`crate::read`] takes exactly one such `'` away again. Phone numbers stay bare although they start with `+`: a checked
/// one holds digits, blanks and `ext.` alone, so no formula fits in, and every other program expects it so. So do numbers
/// of custom fields, for the same reason.
///
/// Behind the columns of every file stands one for each custom field that is in use, under its label.
pub fn write_csv(
    drafts: impl IntoIterator<Item = Draft>,
    custom_fields: &CustomFields,
    mut writer: impl Write,
) -> io::Result<()> {
    write_csv_heading(custom_fields, &mut writer)?;
    write_csv_rows(drafts, custom_fields, writer)
}

/// The beginning of a file as [`write_csv`] writes it, for who writes it piece by piece.
pub fn write_csv_heading(custom_fields: &CustomFields, mut writer: impl Write) -> io::Result<()> {
    writer.write_all("\u{feff}".as_bytes())?;
    let mut table = table(writer);
    let custom = in_use(custom_fields).map(|field| guarded(&heading_of(field)));
    table.write_record(HEADINGS.into_iter().map(str::to_owned).chain(custom))?;
    table.flush()
}

/// The rows behind [`write_csv_heading`], with the same custom fields.
pub fn write_csv_rows(
    drafts: impl IntoIterator<Item = Draft>,
    custom_fields: &CustomFields,
    writer: impl Write,
) -> io::Result<()> {
    let mut table = table(writer);
    let custom: Vec<_> = in_use(custom_fields).collect();
    for draft in drafts {
        let custom = custom.iter().map(|field| custom_cell(&draft, field));
        table.write_record(cells(&draft).into_iter().chain(custom))?;
    }
    table.flush()
}

/// Writes what was wrong with the rows of a file, as a table for the person who mends it.
pub fn write_error_csv(errors: impl IntoIterator<Item = RowError>, mut writer: impl Write) -> io::Result<()> {
    writer.write_all("\u{feff}".as_bytes())?;
    let mut table = table(writer);
    table.write_record(["Zeile", "Spalte", "Fehler"])?;
    for RowError { line, column, message } in errors {
        table.write_record([line.to_string(), guarded(&column.unwrap_or_default()), guarded(&message)])?;
    }
    table.flush()
}

fn table<W: Write>(writer: W) -> ::csv::Writer<W> {
    ::csv::WriterBuilder::new().delimiter(b';').terminator(::csv::Terminator::CRLF).from_writer(writer)
}

fn cells(draft: &Draft) -> [String; HEADINGS.len()] {
    let text = |field: Field| guarded(draft.text(field).unwrap_or_default());
    let [email, email_2, email_3] = spread(draft.list(Field::Emails)).map(|cell| guarded(&cell));
    let [phone, phone_2, phone_3] = spread(draft.list(Field::Phones)).map(|cell| guarded_phones(&cell));
    let kind = match draft.kind {
        ContactKind::Organisation => "Organisation",
        ContactKind::Person => "Person",
    };
    [
        kind.to_owned(),
        text(Field::Name),
        text(Field::CustomerNumber),
        email,
        email_2,
        email_3,
        phone,
        phone_2,
        phone_3,
        text(Field::Street),
        text(Field::PostalCode),
        text(Field::City),
        text(Field::Country),
        text(Field::Industry),
        birthday(draft),
        text(Field::Website),
        text(Field::VatId),
        text(Field::Language),
        text(Field::Source),
        guarded(&joined_tags(draft.list(Field::Tags))),
        access(draft).to_owned(),
        guarded(draft.organisation.as_deref().unwrap_or_default()),
        guarded(draft.position.as_deref().unwrap_or_default()),
        draft.department.map(department_name).unwrap_or_default().to_owned(),
        guarded(draft.uid.as_deref().unwrap_or_default()),
    ]
}

fn guarded(cell: &str) -> String {
    if starts_like_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn guarded_phones(cell: &str) -> String {
    let is_plain = cell
        .strip_prefix('+')
        .is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit() || " +ext.\n".contains(letter)));
    if is_plain { cell.to_owned() } else { guarded(cell) }
}

fn spread(entries: &[String]) -> [String; LIST_COLUMNS] {
    std::array::from_fn(|column| {
        let rest = entries.get(column..).unwrap_or_default();
        if column + 1 < LIST_COLUMNS { rest.first().cloned().unwrap_or_default() } else { lines(rest) }
    })
}

/// Entries that hold a separator are told apart by line breaks; a single one by the line break behind it.
fn lines(entries: &[String]) -> String {
    match entries {
        [only] if only.contains([',', ';']) => format!("{only}\n"),
        entries => entries.join("\n"),
    }
}

fn joined_tags(tags: &[String]) -> String {
    let hold_separators = tags.iter().any(|tag| tag.contains([',', ';']) || tag.contains(":::"));
    if hold_separators { tags.join("\n") + "\n" } else { tags.join(", ") }
}

/// Numbers with a decimal comma, dates as birthdays.
fn custom_cell(draft: &Draft, field: &CustomField) -> String {
    let Some(value) = draft.text(Field::Custom(field.id)) else { return String::new() };
    match field.kind {
        CustomFieldKind::Number => value.replace('.', ","),
        CustomFieldKind::Date => day_in_austria(value),
        CustomFieldKind::Text | CustomFieldKind::Choice => guarded(value),
    }
}

fn birthday(draft: &Draft) -> String {
    draft.text(Field::Birthday).map(day_in_austria).unwrap_or_default()
}

/// As it is written in Austria: `24.12.1980`, without the year `24.12.`
fn day_in_austria(day: &str) -> String {
    match day.split('-').collect::<Vec<_>>().as_slice() {
        ["", "", month, day] => format!("{day}.{month}."),
        [year, month, day] => format!("{day}.{month}.{year}"),
        _ => day.to_owned(),
    }
}

fn access(draft: &Draft) -> &'static str {
    match draft.text(Field::Access) {
        Some("private") => "Privat",
        Some("team") => "Team",
        Some("company") => "Firma",
        Some("restricted") => "Eingeschränkt",
        _ => "",
    }
}

pub(crate) fn department_name(department: Department) -> &'static str {
    match department {
        Department::Purchasing => "Einkauf",
        Department::Accounting => "Buchhaltung",
        Department::GoodsIn => "Wareneingang",
        Department::Engineering => "Technik",
        Department::Management => "Geschäftsführung",
    }
}
