//! The way in: finds out what a file is and yields its rows one by one.

use std::collections::HashMap;
use std::sync::Arc;

use domain::CustomFields;
use domain::value::Country;

use crate::decode::{self, TextEncoding};
use crate::draft::Draft;
use crate::table::{PreviewColumn, Table, Target};
use crate::vcard::Cards;

/// How to read a file. The default suits a file that nobody has looked at yet.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// What a column means, by its heading in any case and punctuation; stronger than the headings known by name.
    pub mapping: HashMap<String, Target>,
    /// The country of rows that name none; they are stored with it. Without it, numbers are read as Austrian ones.
    pub default_country: Option<Country>,
    /// Columns are known by the labels of those that are in use, and checked by their kind.
    pub custom_fields: Arc<CustomFields>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv { delimiter: char },
    VCard,
}

/// One row of a table, or one card.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line in the file on which the row starts, from 1.
    pub line: u64,
    /// The contact, or everything that is wrong with the row.
    pub result: Result<Draft, Vec<RowError>>,
}

/// Why a row cannot be taken. The text is for the person who has the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {message}", column.as_ref().map(|name| format!(", {name}")).unwrap_or_default())]
pub struct RowError {
    /// From 1.
    pub line: u64,
    /// The heading of the column or the name of the property, as the file has it.
    pub column: Option<String>,
    pub message: String,
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {bytes} bytes; at most {limit} are read, so divide it into several")]
    TooLarge { bytes: usize, limit: usize },
    #[error("this is a workbook of a spreadsheet program; save it there as CSV and import that")]
    Workbook,
    #[error("this is neither a CSV nor a vCard file: it holds bytes that no text has")]
    NotText,
    #[error("the file says that it is UTF-8, but line {line} is not; save it again as UTF-8")]
    BrokenUtf8 { line: u64 },
    #[error(
        "no column holds a name; the first line must be a heading with at least Name, Nachname or Firma. It reads: {headings}"
    )]
    NoNameColumn { headings: String },
}

/// A file on its way in: an iterator over its rows, which also tells how far it is.
pub struct Reading<'a> {
    encoding: TextEncoding,
    length: usize,
    source: Source<'a>,
}

enum Source<'a> {
    Table(Box<Table<'a>>),
    Cards(Box<Cards<'a>>),
}

/// Finds format, encoding and delimiter, and maps the headings.
///
/// A file that starts with `BEGIN:VCARD` is vCard, everything else CSV. Rows that cannot be taken are yielded as errors
/// and do not end the reading.
pub fn read<'a>(bytes: &'a [u8], options: &ReadOptions) -> Result<Reading<'a>, ReadError> {
    let (text, encoding) = decode::text(bytes)?;
    let length = text.len();
    let source = if Cards::recognises(&text) {
        Source::Cards(Box::new(Cards::new(text, options)))
    } else {
        Source::Table(Box::new(Table::new(text, options)?))
    };
    Ok(Reading { encoding, length, source })
}

/// What a file holds, for who is to say what its columns mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub format: Format,
    pub encoding: TextEncoding,
    /// Empty for vCard.
    pub columns: Vec<PreviewColumn>,
    /// Rows or cards with contents, good or bad.
    pub rows: u64,
}

/// Looks into a file without taking its rows apart.
pub fn preview(bytes: &[u8], options: &ReadOptions) -> Result<Preview, ReadError> {
    let (text, encoding) = decode::text(bytes)?;
    if Cards::recognises(&text) {
        let rows = Cards::new(text, options).count_left();
        return Ok(Preview { format: Format::VCard, encoding, columns: Vec::new(), rows });
    }
    let (delimiter, columns, rows) = Table::preview(text, options)?;
    Ok(Preview { format: Format::Csv { delimiter }, encoding, columns, rows })
}

impl Reading<'_> {
    pub fn format(&self) -> Format {
        match &self.source {
            Source::Table(table) => Format::Csv { delimiter: table.delimiter() },
            Source::Cards(_) => Format::VCard,
        }
    }

    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// How much of the file has been read, from 0.0 to 1.0.
    #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
    pub fn progress(&self) -> f64 {
        let position = match &self.source {
            Source::Table(table) => table.position(),
            Source::Cards(cards) => cards.position(),
        };
        (position as f64 / self.length.max(1) as f64).min(1.0)
    }

    /// Columns and properties with contents that were left out so far; complete after the last row.
    pub fn ignored(&self) -> Vec<String> {
        match &self.source {
            Source::Table(table) => table.ignored(),
            Source::Cards(cards) => cards.ignored(),
        }
    }
}

impl Iterator for Reading<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        match &mut self.source {
            Source::Table(table) => table.next(),
            Source::Cards(cards) => cards.next(),
        }
    }
}

#[cfg(test)]
mod tests;
