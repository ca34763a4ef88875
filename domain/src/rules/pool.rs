//! Turns: who of a pool is next, by a counter for each member (`[R6]`).
//!
//! At each turn everybody who can take it gains as much credit as their weight, and who takes it pays for all of them.
//! So credits add up to zero: that is the pool's average, at which a joiner starts, and somebody who is away neither
//! gains nor pays. Sums do not know in which order they were made: a turn that came to nothing is taken back exactly,
//! whatever happened since, and the counters after a restart follow from the turns that are on disk.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Member, Pool};
use crate::calendar;
use crate::ids::{EmployeeId, PoolId};
use crate::roster::Roster;
use crate::search::fold_line;

/// Why a member of a pool got no turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SkipReason {
    Inactive,
    Absent,
    OutOfHours,
    /// They had as many turns today as they take.
    AtCapacity {
        per_day: u32,
    },
    LacksSkill {
        skill: String,
    },
}

/// One turn of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Turn {
    pub pool: PoolId,
    /// Names the turn within its pool. Numbers of turns that came to nothing are missing.
    pub n: u64,
    pub member: EmployeeId,
    pub at: DateTime<Utc>,
    /// Everybody who could have taken it, with their weight.
    pub shares: Vec<Share>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "TurnShare")]
#[schema(as = TurnShare)]
pub struct Share {
    pub employee: EmployeeId,
    pub weight: u32,
}

/// What is known of one member of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "TurnCounter")]
#[schema(as = TurnCounter)]
pub struct Counter {
    /// Turns that they took.
    pub given: u64,
    pub credit: i64,
}

/// The counters of one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct PoolState {
    /// The number of the last turn.
    pub last: u64,
    pub counters: BTreeMap<EmployeeId, Counter>,
    /// The day that `today` counts the turns of.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    #[serde(default)]
    pub today: BTreeMap<EmployeeId, u32>,
}

impl PoolState {
    pub fn counter(&self, employee: EmployeeId) -> Counter {
        self.counters.get(&employee).copied().unwrap_or_default()
    }

    /// How many turns they had on this day.
    pub fn given_on(&self, day: NaiveDate, employee: EmployeeId) -> u32 {
        if self.day == Some(day) { self.today.get(&employee).copied().unwrap_or_default() } else { 0 }
    }

    /// Gives a turn to one of those who can take it.
    fn take(&mut self, pool: &Pool, able: &[&Member], now: DateTime<Utc>) -> Option<Turn> {
        let credit = |member: &&&Member| self.counter(member.employee).credit + i64::from(member.weight);
        // The first of equals, as the pool lists them.
        let mut next: Option<&&Member> = None;
        for member in able {
            if next.is_none_or(|best| credit(&member) > credit(&best)) {
                next = Some(member);
            }
        }
        let member = next?.employee;
        let shares = able.iter().map(|member| Share { employee: member.employee, weight: member.weight }).collect();
        let turn = Turn { pool: pool.id, n: self.last + 1, member, at: now, shares };
        self.count(&turn);
        Some(turn)
    }

    /// Takes over a turn that was given.
    pub fn count(&mut self, turn: &Turn) {
        self.last = self.last.max(turn.n);
        self.add(turn, 1);
        let day = calendar::day_of(turn.at);
        if self.day.is_none_or(|known| known < day) {
            self.day = Some(day);
            self.today.clear();
        }
        if self.day == Some(day) {
            *self.today.entry(turn.member).or_default() += 1;
        }
        self.counters.entry(turn.member).or_default().given += 1;
    }

    /// As if the turn had not been.
    pub fn take_back(&mut self, turn: &Turn) {
        self.add(turn, -1);
        if self.day == Some(calendar::day_of(turn.at))
            && let Some(today) = self.today.get_mut(&turn.member)
        {
            *today = today.saturating_sub(1);
        }
        if let Some(counter) = self.counters.get_mut(&turn.member) {
            counter.given = counter.given.saturating_sub(1);
        }
    }

    fn add(&mut self, turn: &Turn, sign: i64) {
        let mut total = 0;
        for Share { employee, weight } in &turn.shares {
            total += i64::from(*weight);
            self.counters.entry(*employee).or_default().credit += sign * i64::from(*weight);
        }
        self.counters.entry(turn.member).or_default().credit -= sign * total;
    }
}

/// The counters of all pools.
#[derive(Clone, Debug, Default)]
pub struct PoolStates(HashMap<PoolId, PoolState>);

impl PoolStates {
    pub fn new(states: impl IntoIterator<Item = (PoolId, PoolState)>) -> Self {
        Self(states.into_iter().collect())
    }

    pub fn get(&self, pool: PoolId) -> Option<&PoolState> {
        self.0.get(&pool)
    }

    pub fn of(&mut self, pool: PoolId) -> &mut PoolState {
        self.0.entry(pool).or_default()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&PoolId, &PoolState)> {
        self.0.iter()
    }

    /// Gives the next turn to one of those whom nothing keeps from it, as `skipped` says for each of the members.
    pub(super) fn take(&mut self, pool: &Pool, skipped: &[Option<SkipReason>], now: DateTime<Utc>) -> Option<Turn> {
        let able: Vec<_> =
            pool.members.iter().zip(skipped).filter(|(_, skip)| skip.is_none()).map(|(member, _)| member).collect();
        self.of(pool.id).take(pool, &able, now)
    }
}

/// What keeps a member from a turn now. Looked at before the turn is taken, so that it costs them nothing.
pub fn skip(
    member: &Member,
    needs: &[String],
    state: &PoolState,
    roster: &Roster,
    now: DateTime<Utc>,
) -> Option<SkipReason> {
    if !roster.employee(member.employee).is_some_and(|employee| employee.active) {
        return Some(SkipReason::Inactive);
    }
    if is_absent(roster, member.employee) {
        return Some(SkipReason::Absent);
    }
    let has = |skill: &String| member.skills.iter().any(|known| fold_line(known) == fold_line(skill));
    if let Some(skill) = needs.iter().find(|skill| !has(skill)) {
        return Some(SkipReason::LacksSkill { skill: skill.clone() });
    }
    let local = now.with_timezone(&calendar::ZONE);
    if let Some(hours) = &member.hours {
        let day = u8::try_from(local.weekday().number_from_monday()).unwrap_or_default();
        let time = local.time();
        if !hours.days.contains(&day) || time < hours.from || time >= hours.to {
            return Some(SkipReason::OutOfHours);
        }
    }
    let today = state.given_on(local.date_naive(), member.employee);
    member.per_day.filter(|per_day| today >= *per_day).map(|per_day| SkipReason::AtCapacity { per_day })
}

/// Whether somebody stands in for them now. The one place where rules learn of absences.
pub(super) fn is_absent(roster: &Roster, employee: EmployeeId) -> bool {
    roster.stand_ins().iter().any(|stand_in| stand_in.absent == employee)
}
