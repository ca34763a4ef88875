//! Saved views of the list: a question, an order and columns under a name, for oneself or for a team.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::employee::{Employee, Role};
use crate::ids::{EmployeeId, TeamId, ViewId};
use crate::listing::{FilterSpec, MAX_SEARCH_LENGTH, QueryError, Sort};
use crate::value::{ValueError, parse_line};

/// An employee keeps at most this many views of their own.
pub const MAX_VIEWS: usize = 100;
const MAX_NAME_LENGTH: usize = 100;
const MAX_COLUMNS: usize = 60;
const MAX_COLUMN_LENGTH: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct View {
    pub id: ViewId,
    pub name: String,
    pub owner: EmployeeId,
    /// All of its members see the view.
    pub team: Option<TeamId>,
    pub search: String,
    /// `me` is whoever looks.
    pub filter: FilterSpec,
    #[schema(value_type = String, example = "-updated_at")]
    pub sort: Sort,
    /// What the browser shows, in order; Kontor gives these no meaning.
    pub columns: Vec<String>,
    pub created_at: DateTime<Utc>,
}

/// Why a view cannot be kept so. The text is for its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewRefusal {
    #[error("name: {0}")]
    Name(ValueError),
    #[error("the search has {length} characters; at most {limit} are kept", limit = MAX_SEARCH_LENGTH)]
    SearchTooLong { length: usize },
    #[error(transparent)]
    Filter(QueryError),
    #[error("a view has at most {MAX_COLUMNS} columns, each named in 1 to {MAX_COLUMN_LENGTH} characters")]
    Columns,
    #[error("a view is shared with a team that you belong to")]
    NotYourTeam,
    #[error("you have {MAX_VIEWS} views; delete one first")]
    TooMany,
}

impl ViewRefusal {
    pub fn field(&self) -> &'static str {
        match self {
            Self::Name(_) => "name",
            Self::SearchTooLong { .. } => "search",
            Self::Filter(_) => "filter",
            Self::Columns => "columns",
            Self::NotYourTeam => "team",
            Self::TooMany => "id",
        }
    }
}

impl View {
    /// Its owner, and the members of its team (`[E6]`).
    pub fn is_seen_by(&self, employee: &Employee) -> bool {
        self.owner == employee.id || self.team.is_some_and(|team| employee.teams.contains(&team))
    }

    /// Its owner; a shared one also the leads of its team, and administrators who belong to it (`[E6]`).
    pub fn may_be_changed_by(&self, employee: &Employee) -> bool {
        let leads = matches!(employee.role, Role::Lead | Role::Admin);
        self.owner == employee.id || (leads && self.is_seen_by(employee))
    }

    /// The view as it is kept, if its author may keep it so. `former` is what it was before.
    pub fn checked(mut self, author: &Employee, former: Option<&Self>) -> Result<Self, ViewRefusal> {
        self.name = parse_line(&self.name, MAX_NAME_LENGTH).map_err(ViewRefusal::Name)?;
        let length = self.search.chars().count();
        if length > MAX_SEARCH_LENGTH {
            return Err(ViewRefusal::SearchTooLong { length });
        }
        self.filter.check().map_err(ViewRefusal::Filter)?;
        let is_name = |column: &String| (1..=MAX_COLUMN_LENGTH).contains(&column.chars().count());
        if self.columns.len() > MAX_COLUMNS || !self.columns.iter().all(is_name) {
            return Err(ViewRefusal::Columns);
        }
        let moves = former.is_none_or(|former| former.team != self.team);
        if moves && self.team.is_some_and(|team| !author.teams.contains(&team)) {
            return Err(ViewRefusal::NotYourTeam);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
