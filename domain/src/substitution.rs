//! Substitutions: who stands in for whom, on which days, and with what.
//!
//! Days are those of the absent person's time zone, which is Vienna's ([`crate::calendar`]). Whether a substitution may be
//! set is decided here, on all that are open; what follows for the rights of its people is the roster's
//! ([`crate::roster`]). Rules `[V1]` to `[V9]` in `docs/spec.md`.

mod news;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::contact::Event;
use crate::employee::{Employee, Role};
use crate::ids::{ContactId, EmployeeId, SubstitutionId};
use crate::roster::{LONGEST_CHAIN, Roster, StandIn};
use crate::value::{ValueError, parse_line};

pub use news::news;

/// Longest reason, in characters.
pub const MAX_REASON_LENGTH: usize = 200;
/// A substitution lasts at most this many days, its first and last included.
pub const MAX_DAYS: u64 = 366;
/// An absent person has at most this many substitutions that are planned or active.
pub const MAX_OPEN: usize = 20;
/// From the first choice to the last; the middle is what nobody chose.
pub const PRIORITIES: std::ops::RangeInclusive<u8> = 1..=5;
pub const DEFAULT_PRIORITY: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubstitutionState {
    Planned,
    Active,
    /// Its days are over, or the absent person came back.
    Ended,
    /// Taken back by who may set it.
    Revoked,
}

/// What a substitution lends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Carries {
    /// The substitute sees and works on what the absent person may see.
    pub contacts: bool,
    /// The substitute is told what the absent person is told.
    pub notifications: bool,
}

impl Default for Carries {
    fn default() -> Self {
        Self { contacts: true, notifications: true }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Substitution {
    pub id: SubstitutionId,
    pub absent: EmployeeId,
    pub substitute: EmployeeId,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// For its people, for their leads and for administrators; may be empty.
    pub reason: String,
    /// 1 to 5: of several for one absent person the smallest goes first.
    pub priority: u8,
    pub carries: Carries,
    pub state: SubstitutionState,
    /// Who set it.
    pub by: EmployeeId,
    pub set_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended or was revoked.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who ended or revoked it; nobody, if its days were over.
    pub ended_by: Option<EmployeeId>,
}

/// A substitution that somebody wants.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewSubstitution {
    /// Made by the client, so that a repeated request sets one.
    pub id: Option<SubstitutionId>,
    /// Oneself, if left out.
    pub absent: Option<EmployeeId>,
    pub substitute: EmployeeId,
    pub from: NaiveDate,
    pub until: NaiveDate,
    #[serde(default)]
    pub reason: String,
    pub priority: Option<u8>,
    pub carries: Option<Carries>,
}

/// What of a substitution is to change; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct SubstitutionChange {
    /// The last day.
    pub until: Option<NaiveDate>,
    pub reason: Option<String>,
    pub priority: Option<u8>,
    /// The absent person is back: it ends now.
    #[serde(default)]
    pub returned: bool,
}

/// What a substitution would mean, before it is set.
#[derive(Clone, Debug, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct SubstitutionPreview {
    #[serde(flatten)]
    pub chain: Chain,
    /// Those that hold on some of its days for the same person; only one of them substitutes at a time (`[V5]`).
    pub others: Vec<Substitution>,
}

/// What happened while somebody was away.
#[derive(Clone, Debug, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Briefing {
    pub substitution: Substitution,
    pub from: DateTime<Utc>,
    /// The end, or now while it lasts.
    pub until: DateTime<Utc>,
    /// The contact where something happened last comes first; 100 at most.
    pub contacts: Vec<BriefedContact>,
    /// There are more than these.
    pub more: bool,
}

#[derive(Clone, Debug, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct BriefedContact {
    pub contact: ContactId,
    pub name: String,
    /// How much happened; 200 stands for that many or more.
    pub events: usize,
    /// How much of it was done for the absent person.
    pub acted_for: usize,
    /// The newest ten events.
    pub newest: Vec<Event>,
}

