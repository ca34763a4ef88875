//! Rules that assign contacts by themselves: which contacts, in which role, to whom (`[R1]` to `[R12]`).
//!
//! A [`RuleBook`] is what leads write: an ordered list of rules, the territories and the pools that they name. It is
//! drafted and activated as a whole, so that a version says everything that a decision followed from. [`check`] says what
//! is wrong with a book, [`compiled`] finds the rule of a contact, [`decision`] says to whom it goes and why, [`pool`]
//! keeps turns, and [`preview`] and [`analysis`] answer what a book would do before it does it.

pub mod analysis;
pub mod automation;
pub mod check;
pub mod codes;
pub mod compiled;
pub mod decision;
pub mod pool;
pub mod preview;
pub mod region;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

pub use automation::{Automation, WhatIf, what_if};
pub use check::{Problem, ProblemKind, RuleRefusal};
pub use compiled::Compiled;
pub use decision::{Candidate, Outcome, Why};
pub use pool::{PoolState, PoolStates, SkipReason, Turn};
pub use region::{Region, RegionRefusal};

use crate::contact::{AssignmentRole, Field};
use crate::ids::{EmployeeId, PoolId, RuleId, TeamId, TerritoryId};

pub const MAX_RULES: usize = 200;
pub const MAX_TERRITORIES: usize = 500;
pub const MAX_POOLS: usize = 100;
pub const MAX_MEMBERS: usize = 50;
pub const MAX_CONDITIONS: usize = 6;
/// Values of one condition, territories that it names, skills.
pub const MAX_VALUES: usize = 100;
/// Entries of one set of postal codes.
pub const MAX_CODES: usize = 500;
pub const MAX_WEIGHT: u32 = 100;

/// What contacts are assigned by: rules in their order, and what they name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
pub struct RuleBook {
    /// The first that matches wins.
    pub rules: Vec<Rule>,
    pub territories: Vec<Territory>,
    pub pools: Vec<Pool>,
}

/// The book that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleDraft")]
#[schema(as = RuleDraft)]
pub struct Draft {
    /// Counts its changes; who saves names the one that they read.
    pub revision: u64,
    #[serde(default)]
    pub by: Option<EmployeeId>,
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    pub book: RuleBook,
}

/// A book that contacts are assigned by, from when it was activated until the next one was. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleVersion")]
#[schema(as = RuleVersion)]
pub struct Version {
    /// Counts them from 1.
    pub version: u64,
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
    pub book: RuleBook,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Rule {
    pub id: RuleId,
    pub name: String,
    /// All must hold. A rule without any takes every contact, and stands last.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    pub role: AssignmentRole,
    pub distribution: Distribution,
    #[serde(default)]
    pub mode: RuleMode,
    #[serde(default = "yes")]
    pub active: bool,
    /// The day from which it holds.
    #[serde(default)]
    pub starts: Option<NaiveDate>,
}

fn yes() -> bool {
    true
}

/// What must hold of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// Its postal code lies in one of the territories or regions.
    Region {
        #[serde(default)]
        territories: Vec<TerritoryId>,
        #[serde(default)]
        regions: Vec<Region>,
    },
    Industry {
        any_of: Vec<String>,
    },
    Source {
        any_of: Vec<String>,
    },
    Tags {
        any_of: Vec<String>,
    },
    Language {
        any_of: Vec<String>,
    },
}

/// What conditions look at.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    Region,
    Industry,
    Source,
    Tags,
    Language,
}

impl Operand {
    /// The operand that a field is part of.
    pub fn of(field: Field) -> Option<Self> {
        match field {
            Field::PostalCode | Field::Country => Some(Self::Region),
            Field::Industry => Some(Self::Industry),
            Field::Source => Some(Self::Source),
            Field::Tags => Some(Self::Tags),
            Field::Language => Some(Self::Language),
            _ => None,
        }
    }
}

impl Condition {
    pub fn operand(&self) -> Operand {
        match self {
            Self::Region { .. } => Operand::Region,
            Self::Industry { .. } => Operand::Industry,
            Self::Source { .. } => Operand::Source,
            Self::Tags { .. } => Operand::Tags,
            Self::Language { .. } => Operand::Language,
        }
    }

    /// The texts of which one suffices; a region has none.
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Region { .. } => &[],
            Self::Industry { any_of } | Self::Source { any_of } | Self::Tags { any_of } | Self::Language { any_of } => {
                any_of
            }
        }
    }
}

/// Who gets the contacts of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Distribution {
    Employee {
        employee: EmployeeId,
    },
    /// The members of a pool in turn; those only who have all of the skills.
    Pool {
        pool: PoolId,
        #[serde(default)]
        skills: Vec<String>,
    },
}

/// What a rule does when an operand of a contact changes. New contacts it always assigns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleMode {
    #[default]
    NewOnly,
    Suggest,
    AtOnce,
}

/// A named set of postal codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Territory {
    pub id: TerritoryId,
    pub name: String,
    pub regions: Vec<Region>,
}

/// Employees who take turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Pool {
    pub id: PoolId,
    pub name: String,
    pub members: Vec<Member>,
    /// What becomes of a contact when nobody can take a turn.
    #[serde(default)]
    pub when_empty: WhenEmpty,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "PoolMember")]
#[schema(as = PoolMember)]
pub struct Member {
    pub employee: EmployeeId,
    /// Their share, measured by those of the others.
    #[serde(default = "one")]
    pub weight: u32,
    /// At most so many turns on one of Vienna's days.
    #[serde(default)]
    pub per_day: Option<u32>,
    /// Turns are given at these times only.
    #[serde(default)]
    pub hours: Option<WorkingHours>,
    #[serde(default)]
    pub skills: Vec<String>,
}

fn one() -> u32 {
    1
}

/// Times of Vienna's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct WorkingHours {
    /// 1 is Monday, 7 is Sunday.
    pub days: Vec<u8>,
    #[schema(value_type = String, example = "08:00:00")]
    pub from: NaiveTime,
    /// The first moment after work.
    #[schema(value_type = String, example = "17:00:00")]
    pub to: NaiveTime,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WhenEmpty {
    /// The contact waits until somebody can.
    #[default]
    Queue,
    Deputy {
        employee: EmployeeId,
    },
    /// A lead of the team.
    Lead {
        team: TeamId,
    },
}

impl RuleBook {
    pub fn territory(&self, id: TerritoryId) -> Option<&Territory> {
        self.territories.iter().find(|territory| territory.id == id)
    }

    pub fn pool(&self, id: PoolId) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.id == id)
    }

    pub fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

impl Rule {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.active && self.starts.is_none_or(|starts| starts <= day)
    }

    pub fn is_catch_all(&self) -> bool {
        self.conditions.is_empty()
    }
}

/// The rule that an assignment followed from; the whole reason stands with its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct RuleReference {
    pub rule: RuleId,
    /// The rule's at the time.
    pub name: String,
    pub version: u64,
}

/// What a rule has for a contact and did not do by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Proposal {
    pub rule: RuleReference,
    pub role: AssignmentRole,
    /// Whom it would assign. None: the pool's members take turns, and the turn is taken when somebody accepts, or
    /// somebody can take one.
    #[serde(default)]
    pub employee: Option<EmployeeId>,
    pub kind: ProposalKind,
    /// Who made or changed the contact.
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// Somebody accepts or dismisses it.
    Suggested,
    /// Nobody of the pool could take a turn; it is assigned once somebody can.
    Queued,
}

#[cfg(test)]
mod tests;
