//! What a list needs to know of a contact, and the columns of its row that say the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::access::{self, AudienceKey};
use domain::contact::{Access, ContactKind};
use domain::custom_field::Number;
use domain::listing::{SortBy, SortValue};
use domain::rules::preview::Holder;
use domain::value::Country;
use domain::{Contact, CustomFieldId, EmployeeId, TeamId, search};
use surrealdb::types::{Object, RecordId, SurrealValue, Uuid, object};

use crate::StoreError;
use crate::statement::{decode, encode};

/// What a list needs to know of a contact. The same columns stand on its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Folded.
    pub(crate) name: String,
    /// Everyone who sees the contact, whole or as a stub; empty if nobody does.
    pub(crate) audience: Vec<AudienceKey>,
    /// As [`search::text_of`] writes them.
    pub(crate) words: String,
    pub(crate) kind: ContactKind,
    /// None: whoever sees the contact sees its name alone.
    pub(crate) facts: Option<Facts>,
}

/// What only those know who see a contact whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) access: Access,
    pub(crate) country: Option<Country>,
    pub(crate) postal_code: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) industry: Option<String>,
    /// Folded: it is ordered by, and nothing else.
    pub(crate) customer_number: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) account_manager: Option<EmployeeId>,
    /// Whoever has a role, each once, sorted.
    pub(crate) assigned: Vec<EmployeeId>,
    pub(crate) teams: Vec<TeamId>,
    pub(crate) source: Option<String>,
    pub(crate) language: Option<String>,
    /// Whoever has a role, with the role.
    pub(crate) holders: Vec<Holder>,
    pub(crate) custom: BTreeMap<CustomFieldId, String>,
    /// In microseconds since 1970, as the change.
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Listed {
    pub(crate) fn of(contact: &Contact) -> Self {
        let access::Audience { full, stub } = access::audience(contact);
        // Whoever sees a name alone must not learn by searching or filtering what else stands there (`[A5]`, `[E3]`).
        let facts = (!full.is_empty()).then(|| Facts::of(contact));
        let words = if full.is_empty() { search::name_words(&contact.fields.name) } else { search::words(contact) };
        let mut audience = full;
        audience.extend(stub);
        audience.sort_unstable();
        audience.dedup();
        Self {
            name: search::fold_line(&contact.fields.name),
            audience,
            words: search::text_of(&words),
            kind: contact.kind,
            facts,
        }
    }

    /// The columns of the contact's row.
    pub(crate) fn columns(&self) -> Object {
        object! {
            name: self.name.clone(),
            audience: self.audience.iter().map(ToString::to_string).collect::<Vec<_>>(),
            words: self.words.clone(),
            facts: FactColumns::of(self),
        }
    }
}

impl Facts {
    fn of(contact: &Contact) -> Self {
        let mut assigned: Vec<_> = contact.active_assignments().map(|assignment| assignment.employee).collect();
        assigned.sort_unstable();
        assigned.dedup();
        let fields = &contact.fields;
        Self {
            access: fields.access,
            country: fields.country,
            postal_code: fields.postal_code.clone(),
            city: fields.city.clone(),
            industry: fields.industry.clone(),
            customer_number: text_to_order_by(SortBy::CustomerNumber, contact),
            tags: fields.tags.clone(),
            account_manager: contact.account_manager(),
            assigned,
            teams: fields.teams.clone(),
            source: fields.source.clone(),
            language: fields.language.clone(),
            holders: Holder::of(contact),
            custom: fields.custom.clone(),
            created_at: contact.created_at.timestamp_micros(),
            updated_at: contact.updated_at.timestamp_micros(),
        }
    }
}

fn text_to_order_by(by: SortBy, contact: &Contact) -> Option<String> {
    match by.value(contact) {
        Some(SortValue::Text(text)) => Some(text.into_owned()),
        Some(SortValue::Time(_) | SortValue::Number(_)) | None => None,
    }
}

/// A text as lists are ordered by it; none if nothing of it is left.
pub(super) fn folded(text: Option<&String>) -> Option<String> {
    text.map(|text| search::fold_line(text)).filter(|text| !text.is_empty())
}

/// The column `facts`: `access` is missing where the name alone is seen.
#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
pub(crate) struct FactColumns {
    kind: String,
    access: Option<String>,
    pub(crate) country: Option<String>,
    postal_code: Option<String>,
    postal_code_folded: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) city_folded: Option<String>,
    pub(crate) industry: Option<String>,
    industry_folded: Option<String>,
    customer_number_folded: Option<String>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) account_manager: Option<Uuid>,
    assigned: Option<Vec<Uuid>>,
    teams: Option<Vec<Uuid>>,
    source: Option<String>,
    language: Option<String>,
    /// As JSON: nothing is searched in it.
    holders: Option<String>,
    /// By id of the field.
    custom: Option<BTreeMap<String, CustomColumn>>,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}

/// What stands in a custom field: as it is stored, as texts are searched in it, and, if it is one, as a number.
#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
struct CustomColumn {
    text: String,
    folded: Option<String>,
    number: Option<f64>,
}

/// The column of a row that holds the value of a custom field.
pub(crate) fn custom_column(id: CustomFieldId) -> String {
    format!("facts.custom.`{id}`")
}