/// Why a substitution is not set or changed so. The text is for the person who wants it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SubstitutionRefusal {
    /// Also for what may not be seen.
    #[error("there is no such substitution, or you may not see it")]
    NotFound,
    #[error("a substitution is set by the absent person, a lead of their team or an administrator")]
    MayNot,
    #[error("the first day {from} lies in the past; begin today")]
    BeginsInThePast { from: NaiveDate },
    #[error("the last day {until} lies in the past")]
    EndsInThePast { until: NaiveDate },
    #[error("the last day {until} lies before the first, {from}")]
    Reversed { from: NaiveDate, until: NaiveDate },
    #[error("a substitution lasts {MAX_DAYS} days at most; set another one for the time after")]
    TooLong,
    #[error("nobody substitutes themselves; pick a colleague")]
    Oneself,
    #[error("there is no active employee with this id")]
    Inactive,
    #[error("{name} is substituted by the absent person on some of these days; pick somebody else or other days")]
    Cycle { name: String },
    #[error(
        "with this one, more than {LONGEST_CHAIN} people would substitute each other in a row; pick somebody who is there"
    )]
    ChainTooLong,
    #[error("a substitution carries contacts, notifications or both")]
    CarriesNothing,
    #[error("reason: {0}")]
    Reason(#[source] ValueError),
    #[error("the priority is 1 (first) to 5 (last)")]
    Priority,
    #[error("{MAX_OPEN} substitutions of this person are planned or active; revoke one of them first")]
    TooMany,
    #[error("this substitution is over")]
    Over,
    #[error("it has not begun; revoke it instead")]
    NotBegun,
    #[error("another substitution has this id; take a new one")]
    IdTaken,
}

impl SubstitutionRefusal {
    /// For a program; stable.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::MayNot => "may_not",
            Self::BeginsInThePast { .. } | Self::EndsInThePast { .. } => "in_the_past",
            Self::Reversed { .. } => "reversed",
            Self::TooLong => "too_long",
            Self::Oneself => "oneself",
            Self::Inactive => "inactive",
            Self::Cycle { .. } => "cycle",
            Self::ChainTooLong => "chain_too_long",
            Self::CarriesNothing => "carries_nothing",
            Self::Reason(_) => "bad_reason",
            Self::Priority => "bad_priority",
            Self::TooMany => "too_many",
            Self::Over => "over",
            Self::NotBegun => "not_begun",
            Self::IdTaken => "id_taken",
        }
    }

    /// The field that is at fault.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::BeginsInThePast { .. } => Some("from"),
            Self::EndsInThePast { .. } | Self::Reversed { .. } | Self::TooLong => Some("until"),
            Self::Oneself | Self::Inactive | Self::Cycle { .. } | Self::ChainTooLong => Some("substitute"),
            Self::CarriesNothing => Some("carries"),
            Self::Reason(_) => Some("reason"),
            Self::Priority => Some("priority"),
            Self::IdTaken => Some("id"),
            Self::NotFound | Self::MayNot | Self::TooMany | Self::Over | Self::NotBegun => None,
        }
    }
}

impl Substitution {
    /// Planned or active.
    pub fn is_open(&self) -> bool {
        matches!(self.state, SubstitutionState::Planned | SubstitutionState::Active)
    }

    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether it holds on this day, also if nobody noted yet that it began or is over (`[V2]`).
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.is_open() && self.covers(day)
    }

    pub fn stand_in(&self) -> StandIn {
        let Self { id, absent, substitute, carries, priority, set_at, .. } = *self;
        let Carries { contacts, notifications } = carries;
        StandIn { substitution: id, absent, substitute, contacts, notifications, priority, set_at }
    }

    /// Its people, who set it, the leads of their teams, and administrators (`[V8]`).
    pub fn is_seen_by(&self, employee: &Employee, roster: &Roster) -> bool {
        let is_of_it = [self.absent, self.substitute, self.by].contains(&employee.id);
        is_of_it || [self.absent, self.substitute].iter().any(|person| may_set(employee, *person, roster))
    }

    /// What becomes of it on this day (`[V2]`); nothing, if it is as the day wants it.
    pub fn kept(&self, today: NaiveDate, now: DateTime<Utc>) -> Option<Self> {
        if !self.is_open() {
            return None;
        }
        let mut kept = self.clone();
        if self.until < today {
            let over = self.until.succ_opt().map_or(now, calendar::start_of);
            kept.started_at = Some(self.started_at.unwrap_or_else(|| calendar::start_of(self.from)));
            kept.state = SubstitutionState::Ended;
            kept.ended_at = Some(over.min(now));
            return Some(kept);
        }
        if self.state == SubstitutionState::Planned && self.from <= today {
            kept.state = SubstitutionState::Active;
            kept.started_at = Some(now);
            return Some(kept);
        }
        None
    }
}

