//! CSV: rows of a table whose first line says what the columns mean.

mod heading;
mod preview;
mod write;

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use ::csv::{ByteRecord, ReaderBuilder, StringRecord};
use domain::CustomFields;
use domain::value::Country;

pub use heading::Target;
pub use preview::PreviewColumn;
pub(crate) use write::department_name;
pub use write::{write_csv, write_csv_heading, write_csv_rows, write_error_csv};

use crate::gather::{Cell, Gathered};
use crate::read::{ReadError, ReadOptions, Row, RowError};
use heading::Column;

type Reader<'a> = ::csv::Reader<Cursor<Cow<'a, [u8]>>>;

/// A table on its way in.
pub(crate) struct Table<'a> {
    reader: Reader<'a>,
    delimiter: u8,
    /// Bytes and lines before the heading: the `sep=;` that Excel writes.
    skipped: Skipped,
    headings: Vec<String>,
    columns: Vec<Column>,
    /// For each column whether a cell with contents was left out.
    left_out: Vec<bool>,
    default_country: Option<Country>,
    custom_fields: Arc<CustomFields>,
    record: StringRecord,
    finished: bool,
}

#[derive(Clone, Copy, Default)]
struct Skipped {
    bytes: usize,
    lines: u64,
}

impl<'a> Table<'a> {
    pub fn new(text: Cow<'a, str>, options: &ReadOptions) -> Result<Self, ReadError> {
        let table = Self::open(text, options)?;
        if !table.columns.iter().any(|column| column.names_a_contact()) {
            return Err(ReadError::NoNameColumn { headings: listed(&table.headings) });
        }
        Ok(table)
    }

    /// A table that need not hold a name: somebody is still to say what its columns mean.
    fn open(text: Cow<'a, str>, options: &ReadOptions) -> Result<Self, ReadError> {
        let (skipped, stated) = separator_line(&text);
        let delimiter = stated.unwrap_or_else(|| guess_delimiter(&text[skipped.bytes..], options));
        let bytes = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        let mut cursor = Cursor::new(bytes);
        cursor.set_position(skipped.bytes as u64);
        let mut reader = builder(delimiter).from_reader(cursor);
        let mut record = StringRecord::new();
        let found = reader.read_record(&mut record).map_err(|_| ReadError::NotText)?;
        if !found {
            return Err(ReadError::Empty);
        }
        let headings: Vec<String> = record.iter().map(|heading| heading.trim().to_owned()).collect();
        let columns = heading::columns(&headings, options);
        Ok(Self {
            reader,
            delimiter,
            skipped,
            left_out: vec![false; headings.len()],
            headings,
            columns,
            default_country: options.default_country,
            custom_fields: Arc::clone(&options.custom_fields),
            record,
            finished: false,
        })
    }

    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    pub fn position(&self) -> u64 {
        self.skipped.bytes as u64 + self.reader.position().byte()
    }

    pub fn ignored(&self) -> Vec<String> {
        let columns = self.headings.iter().zip(&self.left_out);
        columns.filter(|(_, left_out)| **left_out).map(|(heading, _)| heading.clone()).collect()
    }

    pub fn next(&mut self) -> Option<Row> {
        while !self.finished {
            match self.reader.read_record(&mut self.record) {
                Ok(true) => {}
                // The text is valid and in memory, so reading it does not fail.
                Ok(false) | Err(_) => break,
            }
            let line = self.first_line();
            if self.ends_in_quotes() {
                self.finished = true;
                let message =
                    "a quotation mark is opened in this row and never closed; the rest of the file was not read";
                return Some(refused(line, message.to_owned()));
            }
            if self.record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            return Some(self.row(line));
        }
        self.finished = true;
        None
    }

