//! Fields that an administrator defines: what they are, and which values they take (`[F1]` to `[F5]`).
//!
//! A value is kept as a text in one spelling, under the field's id, so that renaming a field touches no contact. A
//! definition is never deleted: the history of contacts names it.

mod day;
mod number;

use std::collections::BTreeMap;

pub use day::Day;
pub use number::Number;
use serde::{Deserialize, Serialize};

use crate::contact::{ContactKind, FieldValue};
use crate::ids::CustomFieldId;
use crate::search::fold;
use crate::value::{ValueError, parse_line};

/// So many fields that are not archived, and so many in all.
pub const MAX_CUSTOM_FIELDS: usize = 50;
pub const MAX_DEFINITIONS: usize = 500;
pub const MAX_CHOICES: usize = 100;
/// Longest value of a text field, in characters.
pub const MAX_TEXT_LENGTH: usize = 500;
const MAX_LABEL_LENGTH: usize = 60;
const MAX_CHOICE_LENGTH: usize = 100;
const MAX_POSITION: u32 = 1_000_000;

/// What the values of a custom field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomFieldKind {
    /// One line.
    Text,
    /// Written with a point and without superfluous zeros.
    Number,
    /// `2026-03-15`.
    Date,
    /// One of the field's choices.
    Choice,
}

/// Which contacts have the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppliesTo {
    Organisation,
    Person,
    #[default]
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct CustomField {
    pub id: CustomFieldId,
    /// What screens and column headings call it; no other field that is in use is called so.
    pub label: String,
    /// Never changes.
    pub kind: CustomFieldKind,
    /// In the order in which they are offered; empty unless the kind is `choice`.
    pub choices: Vec<String>,
    pub applies_to: AppliesTo,
    /// Fields stand in the order of their positions, then of their labels.
    pub position: u32,
    /// Takes no new values; those that were given stay.
    pub archived: bool,
}

/// A field to be defined.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewCustomField {
    /// Made by the client if it wants to send the request again safely.
    #[serde(default)]
    pub id: Option<CustomFieldId>,
    pub label: String,
    pub kind: CustomFieldKind,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub applies_to: AppliesTo,
    /// At the end, if left out.
    #[serde(default)]
    pub position: Option<u32>,
}

/// What of a field is to change; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CustomFieldChange {
    pub label: Option<String>,
    pub choices: Option<Vec<String>>,
    pub applies_to: Option<AppliesTo>,
    pub position: Option<u32>,
    pub archived: Option<bool>,
}

