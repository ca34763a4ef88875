//! To whom a rule gives a contact, and why: everything that the decision followed from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::compiled::{Compiled, Facts, Prepared};
use super::pool::{self, SkipReason, Turn};
use super::{Condition, Distribution, Operand, Pool, PoolStates, Rule, RuleMode, RuleReference, WhenEmpty};
use crate::calendar;
use crate::contact::{AssignmentRole, AssignmentSource};
use crate::employee::Role;
use crate::ids::{EmployeeId, PoolId, TeamId};
use crate::roster::Roster;
use crate::search::fold_line;

/// Why a rule assigned somebody. It is kept with the assignment's event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Why {
    pub rule: RuleReference,
    pub role: AssignmentRole,
    pub mode: RuleMode,
    /// What the rule looked at, one entry for each of its conditions.
    pub operands: Vec<OperandValue>,
    /// Missing if the rule names one employee.
    #[serde(default)]
    pub pool: Option<PoolName>,
    /// Who could have got it.
    pub candidates: Vec<Candidate>,
    pub outcome: Outcome,
    /// The turn that it took.
    #[serde(default)]
    pub turn: Option<Turn>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct PoolName {
    pub id: PoolId,
    pub name: String,
}

/// A condition and what of the contact fulfilled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct OperandValue {
    pub operand: Operand,
    /// What stands in the contact.
    pub values: Vec<String>,
    /// The territory, the set of codes or the text that it fits.
    pub fits: String,
}

/// Somebody who could have got the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Candidate {
    pub employee: EmployeeId,
    pub weight: u32,
    #[serde(default)]
    pub skipped: Option<SkipReason>,
    /// Turns taken, and credit, before this decision and after it.
    pub given_before: u64,
    pub given_after: u64,
    pub credit_before: i64,
    pub credit_after: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleOutcome")]
#[schema(as = RuleOutcome)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// As the rule says.
    Assigned { employee: EmployeeId },
    /// Nobody of the pool could, and this one stands in.
    SteppedIn { employee: EmployeeId },
    /// Nobody could; the contact waits.
    Queued,
    /// Nobody could, and nobody stands in.
    Nobody,
}

impl Outcome {
    pub fn employee(self) -> Option<EmployeeId> {
        match self {
            Self::Assigned { employee } | Self::SteppedIn { employee } => Some(employee),
            Self::Queued | Self::Nobody => None,
        }
    }
}

impl Why {
    pub fn source(&self) -> AssignmentSource {
        if self.turn.is_some() { AssignmentSource::RoundRobin } else { AssignmentSource::Rule }
    }
}

/// What decisions are made by besides a contact.
#[derive(Clone, Copy)]
pub struct Deciding<'a> {
    pub compiled: &'a Compiled,
    pub version: u64,
    pub roster: &'a Roster,
    pub now: DateTime<Utc>,
}