    fn row(&mut self, line: u64) -> Row {
        let columns = self.headings.len();
        let has_more = self.record.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if self.record.len() < columns || has_more {
            let cells = self.record.len();
            return refused(line, format!("the row has {cells} cells and the heading {columns}"));
        }
        let mut gathered = Gathered::default();
        let mut next_is_fax = false;
        for (index, text) in self.record.iter().take(columns).enumerate() {
            let text = heading::unguarded(text);
            match self.columns[index] {
                Column::Means(_) if next_is_fax => {
                    next_is_fax = false;
                    self.left_out[index] |= !text.trim().is_empty();
                }
                Column::Means(meaning) => {
                    let cell = Cell { label: &self.headings[index], line, text: text.to_owned() };
                    gathered.add(meaning, cell);
                }
                Column::PhoneType => next_is_fax = domain::search::fold(text).contains("fax"),
                Column::Ignored => self.left_out[index] |= !text.trim().is_empty(),
            }
        }
        Row { line, result: gathered.finish(line, self.default_country, &self.custom_fields) }
    }

    /// The line on which the record starts, past the empty lines before it.
    fn first_line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 1 };
        let raw = self.raw_from(position.byte());
        let empty = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
        self.skipped.lines + position.line() + empty as u64
    }

    /// Whether the record reaches the end of the file inside of a quoted cell.
    fn ends_in_quotes(&self) -> bool {
        let Some(position) = self.record.position() else { return false };
        let raw = self.raw_from(position.byte());
        let read = usize::try_from(self.reader.position().byte() - position.byte()).unwrap_or(usize::MAX);
        read >= raw.len() && ends_in_quotes(raw, self.delimiter)
    }

    fn raw_from(&self, byte: u64) -> &[u8] {
        let bytes: &[u8] = self.reader.get_ref().get_ref();
        let start = self.skipped.bytes + usize::try_from(byte).unwrap_or(usize::MAX);
        bytes.get(start..).unwrap_or_default()
    }
}

fn refused(line: u64, message: String) -> Row {
    Row { line, result: Err(vec![RowError { line, column: None, message }]) }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

/// `sep=;` in the first line.
fn separator_line(text: &str) -> (Skipped, Option<u8>) {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    match line.trim_end_matches(['\r', '\n']).as_bytes() {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && is_delimiter(*delimiter) => {
            (Skipped { bytes: line.len(), lines: 1 }, Some(*delimiter))
        }
        _ => (Skipped::default(), None),
    }
}

const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];

fn is_delimiter(byte: u8) -> bool {
    DELIMITERS.contains(&byte)
}

/// The delimiter by which the first line holds the most headings that are known, then the most headings at all.
fn guess_delimiter(text: &str, options: &ReadOptions) -> u8 {
    let score = |delimiter: u8| {
        let mut record = ByteRecord::new();
        let found = builder(delimiter).from_reader(text.as_bytes()).read_byte_record(&mut record);
        if !matches!(found, Ok(true)) {
            return (0, 0);
        }
        let headings: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let columns = heading::columns(&headings, options);
        (columns.iter().filter(|column| **column != Column::Ignored).count(), headings.len())
    };
    let mut best = (DELIMITERS[0], score(DELIMITERS[0]));
    for delimiter in &DELIMITERS[1..] {
        let score = score(*delimiter);
        if score > best.1 {
            best = (*delimiter, score);
        }
    }
    best.0
}

/// Follows the quotes of one record as the reader does: a quote counts at the start of a cell, a doubled one is a sign.
fn ends_in_quotes(raw: &[u8], delimiter: u8) -> bool {
    let mut quoted = false;
    let mut cell_starts = true;
    for byte in raw {
        match byte {
            b'"' if quoted || cell_starts => {
                // The second of two quotes opens again what the first has closed.
                cell_starts = quoted;
                quoted = !quoted;
            }
            byte if !quoted && (*byte == delimiter || matches!(byte, b'\r' | b'\n')) => cell_starts = true,
            _ => cell_starts = false,
        }
    }
    quoted
}

/// Headings as they are named in an error: some, and shortened.
fn listed(headings: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown =
        headings.iter().take(SHOWN).map(|heading| format!("“{}”", heading.chars().take(40).collect::<String>()));
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if headings.len() > SHOWN {
        list.push_str(", …");
    }
    list
}

#[cfg(test)]
pub(crate) mod tests;
