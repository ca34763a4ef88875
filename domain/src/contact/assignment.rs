//! Who looks after a contact, in which role, and when.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::ids::{AssignmentId, EmployeeId};
use crate::rules::RuleReference;

/// What somebody does for a contact.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRole {
    AccountManager,
    Deputy,
    SalesRep,
    Service,
    Technician,
}

/// Where an assignment came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentSource {
    Manual,
    Rule,
    RoundRobin,
    Handover,
    Import,
}

/// What becomes of an account manager whom another one replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormerManager {
    #[default]
    SalesRep,
    /// The contact is no longer theirs.
    Leaves,
}

/// One employee's role for a contact. It is closed, never deleted: history needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Assignment {
    pub id: AssignmentId,
    pub employee: EmployeeId,
    pub role: AssignmentRole,
    pub source: AssignmentSource,
    /// When it began; of a planned one, when it will.
    pub from: DateTime<Utc>,
    /// False while it is planned: it gives no rights yet.
    #[serde(default = "yes")]
    pub started: bool,
    /// Last day on which it holds, if an end was planned.
    pub until: Option<NaiveDate>,
    /// When it was closed.
    pub ended: Option<DateTime<Utc>>,
    /// What becomes of the account manager whom it replaces when it begins.
    #[serde(default)]
    pub former: FormerManager,
    /// Who assigned; of older ones it is not known.
    #[serde(default)]
    pub by: Option<EmployeeId>,
    /// The rule that assigned, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rule: Option<RuleReference>,
    /// No rule moves it.
    #[serde(default)]
    pub pinned: bool,
}

fn yes() -> bool {
    true
}

impl Assignment {
    pub fn is_active(&self) -> bool {
        self.started && self.ended.is_none()
    }

    pub fn first_day(&self) -> NaiveDate {
        calendar::day_of(self.from)
    }

    pub(crate) fn is_over(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// The day on which it begins or is over by itself.
    pub(crate) fn due(&self) -> Option<NaiveDate> {
        if self.started { self.until.and_then(|until| until.succ_opt()) } else { Some(self.first_day()) }
    }

    /// Whether both hold on some day.
    pub(crate) fn overlaps(&self, first: NaiveDate, until: Option<NaiveDate>) -> bool {
        self.until.is_none_or(|last| first <= last) && until.is_none_or(|until| self.first_day() <= until)
    }
}
