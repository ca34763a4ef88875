//! The order of a list: by one value of the contacts, those without it last, then by name, then by id.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{QueryError, custom};
use crate::contact::{Contact, Field};
use crate::custom_field::{CustomFields, Number};
use crate::ids::CustomFieldId;
use crate::search::fold_line;

/// What a list can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    #[default]
    Name,
    CustomerNumber,
    City,
    PostalCode,
    Industry,
    CreatedAt,
    UpdatedAt,
    /// Numbers by their size, then texts by their letters; a date stands in the order of time.
    Custom(CustomFieldId),
}

/// An order: a value's name, with `-` before it for the reverse. Contacts without the value stand last both ways, and
/// equal ones by name and id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Sort {
    pub by: SortBy,
    pub descending: bool,
}

/// A value that contacts are ordered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue<'a> {
    Number(Number),
    /// As [`fold_line`] writes it.
    Text(Cow<'a, str>),
    /// Microseconds since 1970.
    Time(i64),
}

impl SortBy {
    /// Those of every contact.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::CustomerNumber,
        Self::City,
        Self::PostalCode,
        Self::Industry,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];

    /// The name of what is no custom field.
    fn plain_name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CustomerNumber => "customer_number",
            Self::City => "city",
            Self::PostalCode => "postal_code",
            Self::Industry => "industry",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Custom(_) => "",
        }
    }

    /// The value of a contact that is seen whole; none if there is nothing to order by.
    pub fn value(self, contact: &Contact) -> Option<SortValue<'static>> {
        let fields = &contact.fields;
        let text = |text: Option<&String>| {
            text.map(|text| fold_line(text)).filter(|text| !text.is_empty()).map(|text| SortValue::Text(text.into()))
        };
        match self {
            Self::Name => Some(SortValue::Text(fold_line(&fields.name).into())),
            Self::CustomerNumber => text(fields.customer_number.as_ref()),
            Self::City => text(fields.city.as_ref()),
            Self::PostalCode => text(fields.postal_code.as_ref()),
            Self::Industry => text(fields.industry.as_ref()),
            Self::CreatedAt => Some(SortValue::Time(contact.created_at.timestamp_micros())),
            Self::UpdatedAt => Some(SortValue::Time(contact.updated_at.timestamp_micros())),
            Self::Custom(id) => fields.custom.get(&id).and_then(|value| custom::order_of(value)),
        }
    }
}

impl SortValue<'_> {
    pub fn borrowed(&self) -> SortValue<'_> {
        match self {
            Self::Number(number) => SortValue::Number(*number),
            Self::Text(text) => SortValue::Text(Cow::Borrowed(text)),
            Self::Time(time) => SortValue::Time(*time),
        }
    }

    pub fn into_owned(self) -> SortValue<'static> {
        match self {
            Self::Number(number) => SortValue::Number(number),
            Self::Text(text) => SortValue::Text(Cow::Owned(text.into_owned())),
            Self::Time(time) => SortValue::Time(time),
        }
    }
}

impl Sort {
    /// Reads an order; one by a custom field needs that field.
    pub fn parse(text: &str, fields: &CustomFields) -> Result<Self, QueryError> {
        let sort: Self = text.parse()?;
        sort.check_custom(fields)?;
        Ok(sort)
    }

    /// Whether the custom field that it names, if any, exists.
    pub fn check_custom(&self, fields: &CustomFields) -> Result<(), QueryError> {
        match self.by {
            SortBy::Custom(id) if fields.get(id).is_none() => Err(QueryError::SortOfNoField),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.descending {
            out.write_str("-")?;
        }
        match self.by {
            SortBy::Custom(id) => Field::Custom(id).fmt(out),
            plain => out.write_str(plain.plain_name()),
        }
    }
}

impl FromStr for Sort {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let plain = SortBy::ALL.into_iter().find(|by| by.plain_name() == name);
        let by = plain.or_else(|| match name.parse() {
            Ok(Field::Custom(id)) => Some(SortBy::Custom(id)),
            Ok(_) | Err(_) => None,
        });
        by.map(|by| Self { by, descending }).ok_or_else(|| QueryError::Sort(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Sort {
    type Error = QueryError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sort> for String {
    fn from(sort: Sort) -> Self {
        sort.to_string()
    }
}
