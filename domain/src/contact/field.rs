//! The fields of a contact: their wire values, their validation and their limits.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Access, Field};
use crate::custom_field::MAX_TEXT_LENGTH;
use crate::ids::{ContactId, CustomFieldId, TeamId};
use crate::value::{
    Birthday, Country, ValueError, parse_email, parse_line, parse_phone, parse_postal_code, parse_tag, parse_vat_id,
    parse_website,
};

/// Lists (e-mails, phones, tags, teams, employments) hold at most this many entries.
pub const MAX_LIST_ENTRIES: usize = 50;

/// Where a person works. Kept in the graph as the edge `works_for`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Employment {
    pub organisation: ContactId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub position: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<Department>,
    /// The organisation that this person is shown under.
    #[serde(default)]
    pub primary: bool,
    /// The day on which the person left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub left: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    Purchasing,
    Accounting,
    GoodsIn,
    Engineering,
    Management,
}

/// A field's value on the wire: nothing, a text, a list of texts, or employments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
pub enum FieldValue {
    Nothing,
    Text(String),
    List(Vec<String>),
    Employments(Vec<Employment>),
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The editable part of a contact, every value checked and normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Fields {
    pub name: String,
    pub customer_number: Option<String>,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    #[schema(value_type = Option<String>, example = "AT")]
    pub country: Option<Country>,
    pub industry: Option<String>,
    #[schema(value_type = Option<String>, example = "1980-12-24")]
    pub birthday: Option<Birthday>,
    pub website: Option<String>,
    pub vat_id: Option<String>,
    /// The language to write in: `de`, `en`, …
    pub language: Option<String>,
    /// How the contact came to us.
    pub source: Option<String>,
    pub tags: Vec<String>,
    pub access: Access,
    pub teams: Vec<TeamId>,
    pub works_for: Vec<Employment>,
    /// Values of the fields that administrators defined, each in the one spelling of its kind.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub custom: BTreeMap<CustomFieldId, String>,
}

impl Fields {
    /// The country that numbers and postal codes are read by: the contact's own, else Austria.
    pub fn home_country(&self) -> Country {
        self.country.unwrap_or(Country::AT)
    }

    pub fn get(&self, field: Field) -> FieldValue {
        let text = |value: &Option<String>| value.clone().map_or(FieldValue::Nothing, FieldValue::Text);
        match field {
            Field::Name => FieldValue::Text(self.name.clone()),
            Field::CustomerNumber => text(&self.customer_number),
            Field::Emails => FieldValue::List(self.emails.clone()),
            Field::Phones => FieldValue::List(self.phones.clone()),
            Field::Street => text(&self.street),
            Field::PostalCode => text(&self.postal_code),
            Field::City => text(&self.city),
            Field::Country => text(&self.country.map(String::from)),
            Field::Industry => text(&self.industry),
            Field::Birthday => text(&self.birthday.map(String::from)),
            Field::Website => text(&self.website),
            Field::VatId => text(&self.vat_id),
            Field::Language => text(&self.language),
            Field::Source => text(&self.source),
            Field::Tags => FieldValue::List(self.tags.clone()),
            Field::Access => FieldValue::Text(access_name(self.access).to_owned()),
            Field::Teams => FieldValue::List(self.teams.iter().map(ToString::to_string).collect()),
            Field::WorksFor => match self.works_for.as_slice() {
                [] => FieldValue::List(Vec::new()),
                employments => FieldValue::Employments(employments.to_vec()),
            },
            Field::Custom(id) => text(&self.custom.get(&id).cloned()),
        }
    }

    /// Checks a value for a field and returns it as it will be stored, without storing it. Which values a custom field
    /// takes is known to [`crate::CustomFields::check`] alone.
    pub fn check(&self, field: Field, value: FieldValue) -> Result<FieldValue, ValueError> {
        let mut trial = Self { country: self.country, ..Self::default() };
        trial.write(field, value)?;
        Ok(trial.get(field))
    }

