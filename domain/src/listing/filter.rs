//! The filter of a list: how it is written ([`FilterSpec`], the same for everyone who uses a shared view) and what it
//! takes once it is known who asks and when ([`Filter`]).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::QueryError;
use super::custom::{self, CustomFilter};
use crate::contact::{Access, Contact, ContactKind};
use crate::custom_field::CustomFields;
use crate::ids::{CustomFieldId, EmployeeId, TeamId};
use crate::search;
use crate::value::Country;

/// Each list of a filter holds at most this many entries.
pub const MAX_FILTER_ENTRIES: usize = 50;
pub(super) const MAX_TEXT_LENGTH: usize = 200;
const MAX_DAYS: u32 = 3650;

/// An employee as a filter names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub enum NamedEmployee {
    /// `me`: whoever asks.
    Me,
    /// `none`: contacts that have nobody in this role, or in any.
    Nobody,
    Employee(EmployeeId),
}

impl FromStr for NamedEmployee {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            id => id.parse().map(Self::Employee).map_err(|_| "an employee is an id, me or none".to_owned()),
        }
    }
}

impl TryFrom<String> for NamedEmployee {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for NamedEmployee {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => out.write_str("me"),
            Self::Nobody => out.write_str("none"),
            Self::Employee(id) => id.fmt(out),
        }
    }
}

impl From<NamedEmployee> for String {
    fn from(named: NamedEmployee) -> Self {
        named.to_string()
    }
}

/// A filter as it is written: what is named must hold, all of it; of a list, any entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct FilterSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ContactKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Country>>")]
    #[schema(value_type = Vec<String>, example = json!(["AT", "DE"]))]
    pub country: Vec<Country>,
    /// What the postal code begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Whole names, in any spelling of letters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>")]
    pub city: Vec<String>,
    /// To the letter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>")]
    pub industry: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>")]
    pub tags: Vec<String>,
    /// Ids of employees, `me`, or `none`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<NamedEmployee>>")]
    #[schema(value_type = Vec<String>, example = json!(["me"]))]
    pub account_manager: Vec<NamedEmployee>,
    /// In any role: ids of employees, `me`, or `none` for contacts that nobody looks after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<NamedEmployee>>")]
    #[schema(value_type = Vec<String>, example = json!(["me"]))]
    pub assigned: Vec<NamedEmployee>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<TeamId>>")]
    pub team: Vec<TeamId>,
    /// 1 to 3650, counted back from the moment of the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_within_days: Option<u32>,
    /// 1 to 3650, counted back from the moment of the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_within_days: Option<u32>,
    /// Conditions by id of a custom field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<CustomFieldId, CustomFilter>>")]
    #[schema(value_type = std::collections::HashMap<String, CustomFilter>)]
    pub custom: BTreeMap<CustomFieldId, CustomFilter>,
}

impl FilterSpec {
    /// Reads the JSON of a filter; nothing but blanks is the filter that takes everything.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let refused = |error: serde_json::Error| QueryError::Filter(error.to_string());
        let object: Map<String, Value> = serde_json::from_str(text).map_err(refused)?;
        let spec: Self = serde_json::from_value(Value::Object(object)).map_err(refused)?;
        spec.check()?;
        Ok(spec)
    }

    /// Whether every part is within its bounds.
    pub fn check(&self) -> Result<(), QueryError> {
        let refused = |reason: String| Err(QueryError::Filter(reason));
        let lists = [
            ("country", self.country.len()),
            ("city", self.city.len()),
            ("industry", self.industry.len()),
            ("tags", self.tags.len()),
            ("account_manager", self.account_manager.len()),
            ("assigned", self.assigned.len()),
            ("team", self.team.len()),
            ("custom", self.custom.len()),
        ];
        if let Some((name, length)) = lists.into_iter().find(|(_, length)| *length > MAX_FILTER_ENTRIES) {
            return refused(format!("{name} has {length} entries; at most {MAX_FILTER_ENTRIES} are read"));
        }
        let mut texts = self.postal_code.iter().chain(&self.city).chain(&self.industry).chain(&self.tags);
        if texts.any(|text| text.trim().is_empty() || text.chars().count() > MAX_TEXT_LENGTH) {
            return refused(format!("a text has 1 to {MAX_TEXT_LENGTH} characters"));
        }
        if let Some(reason) = self.custom.values().find_map(|condition| condition.check().err()) {
            return refused(reason);
        }
        let days =
            [("changed_within_days", self.changed_within_days), ("created_within_days", self.created_within_days)];
        match days.into_iter().find(|(_, days)| days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days))) {
            Some((name, _)) => refused(format!("{name} is 1 to {MAX_DAYS}")),
            None => Ok(()),
        }
    }

    /// Whether the custom fields that it names exist and hold what it asks for.
    pub fn check_custom(&self, fields: &CustomFields) -> Result<(), QueryError> {
        custom::check(&self.custom, fields)
    }

    /// What the filter takes when this employee asks at this moment.
    pub fn resolve(&self, viewer: EmployeeId, now: DateTime<Utc>) -> Filter {
        let Self {
            kind,
            access,
            country,
            postal_code,
            city,
            industry,
            tags,
            account_manager,
            assigned,
            team,
            changed_within_days,
            created_within_days,
            custom,
        } = self;
        let employee = |named: &NamedEmployee| match named {
            NamedEmployee::Me => Some(viewer),
            NamedEmployee::Nobody => None,
            NamedEmployee::Employee(id) => Some(*id),
        };
        let since = |days: &Option<u32>| days.map(|days| now - TimeDelta::days(i64::from(days)));
        Filter {
            kind: *kind,
            access: *access,
            countries: country.clone(),
            postal_code: postal_code.as_ref().map(|prefix| prefix.trim().to_uppercase()),
            cities: city.iter().map(|city| search::fold_line(city)).collect(),
            industries: industry.clone(),
            tags: tags.clone(),
            account_managers: account_manager.iter().map(employee).collect(),
            assigned: assigned.iter().map(employee).collect(),
            teams: team.clone(),
            changed_since: since(changed_within_days),
            created_since: since(created_within_days),
            custom: custom.iter().map(|(id, condition)| (*id, condition.resolved())).collect(),
        }
    }
}