/// Oneself, for a member of one's teams as its lead, for everybody as an administrator (`[V1]`). What somebody borrows does
/// not count.
pub fn may_set(by: &Employee, absent: EmployeeId, roster: &Roster) -> bool {
    let leads = |absent: &Employee| by.role == Role::Lead && by.teams.iter().any(|team| absent.teams.contains(team));
    by.id == absent || by.role == Role::Admin || roster.employee(absent).is_some_and(|absent| leads(absent))
}

/// Who sets something, when, and what else is open.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub by: EmployeeId,
    pub now: DateTime<Utc>,
    pub roster: &'a Roster,
    /// All that are planned or active.
    pub open: &'a [Substitution],
}

/// Decides a new substitution (`[V1]`, `[V4]`). One that begins today is active at once.
pub fn set(new: NewSubstitution, setting: Setting<'_>) -> Result<Substitution, SubstitutionRefusal> {
    let Setting { by, now, roster, open } = setting;
    let author = active(roster, by)?;
    let NewSubstitution { id, absent, substitute, from, until, reason, priority, carries } = new;
    let absent = absent.unwrap_or(by);
    if !may_set(author, absent, roster) {
        return Err(SubstitutionRefusal::MayNot);
    }
    if absent == substitute {
        return Err(SubstitutionRefusal::Oneself);
    }
    active(roster, absent)?;
    active(roster, substitute)?;
    let today = calendar::day_of(now);
    if until < from {
        return Err(SubstitutionRefusal::Reversed { from, until });
    }
    if from < today {
        return Err(SubstitutionRefusal::BeginsInThePast { from });
    }
    let carries = carries.unwrap_or_default();
    if !carries.contacts && !carries.notifications {
        return Err(SubstitutionRefusal::CarriesNothing);
    }
    if open.iter().filter(|known| known.absent == absent).count() >= MAX_OPEN {
        return Err(SubstitutionRefusal::TooMany);
    }
    let begins = from == today;
    let substitution = Substitution {
        id: id.unwrap_or_default(),
        absent,
        substitute,
        from,
        until,
        reason: checked_reason(&reason)?,
        priority: checked_priority(priority.unwrap_or(DEFAULT_PRIORITY))?,
        carries,
        state: if begins { SubstitutionState::Active } else { SubstitutionState::Planned },
        by,
        set_at: now,
        started_at: begins.then_some(now),
        ended_at: None,
        ended_by: None,
    };
    check_days(&substitution)?;
    chain(&substitution, open, roster)?;
    Ok(substitution)
}

/// Decides a change of an open substitution.
pub fn change(
    before: &Substitution,
    change: SubstitutionChange,
    setting: Setting<'_>,
) -> Result<Substitution, SubstitutionRefusal> {
    let Setting { by, now, roster, open } = setting;
    check_open(before, by, roster)?;
    let SubstitutionChange { until, reason, priority, returned } = change;
    let today = calendar::day_of(now);
    let mut after = before.clone();
    if let Some(reason) = reason {
        after.reason = checked_reason(&reason)?;
    }
    if let Some(priority) = priority {
        after.priority = checked_priority(priority)?;
    }
    if let Some(until) = until {
        if until < after.from {
            return Err(SubstitutionRefusal::Reversed { from: after.from, until });
        }
        if until < today {
            return Err(SubstitutionRefusal::EndsInThePast { until });
        }
        after.until = until;
        check_days(&after)?;
        let others: Vec<_> = open.iter().filter(|known| known.id != after.id).cloned().collect();
        chain(&after, &others, roster)?;
    }
    if returned {
        if before.from > today {
            return Err(SubstitutionRefusal::NotBegun);
        }
        after.started_at = Some(before.started_at.unwrap_or_else(|| calendar::start_of(before.from)));
        after.state = SubstitutionState::Ended;
        after.ended_at = Some(now);
        after.ended_by = Some(by);
    }
    Ok(after)
}

/// Takes an open substitution back.
pub fn revoke(before: &Substitution, setting: Setting<'_>) -> Result<Substitution, SubstitutionRefusal> {
    let Setting { by, now, roster, .. } = setting;
    check_open(before, by, roster)?;
    let state = SubstitutionState::Revoked;
    Ok(Substitution { state, ended_at: Some(now), ended_by: Some(by), ..before.clone() })
}

