//! A look into a table: its headings, what they are taken to mean, and some of the cells under each.

use std::borrow::Cow;

use super::{Table, heading};
use crate::read::{ReadError, ReadOptions};
use crate::table::Target;

const SAMPLES: usize = 3;
const SAMPLE_CHARACTERS: usize = 80;

/// A column as somebody sees it who is to say what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewColumn {
    pub heading: String,
    /// The first different cells with contents, three at most, shortened.
    pub samples: Vec<String>,
    /// [`Target::Ignore`] if nobody knows it.
    pub target: Target,
}

impl<'a> Table<'a> {
    /// The delimiter, the columns, and how many rows have contents.
    pub(crate) fn preview(
        text: Cow<'a, str>,
        options: &ReadOptions,
    ) -> Result<(char, Vec<PreviewColumn>, u64), ReadError> {
        let mut table = Self::open(text, options)?;
        let mut columns: Vec<PreviewColumn> = table
            .headings
            .iter()
            .zip(&table.columns)
            .map(|(heading, column)| PreviewColumn {
                heading: heading.clone(),
                samples: Vec::new(),
                target: (*column).into(),
            })
            .collect();
        let mut rows = 0;
        while let Ok(true) = table.reader.read_record(&mut table.record) {
            let has_contents = table.record.iter().any(|cell| !cell.trim().is_empty());
            rows += u64::from(has_contents);
            for (column, cell) in columns.iter_mut().zip(&table.record) {
                take_sample(column, heading::unguarded(cell).trim());
            }
        }
        Ok((table.delimiter(), columns, rows))
    }
}

fn take_sample(column: &mut PreviewColumn, cell: &str) {
    if cell.is_empty() || column.samples.len() == SAMPLES {
        return;
    }
    let sample: String = cell.chars().take(SAMPLE_CHARACTERS).collect();
    if !column.samples.contains(&sample) {
        column.samples.push(sample);
    }
}