    /// Fields with these values, of which a postal code is read by the country that comes with it.
    pub fn of_values(values: impl IntoIterator<Item = (Field, FieldValue)>) -> Result<Self, (Field, ValueError)> {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by_key(|(field, _)| field.waits_for_country());
        let mut fields = Self::default();
        for (field, value) in values {
            fields.write(field, value).map_err(|error| (field, error))?;
        }
        Ok(fields)
    }

    /// Stores a value that [`Self::check`] returned, now or before a restart.
    ///
    /// A rule may have become stricter since the event was written, and history stays as it is: a value that no longer
    /// passes leaves the field as it was.
    pub(super) fn set(&mut self, field: Field, value: FieldValue) {
        let _: Result<(), ValueError> = self.write(field, value);
    }

    fn write(&mut self, field: Field, value: FieldValue) -> Result<(), ValueError> {
        match field {
            Field::Name => self.name = required_line(value, 200)?,
            Field::CustomerNumber => self.customer_number = line(value, 60)?,
            Field::Emails => self.emails = list(value, parse_email)?,
            Field::Phones => {
                let country = self.home_country();
                self.phones = list(value, |entry| parse_phone(entry, country))?;
            }
            Field::Street => self.street = line(value, 200)?,
            Field::PostalCode => {
                let country = self.home_country();
                self.postal_code = text(value)?.map(|code| parse_postal_code(&code, country)).transpose()?;
            }
            Field::City => self.city = line(value, 100)?,
            Field::Country => self.country = text(value)?.map(|code| Country::parse(&code)).transpose()?,
            Field::Industry => self.industry = line(value, 100)?,
            Field::Birthday => self.birthday = text(value)?.map(|day| Birthday::parse(&day)).transpose()?,
            Field::Website => self.website = text(value)?.map(|address| parse_website(&address)).transpose()?,
            Field::VatId => self.vat_id = text(value)?.map(|id| parse_vat_id(&id)).transpose()?,
            Field::Language => self.language = text(value)?.map(|code| parse_language(&code)).transpose()?,
            Field::Source => self.source = line(value, 100)?,
            Field::Tags => self.tags = list(value, parse_tag)?,
            Field::Access => self.access = parse_access(value)?,
            Field::Teams => self.teams = list(value, parse_team)?,
            Field::WorksFor => self.works_for = employments(value)?,
            Field::Custom(id) => match line(value, MAX_TEXT_LENGTH)? {
                Some(text) => {
                    self.custom.insert(id, text);
                }
                None => {
                    self.custom.remove(&id);
                }
            },
        }
        Ok(())
    }