/// The column of a row that holds what a list is ordered by.
pub(crate) fn column_of(by: SortBy) -> Cow<'static, str> {
    let column = match by {
        SortBy::Name => "name",
        SortBy::CustomerNumber => "facts.customer_number_folded",
        SortBy::City => "facts.city_folded",
        SortBy::PostalCode => "facts.postal_code_folded",
        SortBy::Industry => "facts.industry_folded",
        SortBy::CreatedAt => "facts.created_at",
        SortBy::UpdatedAt => "facts.updated_at",
        SortBy::Custom(id) => {
            let value = custom_column(id);
            return format!("({value}.number ?? {value}.folded)").into();
        }
    };
    column.into()
}

/// The name of a plain enum's variant, as the wire knows it.
pub(crate) fn variant_name(value: &impl serde::Serialize) -> String {
    encode(value).trim_matches('"').to_owned()
}

impl FactColumns {
    fn of(listed: &Listed) -> Self {
        let kind = variant_name(&listed.kind);
        let Some(facts) = listed.facts.clone() else { return Self::name_only(kind) };
        let Facts {
            access,
            country,
            postal_code,
            city,
            industry,
            customer_number,
            tags,
            account_manager,
            assigned,
            teams,
            source,
            language,
            holders,
            custom,
            created_at,
            updated_at,
        } = facts;
        Self {
            kind,
            access: Some(variant_name(&access)),
            country: country.map(String::from),
            postal_code_folded: folded(postal_code.as_ref()),
            postal_code,
            city_folded: folded(city.as_ref()),
            city,
            industry_folded: folded(industry.as_ref()),
            industry,
            customer_number_folded: customer_number,
            tags: Some(tags),
            account_manager: account_manager.map(|id| Uuid::from(id.0)),
            assigned: Some(assigned.into_iter().map(|id| Uuid::from(id.0)).collect()),
            teams: Some(teams.into_iter().map(|id| Uuid::from(id.0)).collect()),
            source,
            language,
            holders: (!holders.is_empty()).then(|| encode(&holders)),
            custom: (!custom.is_empty())
                .then(|| custom.into_iter().map(|(id, text)| (id.to_string(), CustomColumn::of(text))).collect()),
            created_at: Some(created_at),
            updated_at: Some(updated_at),
        }
    }

    fn name_only(kind: String) -> Self {
        Self {
            kind,
            access: None,
            country: None,
            postal_code: None,
            postal_code_folded: None,
            city: None,
            city_folded: None,
            industry: None,
            industry_folded: None,
            customer_number_folded: None,
            tags: None,
            account_manager: None,
            assigned: None,
            teams: None,
            source: None,
            language: None,
            holders: None,
            custom: None,
            created_at: None,
            updated_at: None,
        }
    }
}

impl CustomColumn {
    fn of(text: String) -> Self {
        let number = Number::of_value(&text).map(Number::get);
        Self { folded: folded(Some(&text)), number, text }
    }
}

/// A row of contacts as the listing reads it.
#[derive(SurrealValue)]
#[surreal(crate = "surrealdb::types")]
pub(super) struct ListedRow {
    pub(super) id: RecordId,
    name: String,
    audience: Vec<String>,
    words: String,
    facts: FactColumns,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let ListedRow { id: _, name, audience, words, facts } = row;
        let audience = audience.iter().map(|key| key.parse()).collect::<Result<_, _>>();
        let audience = audience.map_err(|error: access::NotAnAudienceKey| super::unreadable(error))?;
        let kind = decode("contact", &format!("\"{}\"", facts.kind))?;
        Ok(Self { name, audience, words, kind, facts: Facts::from_columns(facts)? })
    }
}

impl Facts {
    fn from_columns(columns: FactColumns) -> Result<Option<Self>, StoreError> {
        let Some(access) = columns.access else { return Ok(None) };
        let access = decode("contact", &format!("\"{access}\""))?;
        let country = columns.country.map(|code| Country::parse(&code)).transpose().map_err(super::unreadable)?;
        let value = |(id, column): (String, CustomColumn)| Ok((id.parse().map_err(super::unreadable)?, column.text));
        let custom = columns.custom.unwrap_or_default().into_iter().map(value).collect::<Result<_, StoreError>>()?;
        Ok(Some(Self {
            access,
            country,
            postal_code: columns.postal_code,
            city: columns.city,
            industry: columns.industry,
            customer_number: columns.customer_number_folded,
            tags: columns.tags.unwrap_or_default(),
            account_manager: columns.account_manager.map(|id| EmployeeId(id.into())),
            assigned: columns.assigned.unwrap_or_default().into_iter().map(|id| EmployeeId(id.into())).collect(),
            teams: columns.teams.unwrap_or_default().into_iter().map(|id| TeamId(id.into())).collect(),
            source: columns.source,
            language: columns.language,
            holders: columns.holders.map(|text| decode("contact", &text)).transpose()?.unwrap_or_default(),
            custom,
            created_at: columns.created_at.unwrap_or_default(),
            updated_at: columns.updated_at.unwrap_or_default(),
        }))
    }
}
