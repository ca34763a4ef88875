//! What a list is asked for: words, a [`Filter`] and a [`Sort`]; and which contacts answer, for whom.
//!
//! One definition for every way to ask: the store's listing and its database, a topic that follows a list live, a saved
//! view. [`Criteria::reach`] decides on one contact; the store decides on its columns with the same `takes_…` of the
//! filter. A contact whose name alone is seen answers by its name and its kind, so that nothing else of it can be
//! deduced (`[E3]`).

mod custom;
pub mod facets;
mod filter;
mod seen;
mod sort;

pub use custom::{CustomFilter, order_of};
pub use facets::{Facet, Facets};
pub use filter::{Filter, FilterSpec, MAX_FILTER_ENTRIES, NamedEmployee};
pub use seen::SeenContact;
pub use sort::{Sort, SortBy, SortValue};

use chrono::{DateTime, Utc};

use crate::access::{self, Audience, Keys, Reach};
use crate::contact::Contact;
use crate::custom_field::CustomFields;
use crate::ids::EmployeeId;
use crate::search;

/// A search may have this many characters; what follows is not read.
pub const MAX_SEARCH_LENGTH: usize = 200;
/// The texts of a list's question together, as a topic names it.
pub const MAX_QUERY_BYTES: usize = 2_000;

/// Why a list cannot be asked so. The text is for the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("the filter was not understood: {0}")]
    Filter(String),
    #[error(
        "“{0}” is no order; take name, customer_number, city, postal_code, industry, created_at, updated_at or custom:ID, with - before it for the reverse"
    )]
    Sort(String),
    #[error("the filter asks for a custom field that does not exist any more; take that part out of the filter")]
    FilterOfNoField,
    #[error("the filter asks of “{0}” what a field of its kind cannot be asked; choose it again")]
    FilterOfAnotherKind(String),
    #[error("the list is to be ordered by a custom field that does not exist any more; choose another order")]
    SortOfNoField,
    #[error("a list is asked for by search, filter and sort, and not by “{0}”")]
    Unknown(String),
    #[error("the question has {0} bytes; at most {limit} are read", limit = MAX_QUERY_BYTES)]
    TooLong(usize),
}

impl QueryError {
    /// The part of the question that is at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Filter(_) | Self::FilterOfNoField | Self::FilterOfAnotherKind(_) => "filter",
            Self::Sort(_) | Self::SortOfNoField => "sort",
            Self::Unknown(_) | Self::TooLong(_) => "topic",
        }
    }
}

/// Who asks, when, and of which custom fields.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    pub viewer: EmployeeId,
    pub now: DateTime<Utc>,
    pub custom_fields: &'a CustomFields,
}

/// Which contacts: those that every word finds and the filter takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// From [`search::query_words`].
    pub words: Vec<String>,
    pub filter: Filter,
}

impl Criteria {
    /// As somebody asks; a filter is the JSON of a [`FilterSpec`], or nothing.
    pub fn parse(search: &str, filter: &str, asker: Asker<'_>) -> Result<Self, QueryError> {
        let spec = FilterSpec::parse(filter)?;
        spec.check_custom(asker.custom_fields)?;
        Ok(Self { words: words(search), filter: spec.resolve(asker.viewer, asker.now) })
    }

    /// Whether every contact answers.
    pub fn is_everything(&self) -> bool {
        self.words.is_empty() && self.filter.is_empty()
    }

    /// How much of the contact the holder of these keys sees in this list; nothing if it does not stand there.
    pub fn reach(&self, candidate: &Candidate<'_>, keys: &Keys) -> Reach {
        let reach = access::reach(&candidate.audience, keys);
        let (text, taken) = match reach {
            Reach::Nothing => return Reach::Nothing,
            Reach::Full => (&candidate.text, self.filter.takes(candidate.contact)),
            Reach::Stub => (&candidate.name_text, self.filter.takes_name_only(candidate.contact.kind)),
        };
        let found = || self.words.iter().all(|word| text.contains(format!(" {word}").as_str()));
        if taken && found() { reach } else { Reach::Nothing }
    }
}

fn words(search: &str) -> Vec<String> {
    search::query_words(&search.chars().take(MAX_SEARCH_LENGTH).collect::<String>())
}

/// A contact made ready to be asked by many criteria.
pub struct Candidate<'a> {
    contact: &'a Contact,
    audience: Audience,
    text: String,
    name_text: String,
}

impl<'a> Candidate<'a> {
    pub fn of(contact: &'a Contact) -> Self {
        Self {
            contact,
            audience: access::audience(contact),
            text: search::text_of(&search::words(contact)),
            name_text: search::text_of(&search::name_words(&contact.fields.name)),
        }
    }
}

/// The question of a topic `list:QUERY`, written as the query of `GET /api/contacts` is. The order is checked and not
/// used: who follows a list sorts what comes.
pub fn parse_topic(query: &str, asker: Asker<'_>) -> Result<Criteria, QueryError> {
    if query.len() > MAX_QUERY_BYTES {
        return Err(QueryError::TooLong(query.len()));
    }
    let (mut search, mut filter) = (String::new(), String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "search" => search = value.into_owned(),
            "filter" => filter = value.into_owned(),
            "sort" => {
                Sort::parse(&value, asker.custom_fields)?;
            }
            other => return Err(QueryError::Unknown(other.chars().take(40).collect())),
        }
    }
    Criteria::parse(&search, &filter, asker)
}

#[cfg(test)]
mod tests;
