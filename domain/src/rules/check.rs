//! What is wrong with a book: what cannot be saved at all, and what keeps a draft from being activated.

use std::collections::HashSet;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{
    Condition, Distribution, MAX_CONDITIONS, MAX_MEMBERS, MAX_POOLS, MAX_RULES, MAX_TERRITORIES, MAX_VALUES,
    MAX_WEIGHT, Member, Pool, RegionRefusal, Rule, RuleBook, Territory, WhenEmpty,
};
use crate::employee::Role;
use crate::ids::{PoolId, RuleId, TerritoryId};
use crate::roster::Roster;
use crate::search::fold_line;
use crate::value::{ValueError, parse_line};

const MAX_NAME_LENGTH: usize = 80;
const MAX_TEXT_LENGTH: usize = 100;

/// Why a book was not saved. The text is for the person who wrote it; `place` names the entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    #[error("{count} {what} are too many; at most {limit} are kept")]
    TooMany { what: &'static str, count: usize, limit: usize },
    #[error("two {what} have the same id; take a new one")]
    IdTaken { what: &'static str },
    #[error("{what}: {error}")]
    Name { what: &'static str, error: ValueError },
    #[error("two {what} are called “{name}”; rename one of them")]
    NameTaken { what: &'static str, name: String },
    #[error("{place}: {error}")]
    Region { place: String, error: RegionRefusal },
    #[error("{place}: {error}")]
    Text { place: String, error: ValueError },
    #[error("“{place}” has a condition that names nothing to look for")]
    EmptyCondition { place: String },
    #[error("“{place}” has two conditions of the same kind; put their values into one")]
    RepeatedCondition { place: String },
    #[error("the territory “{place}” has no postal codes; name a country or a set of codes")]
    EmptyTerritory { place: String },
    #[error("the pool “{place}” names somebody twice")]
    RepeatedMember { place: String },
    #[error("the pool “{place}” has a weight outside 1 to {MAX_WEIGHT}")]
    Weight { place: String },
    #[error("the pool “{place}” has working hours that never come; name a day, and an end after the beginning")]
    Hours { place: String },
    #[error("the pool “{place}” has a limit of no turns a day; take the member out instead")]
    NoTurns { place: String },
}

impl RuleRefusal {
    /// The same for a program: which reason it is, and the values that belong to it.
    pub fn reason(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let placed = |reason, place: &String| (reason, vec![("place", place.clone())]);
        match self {
            Self::TooMany { what, count, limit } => {
                let values = [("what", (*what).to_owned()), ("count", count.to_string()), ("limit", limit.to_string())];
                ("too_many", values.into())
            }
            Self::IdTaken { .. } => ("id_taken", Vec::new()),
            Self::Name { .. } => ("name", Vec::new()),
            Self::NameTaken { name, .. } => ("name_taken", vec![("name", name.clone())]),
            Self::Region { place, error } => {
                let (reason, mut values) = error.reason();
                values.push(("place", place.clone()));
                (reason, values)
            }
            Self::Text { place, .. } => placed("text", place),
            Self::EmptyCondition { place } => placed("empty_condition", place),
            Self::RepeatedCondition { place } => placed("repeated_condition", place),
            Self::EmptyTerritory { place } => placed("empty_territory", place),
            Self::RepeatedMember { place } => placed("repeated_member", place),
            Self::Weight { place } => placed("weight", place),
            Self::Hours { place } => placed("hours", place),
            Self::NoTurns { place } => placed("no_turns", place),
        }
    }
}

/// What keeps a draft from being activated, or what its author should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleProblem")]
#[schema(as = RuleProblem)]
pub struct Problem {
    /// Missing if the problem is of a territory or a pool.
    #[serde(default)]
    pub rule: Option<RuleId>,
    #[serde(default)]
    pub pool: Option<PoolId>,
    #[serde(default)]
    pub territory: Option<TerritoryId>,
    /// Whether the book cannot be activated as it is.
    pub blocks: bool,
    #[serde(flatten)]
    pub kind: ProblemKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleProblemKind")]
#[schema(as = RuleProblemKind)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ProblemKind {
    /// It takes everything, and does not stand last.
    TakesEverything,
    UnknownTerritory,
    UnknownPool,
    /// No employee of this id, or one who is inactive.
    UnknownEmployee {
        name: Option<String>,
    },
    UnknownTeam,
    /// A lead is to step in and the team has none.
    NoLead,
    EmptyPool,
    /// A skill that the rule needs and no member has.
    NobodyHasSkill {
        skill: String,
    },
    /// Two entries of one set take the same codes.
    OverlappingCodes {
        one: String,
        other: String,
    },
    /// Rules before it take everything that it would.
    Unreachable {
        by: Vec<RuleId>,
    },
    /// Some contacts fit both; the one that stands first takes them.
    Overlaps {
        with: RuleId,
    },
}

impl RuleBook {
    /// The book in its one spelling.
    pub fn checked(self) -> Result<Self, RuleRefusal> {
        let Self { rules, territories, pools } = self;
        within("rules", rules.len(), MAX_RULES)?;
        within("territories", territories.len(), MAX_TERRITORIES)?;
        within("pools", pools.len(), MAX_POOLS)?;
        let territories = territories.iter().map(checked_territory).collect::<Result<Vec<_>, _>>()?;
        let pools = pools.into_iter().map(checked_pool).collect::<Result<Vec<_>, _>>()?;
        let rules = rules.into_iter().map(checked_rule).collect::<Result<Vec<_>, _>>()?;
        distinct("rules", rules.iter().map(|rule| rule.id), rules.iter().map(|rule| &rule.name))?;
        distinct("territories", territories.iter().map(|one| one.id), territories.iter().map(|one| &one.name))?;
        distinct("pools", pools.iter().map(|pool| pool.id), pools.iter().map(|pool| &pool.name))?;
        Ok(Self { rules, territories, pools })
    }

    /// What of a checked book does not fit together, or not with the people that there are.
    pub fn problems(&self, roster: &Roster) -> Vec<Problem> {
        let mut problems: Vec<_> = self.rules.iter().flat_map(|rule| self.problems_of_rule(rule, roster)).collect();
        let last = self.rules.iter().rposition(|rule| rule.active);
        let too_early = |(place, rule): &(usize, &Rule)| rule.active && rule.is_catch_all() && Some(*place) != last;
        problems.extend(
            self.rules
                .iter()
                .enumerate()
                .filter(too_early)
                .map(|(_, rule)| of_rule(rule.id, true, ProblemKind::TakesEverything)),
        );
        for pool in &self.pools {
            let of_pool = |kind| Problem { rule: None, pool: Some(pool.id), territory: None, blocks: true, kind };
            problems.extend(problems_of_pool(pool, roster).into_iter().map(of_pool));
        }
        for territory in &self.territories {
            let overlapping = territory.regions.iter().flat_map(super::Region::overlaps);
            problems.extend(overlapping.take(MAX_VALUES).map(|(one, other)| Problem {
                rule: None,
                pool: None,
                territory: Some(territory.id),
                blocks: false,
                kind: ProblemKind::OverlappingCodes { one, other },
            }));
        }
        problems
    }

    fn problems_of_rule(&self, rule: &Rule, roster: &Roster) -> Vec<Problem> {
        let mut kinds = Vec::new();
        for condition in &rule.conditions {
            if let Condition::Region { territories, .. } = condition
                && territories.iter().any(|id| self.territory(*id).is_none())
            {
                kinds.push(ProblemKind::UnknownTerritory);
            }
        }
        match &rule.distribution {
            Distribution::Employee { employee } => kinds.extend(unknown_employee(*employee, roster)),
            Distribution::Pool { pool, skills } => match self.pool(*pool) {
                None => kinds.push(ProblemKind::UnknownPool),
                Some(pool) => kinds.extend(
                    skills
                        .iter()
                        .filter(|skill| !anybody_has(pool, skill))
                        .map(|skill| ProblemKind::NobodyHasSkill { skill: skill.clone() }),
                ),
            },
        }
        let mut problems: Vec<_> = kinds.into_iter().map(|kind| of_rule(rule.id, rule.active, kind)).collect();
        for condition in &rule.conditions {
            let Condition::Region { regions, .. } = condition else { continue };
            let overlapping = regions.iter().flat_map(super::Region::overlaps).take(MAX_VALUES);
            problems.extend(
                overlapping.map(|(one, other)| of_rule(rule.id, false, ProblemKind::OverlappingCodes { one, other })),
            );
        }
        problems
    }
}

pub(super) fn of_rule(rule: RuleId, blocks: bool, kind: ProblemKind) -> Problem {
    Problem { rule: Some(rule), pool: None, territory: None, blocks, kind }
}

fn anybody_has(pool: &Pool, skill: &str) -> bool {
    let skill = fold_line(skill);
    pool.members.iter().any(|member| member.skills.iter().any(|known| fold_line(known) == skill))
}

fn unknown_employee(id: crate::EmployeeId, roster: &Roster) -> Option<ProblemKind> {
    match roster.employee(id) {
        None => Some(ProblemKind::UnknownEmployee { name: None }),
        Some(employee) if !employee.active => Some(ProblemKind::UnknownEmployee { name: Some(employee.name.clone()) }),
        Some(_) => None,
    }
}

fn problems_of_pool(pool: &Pool, roster: &Roster) -> Vec<ProblemKind> {
    let mut kinds: Vec<_> =
        pool.members.iter().filter_map(|member| unknown_employee(member.employee, roster)).collect();
    if pool.members.is_empty() {
        kinds.push(ProblemKind::EmptyPool);
    }
    match &pool.when_empty {
        WhenEmpty::Queue => {}
        WhenEmpty::Deputy { employee } => kinds.extend(unknown_employee(*employee, roster)),
        WhenEmpty::Lead { team } if roster.team(*team).is_none() => kinds.push(ProblemKind::UnknownTeam),
        WhenEmpty::Lead { team } => {
            let leads = |employee: &crate::Employee| {
                employee.active && employee.role == Role::Lead && employee.teams.contains(team)
            };
            if !roster.employees().any(|employee| leads(employee)) {
                kinds.push(ProblemKind::NoLead);
            }
        }
    }
    kinds
}

fn within(what: &'static str, count: usize, limit: usize) -> Result<(), RuleRefusal> {
    if count > limit { Err(RuleRefusal::TooMany { what, count, limit }) } else { Ok(()) }
}

fn distinct<'a, Id: Hash + Eq>(
    what: &'static str,
    ids: impl Iterator<Item = Id>,
    names: impl Iterator<Item = &'a String>,
) -> Result<(), RuleRefusal> {
    let mut known = HashSet::new();
    for id in ids {
        if !known.insert(id) {
            return Err(RuleRefusal::IdTaken { what });
        }
    }
    let mut known = HashSet::new();
    for name in names {
        if !known.insert(fold_line(name)) {
            return Err(RuleRefusal::NameTaken { what, name: name.clone() });
        }
    }
    Ok(())
}

fn checked_name(what: &'static str, name: &str) -> Result<String, RuleRefusal> {
    parse_line(name, MAX_NAME_LENGTH).map_err(|error| RuleRefusal::Name { what, error })
}

/// Each text in one spelling and once.
fn checked_texts(place: &str, texts: &[String]) -> Result<Vec<String>, RuleRefusal> {
    within("values", texts.len(), MAX_VALUES)?;
    let mut checked: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        let text =
            parse_line(text, MAX_TEXT_LENGTH).map_err(|error| RuleRefusal::Text { place: place.to_owned(), error })?;
        if !checked.iter().any(|known| fold_line(known) == fold_line(&text)) {
            checked.push(text);
        }
    }
    Ok(checked)
}

fn checked_regions(place: &str, regions: &[super::Region]) -> Result<Vec<super::Region>, RuleRefusal> {
    within("regions", regions.len(), MAX_VALUES)?;
    let refuse = |error| RuleRefusal::Region { place: place.to_owned(), error };
    regions.iter().map(|region| region.checked().map_err(refuse)).collect()
}

fn checked_territory(territory: &Territory) -> Result<Territory, RuleRefusal> {
    let name = checked_name("a territory", &territory.name)?;
    let regions = checked_regions(&name, &territory.regions)?;
    if regions.is_empty() {
        return Err(RuleRefusal::EmptyTerritory { place: name });
    }
    Ok(Territory { id: territory.id, name, regions })
}

fn checked_pool(pool: Pool) -> Result<Pool, RuleRefusal> {
    let name = checked_name("a pool", &pool.name)?;
    within("members", pool.members.len(), MAX_MEMBERS)?;
    let mut known = HashSet::new();
    if !pool.members.iter().all(|member| known.insert(member.employee)) {
        return Err(RuleRefusal::RepeatedMember { place: name });
    }
    let members = pool.members.into_iter().map(|member| checked_member(&name, member)).collect::<Result<_, _>>()?;
    Ok(Pool { name, members, ..pool })
}

fn checked_member(place: &str, mut member: Member) -> Result<Member, RuleRefusal> {
    let place = || place.to_owned();
    if !(1..=MAX_WEIGHT).contains(&member.weight) {
        return Err(RuleRefusal::Weight { place: place() });
    }
    if member.per_day == Some(0) {
        return Err(RuleRefusal::NoTurns { place: place() });
    }
    if let Some(hours) = &mut member.hours {
        hours.days.sort_unstable();
        hours.days.dedup();
        let are_days = !hours.days.is_empty() && hours.days.iter().all(|day| (1..=7).contains(day));
        if !are_days || hours.from >= hours.to {
            return Err(RuleRefusal::Hours { place: place() });
        }
    }
    let skills = checked_texts(&place(), &member.skills)?;
    Ok(Member { skills, ..member })
}

fn checked_rule(rule: Rule) -> Result<Rule, RuleRefusal> {
    let name = checked_name("a rule", &rule.name)?;
    within("conditions", rule.conditions.len(), MAX_CONDITIONS)?;
    let mut operands = HashSet::new();
    if !rule.conditions.iter().all(|condition| operands.insert(condition.operand())) {
        return Err(RuleRefusal::RepeatedCondition { place: name });
    }
    let conditions = rule.conditions.into_iter().map(|one| checked_condition(&name, one)).collect::<Result<_, _>>()?;
    let distribution = match rule.distribution {
        Distribution::Pool { pool, skills } => Distribution::Pool { pool, skills: checked_texts(&name, &skills)? },
        employee @ Distribution::Employee { .. } => employee,
    };
    Ok(Rule { name, conditions, distribution, ..rule })
}

fn checked_condition(place: &str, condition: Condition) -> Result<Condition, RuleRefusal> {
    let checked = match condition {
        Condition::Region { mut territories, regions } => {
            within("territories", territories.len(), MAX_VALUES)?;
            let mut known = HashSet::new();
            territories.retain(|id| known.insert(*id));
            Condition::Region { territories, regions: checked_regions(place, &regions)? }
        }
        Condition::Industry { any_of } => Condition::Industry { any_of: checked_texts(place, &any_of)? },
        Condition::Source { any_of } => Condition::Source { any_of: checked_texts(place, &any_of)? },
        Condition::Tags { any_of } => Condition::Tags { any_of: checked_texts(place, &any_of)? },
        Condition::Language { any_of } => {
            let codes = checked_texts(place, &any_of)?.into_iter().map(|code| code.to_lowercase()).collect();
            Condition::Language { any_of: codes }
        }
    };
    let is_empty = match &checked {
        Condition::Region { territories, regions } => territories.is_empty() && regions.is_empty(),
        texts => texts.texts().is_empty(),
    };
    if is_empty { Err(RuleRefusal::EmptyCondition { place: place.to_owned() }) } else { Ok(checked) }
}
