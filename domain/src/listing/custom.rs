//! What a filter asks of the fields that administrators defined.
//!
//! A condition says itself what kind of values it is about, so that it is decided on a value alone; whether it fits the
//! field's definition is looked at once, when somebody asks ([`check`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::{MAX_FILTER_ENTRIES, MAX_TEXT_LENGTH};
use super::{QueryError, SortValue};
use crate::custom_field::{CustomFieldKind, CustomFields, Day, Number};
use crate::ids::CustomFieldId;
use crate::search::fold_line;

/// What the value of a custom field must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(optional_fields)]
pub enum CustomFilter {
    /// A text that contains this one, in any spelling of letters.
    Contains { text: String },
    /// A number from one to another, both included; either may be left open.
    Number {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(as = "Option<String>")]
        #[schema(value_type = Option<String>, example = "1234.5")]
        from: Option<Number>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(as = "Option<String>")]
        #[schema(value_type = Option<String>)]
        to: Option<Number>,
    },
    /// A date from one to another, both included; either may be left open.
    Date {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(as = "Option<String>")]
        #[schema(value_type = Option<String>, example = "2026-03-15")]
        from: Option<Day>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(as = "Option<String>")]
        #[schema(value_type = Option<String>)]
        to: Option<Day>,
    },
    /// One of these choices, to the letter.
    OneOf { values: Vec<String> },
    /// Nothing.
    Empty,
    /// Anything.
    Filled,
}

impl CustomFilter {
    /// Whether it is within its bounds.
    pub(super) fn check(&self) -> Result<(), String> {
        let is_text = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_LENGTH;
        match self {
            Self::Contains { text } if !is_text(text) => Err(format!("a text has 1 to {MAX_TEXT_LENGTH} characters")),
            Self::Contains { text } if fold_line(text).is_empty() => Err("a text has a letter or a digit".to_owned()),
            Self::Number { from: None, to: None } | Self::Date { from: None, to: None } => {
                Err("a range has a beginning or an end".to_owned())
            }
            Self::Number { from: Some(from), to: Some(to) } if from > to => Err(backwards(from, to)),
            Self::Date { from: Some(from), to: Some(to) } if from > to => Err(backwards(from, to)),
            Self::OneOf { values } if values.is_empty() || values.len() > MAX_FILTER_ENTRIES => {
                Err(format!("one_of has 1 to {MAX_FILTER_ENTRIES} values"))
            }
            Self::OneOf { values } if !values.iter().all(|value| is_text(value)) => {
                Err(format!("a value has 1 to {MAX_TEXT_LENGTH} characters"))
            }
            _ => Ok(()),
        }
    }

    /// The condition with its text as [`fold_line`] writes it, to be asked of many values.
    pub(super) fn resolved(&self) -> Self {
        match self {
            Self::Contains { text } => Self::Contains { text: fold_line(text) },
            other => other.clone(),
        }
    }

    /// Whether a filter takes a contact with this value. A text to be contained is folded already.
    pub fn takes(&self, value: Option<&str>) -> bool {
        match (self, value) {
            (Self::Empty, value) => value.is_none(),
            (_, None) => false,
            (Self::Filled, Some(_)) => true,
            (Self::Contains { text }, Some(value)) => fold_line(value).contains(text.as_str()),
            (Self::OneOf { values }, Some(value)) => values.iter().any(|wanted| wanted == value),
            (Self::Number { from, to }, Some(value)) => Number::of_value(value)
                .is_some_and(|number| from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to)),
            (Self::Date { from, to }, Some(value)) => {
                from.as_ref().is_none_or(|from| from.as_str() <= value)
                    && to.as_ref().is_none_or(|to| value <= to.as_str())
            }
        }
    }

    fn is_of_kind(&self, kind: CustomFieldKind) -> bool {
        match self {
            Self::Contains { .. } => kind == CustomFieldKind::Text,
            Self::Number { .. } => kind == CustomFieldKind::Number,
            Self::Date { .. } => kind == CustomFieldKind::Date,
            Self::OneOf { .. } => kind == CustomFieldKind::Choice,
            Self::Empty | Self::Filled => true,
        }
    }
}

fn backwards(from: &impl std::fmt::Display, to: &impl std::fmt::Display) -> String {
    format!("a range begins with the smaller value; {from} lies behind {to}")
}

/// Whether the fields that a filter names exist and hold what it asks for. An archived field is asked as any other: what
/// is stored stays.
pub(super) fn check(asked: &BTreeMap<CustomFieldId, CustomFilter>, fields: &CustomFields) -> Result<(), QueryError> {
    for (id, condition) in asked {
        let field = fields.get(*id).ok_or(QueryError::FilterOfNoField)?;
        if !condition.is_of_kind(field.kind) {
            return Err(QueryError::FilterOfAnotherKind(field.label.clone()));
        }
    }
    Ok(())
}

/// What contacts are ordered by that have this value: numbers by their size, before texts by their letters.
pub fn order_of(value: &str) -> Option<SortValue<'static>> {
    if let Some(number) = Number::of_value(value) {
        return Some(SortValue::Number(number));
    }
    let folded = fold_line(value);
    (!folded.is_empty()).then(|| SortValue::Text(folded.into()))
}