impl<'a> Deciding<'a> {
    pub fn rule_of(&self, facts: Facts<'_>) -> Option<&'a Rule> {
        self.compiled.rule_of(&Prepared::from(facts), calendar::day_of(self.now))
    }

    /// The first rule that takes the contact, and to whom it gives it. A pool's turn is taken.
    pub fn decide(&self, facts: Facts<'_>, states: &mut PoolStates) -> Option<Why> {
        self.rule_of(facts).map(|rule| self.distribute(rule, facts, states))
    }

    /// Taking the turn is the last thing that is done: a decision that is made stands.
    pub fn distribute(&self, rule: &Rule, facts: Facts<'_>, states: &mut PoolStates) -> Why {
        let operands = rule.conditions.iter().map(|condition| self.operand_value(condition, facts)).collect();
        let reference = RuleReference { rule: rule.id, name: rule.name.clone(), version: self.version };
        let mut why = Why {
            rule: reference,
            role: rule.role,
            mode: rule.mode,
            operands,
            pool: None,
            candidates: Vec::new(),
            outcome: Outcome::Nobody,
            turn: None,
        };
        match &rule.distribution {
            Distribution::Employee { employee } => self.give_to(*employee, &mut why),
            Distribution::Pool { pool, skills } => {
                // A book whose rules name unknown pools is not activated.
                if let Some(pool) = self.compiled.book.pool(*pool) {
                    why.pool = Some(PoolName { id: pool.id, name: pool.name.clone() });
                    self.take_turn(pool, skills, states, &mut why);
                }
            }
        }
        why
    }

    /// Somebody who is away keeps their contacts: whoever stands in for them sees those.
    fn give_to(&self, employee: EmployeeId, why: &mut Why) {
        let active = self.is_active(employee);
        why.candidates.push(Candidate {
            employee,
            weight: 1,
            skipped: (!active).then_some(SkipReason::Inactive),
            given_before: 0,
            given_after: 0,
            credit_before: 0,
            credit_after: 0,
        });
        if active {
            why.outcome = Outcome::Assigned { employee };
        }
    }

    fn take_turn(&self, pool: &Pool, skills: &[String], states: &mut PoolStates, why: &mut Why) {
        let state = states.of(pool.id).clone();
        let skipped: Vec<_> =
            pool.members.iter().map(|member| pool::skip(member, skills, &state, self.roster, self.now)).collect();
        why.turn = states.take(pool, &skipped, self.now);
        let after = states.of(pool.id);
        why.candidates = pool
            .members
            .iter()
            .zip(skipped)
            .map(|(member, skipped)| {
                let (before, after) = (state.counter(member.employee), after.counter(member.employee));
                Candidate {
                    employee: member.employee,
                    weight: member.weight,
                    skipped,
                    given_before: before.given,
                    given_after: after.given,
                    credit_before: before.credit,
                    credit_after: after.credit,
                }
            })
            .collect();
        why.outcome = match &why.turn {
            Some(turn) => Outcome::Assigned { employee: turn.member },
            None => self.when_empty(&pool.when_empty),
        };
    }

    fn when_empty(&self, policy: &WhenEmpty) -> Outcome {
        match policy {
            WhenEmpty::Queue => Outcome::Queued,
            WhenEmpty::Deputy { employee } if self.is_active(*employee) => Outcome::SteppedIn { employee: *employee },
            WhenEmpty::Deputy { .. } => Outcome::Nobody,
            WhenEmpty::Lead { team } => {
                self.lead_of(*team).map_or(Outcome::Nobody, |employee| Outcome::SteppedIn { employee })
            }
        }
    }

    fn is_active(&self, employee: EmployeeId) -> bool {
        self.roster.employee(employee).is_some_and(|employee| employee.active)
    }

    /// The first by name who is there, else the first.
    fn lead_of(&self, team: TeamId) -> Option<EmployeeId> {
        let mut leads: Vec<_> = self
            .roster
            .employees()
            .filter(|employee| employee.active && employee.role == Role::Lead && employee.teams.contains(&team))
            .collect();
        leads.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        let here = leads.iter().find(|lead| !pool::is_absent(self.roster, lead.id));
        here.or(leads.first()).map(|lead| lead.id)
    }

    fn operand_value(&self, condition: &Condition, facts: Facts<'_>) -> OperandValue {
        let operand = condition.operand();
        OperandValue { operand, values: facts.values(operand), fits: self.fitting(condition, facts) }
    }

    fn fitting(&self, condition: &Condition, facts: Facts<'_>) -> String {
        let Condition::Region { territories, regions } = condition else {
            let values = facts.values(condition.operand());
            let fits = |text: &&String| values.iter().any(|value| fold_line(value) == fold_line(text));
            return condition.texts().iter().find(fits).cloned().unwrap_or_default();
        };
        let prepared = Prepared::from(facts);
        let named = territories.iter().filter_map(|id| self.compiled.book.territory(*id));
        let territory = named.into_iter().find(|known| known.regions.iter().any(|region| prepared.lies_in(region)));
        if let Some(territory) = territory {
            return territory.name.clone();
        }
        let region = regions.iter().find(|region| prepared.lies_in(region));
        region.map(|region| format!("{} {}", region.country, region.codes.join(", "))).unwrap_or_default()
    }
}