/// Why a definition was refused. The text is for the person who made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomFieldRefusal {
    #[error("there is no custom field with this id")]
    NotFound,
    #[error("another field has this id; take a new one")]
    IdTaken,
    #[error("{0}")]
    Label(#[source] ValueError),
    #[error("another field is called “{0}”; take another label or rename that one")]
    LabelTaken(String),
    #[error("{0}")]
    Choice(#[source] ValueError),
    #[error("a choice needs something to choose from; name at least one")]
    NoChoices,
    #[error("{count} choices are too many; at most {MAX_CHOICES} are offered")]
    TooManyChoices { count: usize },
    #[error("only a field of the kind choice has choices")]
    ChoicesOfAnotherKind,
    #[error("a position is a number up to {MAX_POSITION}")]
    Position,
    #[error("there are {MAX_CUSTOM_FIELDS} custom fields already; archive one of them first")]
    TooMany,
    #[error("{MAX_DEFINITIONS} custom fields were defined, archived ones included; use one of those again")]
    TooManyDefinitions,
}

/// All custom fields as of one instant, replaced as a whole when one of them changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomFields(BTreeMap<CustomFieldId, CustomField>);

/// For who decides on contacts without custom fields.
pub static NO_CUSTOM_FIELDS: CustomFields = CustomFields(BTreeMap::new());

impl CustomFields {
    pub fn new(fields: impl IntoIterator<Item = CustomField>) -> Self {
        Self(fields.into_iter().map(|field| (field.id, field)).collect())
    }

    /// The same fields with this one added or replaced.
    #[must_use]
    pub fn with(&self, field: CustomField) -> Self {
        let mut next = self.clone();
        next.0.insert(field.id, field);
        next
    }

    pub fn get(&self, id: CustomFieldId) -> Option<&CustomField> {
        self.0.get(&id)
    }

    /// In the order in which screens show them.
    pub fn in_order(&self) -> Vec<&CustomField> {
        let mut fields: Vec<_> = self.0.values().collect();
        fields.sort_by(|one, other| (one.position, &one.label).cmp(&(other.position, &other.label)));
        fields
    }

    /// Decides a new definition. The same one again, under the same id, is the one that is there.
    pub fn define(&self, new: NewCustomField) -> Result<CustomField, CustomFieldRefusal> {
        let NewCustomField { id, label, kind, choices, applies_to, position } = new;
        let next_position = self.0.values().map(|field| field.position).max().map_or(0, |last| last.saturating_add(1));
        let field = CustomField {
            id: id.unwrap_or_default(),
            label: checked_label(&label)?,
            kind,
            choices: checked_choices(kind, &choices)?,
            applies_to,
            position: position.unwrap_or(next_position.min(MAX_POSITION)),
            archived: false,
        };
        if let Some(known) = self.get(field.id) {
            let again = CustomField { position: position.unwrap_or(known.position), ..field };
            return if again == *known { Ok(again) } else { Err(CustomFieldRefusal::IdTaken) };
        }
        if self.0.len() >= MAX_DEFINITIONS {
            return Err(CustomFieldRefusal::TooManyDefinitions);
        }
        self.check_place(&field)?;
        Ok(field)
    }

    /// Decides a change of a definition. A choice may be dropped while contacts have it: what is stored stays.
    pub fn change(&self, id: CustomFieldId, change: CustomFieldChange) -> Result<CustomField, CustomFieldRefusal> {
        let before = self.get(id).ok_or(CustomFieldRefusal::NotFound)?;
        let CustomFieldChange { label, choices, applies_to, position, archived } = change;
        let mut field = before.clone();
        if let Some(label) = label {
            field.label = checked_label(&label)?;
        }
        if let Some(choices) = choices {
            field.choices = checked_choices(field.kind, &choices)?;
        }
        field.applies_to = applies_to.unwrap_or(field.applies_to);
        field.position = position.unwrap_or(field.position);
        field.archived = archived.unwrap_or(field.archived);
        self.check_place(&field)?;
        Ok(field)
    }

    /// Whether the field fits in among the others.
    fn check_place(&self, field: &CustomField) -> Result<(), CustomFieldRefusal> {
        if field.position > MAX_POSITION {
            return Err(CustomFieldRefusal::Position);
        }
        if field.archived {
            return Ok(());
        }
        let others: Vec<_> = self.0.values().filter(|other| !other.archived && other.id != field.id).collect();
        if others.len() >= MAX_CUSTOM_FIELDS {
            return Err(CustomFieldRefusal::TooMany);
        }
        let label = fold(&field.label);
        if others.iter().any(|other| fold(&other.label) == label) {
            return Err(CustomFieldRefusal::LabelTaken(field.label.clone()));
        }
        Ok(())
    }

    /// Checks a value of a contact and returns it as it will be stored.
    pub fn check(&self, id: CustomFieldId, contact: ContactKind, value: FieldValue) -> Result<FieldValue, ValueError> {
        let field = self.get(id).ok_or(ValueError::NoSuchCustomField)?;
        let text = match value {
            FieldValue::Nothing => return Ok(FieldValue::Nothing),
            FieldValue::Text(text) if text.trim().is_empty() => return Ok(FieldValue::Nothing),
            FieldValue::Text(text) => text,
            FieldValue::List(_) | FieldValue::Employments(_) => {
                return Err(ValueError::WrongShape("one text or nothing"));
            }
        };
        if field.archived {
            return Err(ValueError::Archived(field.label.clone()));
        }
        match (field.applies_to, contact) {
            (AppliesTo::Both, _)
            | (AppliesTo::Organisation, ContactKind::Organisation)
            | (AppliesTo::Person, ContactKind::Person) => field.parse(&text).map(FieldValue::Text),
            (AppliesTo::Organisation, ContactKind::Person) => Err(ValueError::OnlyFor("organisations")),
            (AppliesTo::Person, ContactKind::Organisation) => Err(ValueError::OnlyFor("persons")),
        }
    }
}

impl CustomField {
    fn parse(&self, text: &str) -> Result<String, ValueError> {
        match self.kind {
            CustomFieldKind::Text => parse_line(text, MAX_TEXT_LENGTH),
            CustomFieldKind::Number => number::parse(text),
            CustomFieldKind::Date => Day::parse(text).map(String::from),
            CustomFieldKind::Choice => {
                let text = parse_line(text, MAX_CHOICE_LENGTH)?;
                if self.choices.contains(&text) {
                    return Ok(text);
                }
                Err(ValueError::NotOffered { value: text, choices: self.choices.join(", ") })
            }
        }
    }
}

fn checked_label(label: &str) -> Result<String, CustomFieldRefusal> {
    parse_line(label, MAX_LABEL_LENGTH).map_err(CustomFieldRefusal::Label)
}

fn checked_choices(kind: CustomFieldKind, choices: &[String]) -> Result<Vec<String>, CustomFieldRefusal> {
    if kind != CustomFieldKind::Choice {
        return if choices.is_empty() { Ok(Vec::new()) } else { Err(CustomFieldRefusal::ChoicesOfAnotherKind) };
    }
    if choices.len() > MAX_CHOICES {
        return Err(CustomFieldRefusal::TooManyChoices { count: choices.len() });
    }
    let mut checked = Vec::with_capacity(choices.len());
    for choice in choices {
        let choice = parse_line(choice, MAX_CHOICE_LENGTH).map_err(CustomFieldRefusal::Choice)?;
        if !checked.contains(&choice) {
            checked.push(choice);
        }
    }
    if checked.is_empty() { Err(CustomFieldRefusal::NoChoices) } else { Ok(checked) }
}

#[cfg(test)]
mod tests;