fn folded(text: Option<&str>) -> Option<String> {
    text.map(search::fold_line).filter(|text| !text.is_empty())
}

/// What a filter takes. A part that is empty takes everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub kind: Option<ContactKind>,
    pub access: Option<Access>,
    pub countries: Vec<Country>,
    /// What the postal code begins with, in capitals.
    pub postal_code: Option<String>,
    /// As [`search::fold_line`] writes them.
    pub cities: Vec<String>,
    pub industries: Vec<String>,
    pub tags: Vec<String>,
    /// `None`: contacts without an account manager.
    pub account_managers: Vec<Option<EmployeeId>>,
    /// `None`: contacts to which nobody is assigned.
    pub assigned: Vec<Option<EmployeeId>>,
    pub teams: Vec<TeamId>,
    pub changed_since: Option<DateTime<Utc>>,
    pub created_since: Option<DateTime<Utc>>,
    pub custom: Vec<(CustomFieldId, CustomFilter)>,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether what it takes changes as time goes by, without any contact changing.
    pub fn looks_back(&self) -> bool {
        self.changed_since.is_some() || self.created_since.is_some()
    }

    /// Whether it takes a contact that is seen whole.
    pub fn takes(&self, contact: &Contact) -> bool {
        let fields = &contact.fields;
        let assigned: Vec<_> = contact.active_assignments().map(|assignment| assignment.employee).collect();
        self.takes_kind(contact.kind)
            && self.takes_access(fields.access)
            && self.takes_country(fields.country)
            && self.takes_postal_code(fields.postal_code.as_deref())
            && (self.cities.is_empty() || self.takes_city(folded(fields.city.as_deref()).as_deref()))
            && self.takes_industry(fields.industry.as_deref())
            && self.takes_tags(&fields.tags)
            && self.takes_account_manager(contact.account_manager())
            && self.takes_assigned(&assigned)
            && self.takes_teams(&fields.teams)
            && self.takes_times(contact.created_at.timestamp_micros(), contact.updated_at.timestamp_micros())
            && self.takes_custom(|id| fields.custom.get(&id).map(String::as_str))
    }

    /// Whether it takes a contact of which the name and the kind alone are seen: anything else that is asked for, even
    /// that something is missing, must not be answered (`[E3]`).
    pub fn takes_name_only(&self, kind: ContactKind) -> bool {
        self.takes_kind(kind) && self.asks_for_kind_alone()
    }

    /// Whether nothing is asked for but the kind, or nothing at all.
    pub fn asks_for_kind_alone(&self) -> bool {
        Self { kind: None, ..self.clone() }.is_empty()
    }

    pub fn takes_kind(&self, kind: ContactKind) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
    }

    pub fn takes_access(&self, access: Access) -> bool {
        self.access.is_none_or(|wanted| wanted == access)
    }

    pub fn takes_country(&self, country: Option<Country>) -> bool {
        self.countries.is_empty() || country.is_some_and(|country| self.countries.contains(&country))
    }

    pub fn takes_postal_code(&self, code: Option<&str>) -> bool {
        let Some(prefix) = &self.postal_code else { return true };
        code.is_some_and(|code| code.starts_with(prefix.as_str()))
    }

    /// The city as [`search::fold_line`] writes it.
    pub fn takes_city(&self, city: Option<&str>) -> bool {
        self.cities.is_empty() || city.is_some_and(|city| self.cities.iter().any(|wanted| wanted == city))
    }

    pub fn takes_industry(&self, industry: Option<&str>) -> bool {
        self.industries.is_empty()
            || industry.is_some_and(|industry| self.industries.iter().any(|wanted| wanted == industry))
    }

    pub fn takes_tags(&self, tags: &[String]) -> bool {
        self.tags.is_empty() || tags.iter().any(|tag| self.tags.contains(tag))
    }

    pub fn takes_account_manager(&self, account_manager: Option<EmployeeId>) -> bool {
        self.account_managers.is_empty() || self.account_managers.contains(&account_manager)
    }

    pub fn takes_assigned(&self, assigned: &[EmployeeId]) -> bool {
        self.assigned.is_empty()
            || (assigned.is_empty() && self.assigned.contains(&None))
            || assigned.iter().any(|employee| self.assigned.contains(&Some(*employee)))
    }

    pub fn takes_teams(&self, teams: &[TeamId]) -> bool {
        self.teams.is_empty() || teams.iter().any(|team| self.teams.contains(team))
    }

    /// Times in microseconds since 1970, as the store keeps them beside a contact.
    pub fn takes_times(&self, created: i64, changed: i64) -> bool {
        let since =
            |wanted: Option<DateTime<Utc>>, time: i64| wanted.is_none_or(|wanted| time >= wanted.timestamp_micros());
        since(self.created_since, created) && since(self.changed_since, changed)
    }
    /// The value of each field as it is stored.
    pub fn takes_custom<'a>(&self, value: impl Fn(CustomFieldId) -> Option<&'a str>) -> bool {
        self.custom.iter().all(|(id, condition)| condition.takes(value(*id)))
    }
}