fn check_open(before: &Substitution, by: EmployeeId, roster: &Roster) -> Result<(), SubstitutionRefusal> {
    let author = active(roster, by)?;
    if !before.is_seen_by(author, roster) {
        return Err(SubstitutionRefusal::NotFound);
    }
    if !may_set(author, before.absent, roster) {
        return Err(SubstitutionRefusal::MayNot);
    }
    if before.is_open() { Ok(()) } else { Err(SubstitutionRefusal::Over) }
}

fn active(roster: &Roster, id: EmployeeId) -> Result<&Employee, SubstitutionRefusal> {
    let found = roster.employee(id).map(AsRef::as_ref).filter(|employee| employee.active);
    found.ok_or(SubstitutionRefusal::Inactive)
}

fn checked_reason(reason: &str) -> Result<String, SubstitutionRefusal> {
    if reason.trim().is_empty() {
        return Ok(String::new());
    }
    parse_line(reason, MAX_REASON_LENGTH).map_err(SubstitutionRefusal::Reason)
}

fn checked_priority(priority: u8) -> Result<u8, SubstitutionRefusal> {
    if PRIORITIES.contains(&priority) { Ok(priority) } else { Err(SubstitutionRefusal::Priority) }
}

fn check_days(substitution: &Substitution) -> Result<(), SubstitutionRefusal> {
    let last = substitution.from.checked_add_days(Days::new(MAX_DAYS - 1));
    if last.is_none_or(|last| substitution.until > last) { Err(SubstitutionRefusal::TooLong) } else { Ok(()) }
}

/// Who is in a row with a substitution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Chain {
    /// Those whom the absent person substitutes on one of the days: their contacts come along.
    pub lenders: Vec<EmployeeId>,
    /// Those who substitute the substitute on one of the days: they come to see it too.
    pub onward: Vec<EmployeeId>,
}

/// Who would be in a row with it, on any of its days; refuses a cycle and a row that is too long (`[V4]`).
///
/// All that are planned or active count, also those that stand behind another one by priority: what stands behind today may
/// come first tomorrow.
pub fn chain(new: &Substitution, open: &[Substitution], roster: &Roster) -> Result<Chain, SubstitutionRefusal> {
    let near: Vec<_> = open.iter().filter(|known| known.from <= new.until && new.from <= known.until).collect();
    // Between two of these days the row does not grow.
    let mut days: BTreeSet<NaiveDate> = near.iter().map(|known| known.from.max(new.from)).collect();
    days.insert(new.from);
    let mut lenders = BTreeSet::new();
    let mut onward = BTreeSet::new();
    for day in days {
        let (mut by_absent, mut by_substitute) = (Steps::new(), Steps::new());
        for known in near.iter().filter(|known| known.covers(day)) {
            by_absent.entry(known.absent).or_default().push(known.substitute);
            by_substitute.entry(known.substitute).or_default().push(known.absent);
        }
        let ahead = reached(new.substitute, &by_absent);
        if ahead.contains_key(&new.absent) {
            let name = roster.employee(new.substitute).map(|substitute| substitute.name.clone());
            return Err(SubstitutionRefusal::Cycle { name: name.unwrap_or_default() });
        }
        let behind = reached(new.absent, &by_substitute);
        let longest = |reached: &BTreeMap<EmployeeId, usize>| reached.values().max().copied().unwrap_or(0);
        if longest(&ahead) + 1 + longest(&behind) > LONGEST_CHAIN {
            return Err(SubstitutionRefusal::ChainTooLong);
        }
        onward.extend(ahead.into_keys());
        lenders.extend(behind.into_keys());
    }
    Ok(Chain { lenders: lenders.into_iter().collect(), onward: onward.into_iter().collect() })
}

type Steps = BTreeMap<EmployeeId, Vec<EmployeeId>>;

/// Everybody reached from `start`, each with the length of the longest way there, as far as it matters.
fn reached(start: EmployeeId, steps: &Steps) -> BTreeMap<EmployeeId, usize> {
    let mut reached = BTreeMap::new();
    let mut last = BTreeSet::from([start]);
    for length in 1..=LONGEST_CHAIN + 1 {
        let next: BTreeSet<_> =
            last.iter().flat_map(|person| steps.get(person).into_iter().flatten()).copied().collect();
        reached.extend(next.iter().map(|person| (*person, length)));
        last = next;
    }
    reached
}

#[cfg(test)]
mod tests;
