//! A place in a list; as a text it is the cursor of a page.

use std::fmt;

use domain::ContactId;
use domain::custom_field::Number;
use domain::listing::{Sort, SortBy, SortValue};

use crate::StoreError;

/// Stands before a number, and in no folded text.
const NUMBER: char = '#';

/// A place in the order of a list, whether or not a contact stands there still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) sort: Sort,
    /// What the contact was ordered by, if it was not the name.
    pub(crate) value: Option<SortValue<'static>>,
    pub(crate) name: String,
    pub(crate) id: ContactId,
}

impl fmt::Display for Place {
    /// No part but the last can hold a full stop: folded texts consist of letters, digits and blanks.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.", self.id, self.sort)?;
        match &self.value {
            Some(SortValue::Text(text)) => out.write_str(text)?,
            Some(SortValue::Time(time)) => time.fmt(out)?,
            // The spelling of a number may hold a full stop.
            Some(SortValue::Number(number)) => write!(out, "{NUMBER}{}", number.rank())?,
            None => {}
        }
        write!(out, ".{}", self.name)
    }
}

impl Place {
    /// The place of a cursor that a page in this order gave.
    pub(crate) fn of_cursor(cursor: &str, sort: Sort) -> Result<Self, StoreError> {
        let mut parts = cursor.splitn(4, '.');
        let mut part = || parts.next().ok_or(StoreError::BadCursor);
        let id = part()?.parse().map_err(|_| StoreError::BadCursor)?;
        if part()?.parse::<Sort>().ok() != Some(sort) {
            return Err(StoreError::BadCursor);
        }
        let value = match (part()?, sort.by) {
            ("", _) => None,
            (time, SortBy::CreatedAt | SortBy::UpdatedAt) => {
                Some(SortValue::Time(time.parse().map_err(|_| StoreError::BadCursor)?))
            }
            (text, SortBy::Custom(_)) if text.starts_with(NUMBER) => {
                let rank = text[NUMBER.len_utf8()..].parse().map_err(|_| StoreError::BadCursor)?;
                Some(SortValue::Number(Number::of_rank(rank)))
            }
            (text, _) => Some(SortValue::Text(text.to_owned().into())),
        };
        Ok(Self { sort, value, name: part()?.to_owned(), id })
    }
}