    /// Puts back a value that stood here once. It is not checked again: it fitted what stood beside it then.
    pub(super) fn restore(&mut self, field: Field, value: FieldValue) {
        let text = |value| match value {
            FieldValue::Text(text) => Some(text),
            FieldValue::Nothing | FieldValue::List(_) | FieldValue::Employments(_) => None,
        };
        let list = |value| match value {
            FieldValue::List(entries) => entries,
            FieldValue::Nothing | FieldValue::Text(_) | FieldValue::Employments(_) => Vec::new(),
        };
        match field {
            Field::Name => self.name = text(value).unwrap_or_default(),
            Field::CustomerNumber => self.customer_number = text(value),
            Field::Emails => self.emails = list(value),
            Field::Phones => self.phones = list(value),
            Field::Street => self.street = text(value),
            Field::PostalCode => self.postal_code = text(value),
            Field::City => self.city = text(value),
            Field::Industry => self.industry = text(value),
            Field::Website => self.website = text(value),
            Field::VatId => self.vat_id = text(value),
            Field::Language => self.language = text(value),
            Field::Source => self.source = text(value),
            Field::Tags => self.tags = list(value),
            Field::Custom(id) => match text(value) {
                Some(text) => {
                    self.custom.insert(id, text);
                }
                None => {
                    self.custom.remove(&id);
                }
            },
            // Values of a type of their own are read from their one spelling.
            Field::Country | Field::Birthday | Field::Access | Field::Teams | Field::WorksFor => {
                self.set(field, value);
            }
        }
    }
}

fn text(value: FieldValue) -> Result<Option<String>, ValueError> {
    match value {
        FieldValue::Nothing => Ok(None),
        FieldValue::Text(text) if text.trim().is_empty() => Ok(None),
        FieldValue::Text(text) => Ok(Some(text)),
        FieldValue::List(_) | FieldValue::Employments(_) => Err(ValueError::WrongShape("one text or nothing")),
    }
}

fn line(value: FieldValue, limit: usize) -> Result<Option<String>, ValueError> {
    text(value)?.map(|text| parse_line(&text, limit)).transpose()
}

fn required_line(value: FieldValue, limit: usize) -> Result<String, ValueError> {
    line(value, limit)?.ok_or(ValueError::Empty)
}

/// Parses every entry, drops empty and repeated ones, keeps the order.
fn list<T: PartialEq>(value: FieldValue, parse: impl Fn(&str) -> Result<T, ValueError>) -> Result<Vec<T>, ValueError> {
    let entries = match value {
        FieldValue::Nothing => Vec::new(),
        FieldValue::Text(text) => vec![text],
        FieldValue::List(entries) => entries,
        FieldValue::Employments(_) => return Err(ValueError::WrongShape("a list of texts")),
    };
    within_limit(entries.len())?;
    let mut parsed = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !entry.trim().is_empty()) {
        let entry = parse(entry)?;
        if !parsed.contains(&entry) {
            parsed.push(entry);
        }
    }
    Ok(parsed)
}

fn within_limit(length: usize) -> Result<(), ValueError> {
    if length > MAX_LIST_ENTRIES {
        return Err(ValueError::TooMany { length, limit: MAX_LIST_ENTRIES });
    }
    Ok(())
}

fn parse_language(input: &str) -> Result<String, ValueError> {
    let code = input.trim().to_lowercase();
    match code.as_str() {
        "deutsch" | "german" => Ok("de".to_owned()),
        "englisch" | "english" => Ok("en".to_owned()),
        two if two.len() == 2 && two.bytes().all(|byte| byte.is_ascii_lowercase()) => Ok(code),
        _ => Err(ValueError::NotAChoice { value: code, allowed: "two-letter language codes, as in de or en" }),
    }
}

fn access_name(access: Access) -> &'static str {
    match access {
        Access::Private => "private",
        Access::Team => "team",
        Access::Company => "company",
        Access::Restricted => "restricted",
    }
}

fn parse_access(value: FieldValue) -> Result<Access, ValueError> {
    let name = text(value)?.ok_or(ValueError::Empty)?;
    match name.trim() {
        "private" => Ok(Access::Private),
        "team" => Ok(Access::Team),
        "company" => Ok(Access::Company),
        "restricted" => Ok(Access::Restricted),
        _ => Err(ValueError::NotAChoice { value: name, allowed: "private, team, company, restricted" }),
    }
}

fn parse_team(input: &str) -> Result<TeamId, ValueError> {
    input.trim().parse().map_err(|_| ValueError::WrongShape("ids of teams"))
}

fn employments(value: FieldValue) -> Result<Vec<Employment>, ValueError> {
    let mut employments = match value {
        FieldValue::Nothing => Vec::new(),
        FieldValue::List(entries) if entries.is_empty() => Vec::new(),
        FieldValue::Employments(employments) => employments,
        FieldValue::Text(_) | FieldValue::List(_) => {
            return Err(ValueError::WrongShape("a list of employments, each with an organisation"));
        }
    };
    within_limit(employments.len())?;
    for employment in &mut employments {
        employment.position = employment.position.take().map(|position| parse_line(&position, 100)).transpose()?;
    }
    let primaries = employments.iter().filter(|employment| employment.primary).count();
    if primaries > 1 {
        return Err(ValueError::WrongShape("one primary employment at most"));
    }
    Ok(employments)
}
