//! What a book says about itself, whatever contacts there are: rules that are never reached, rules that get in each
//! other's way, and postal codes that no rule of a region takes.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::check::{Problem, ProblemKind, of_rule};
use super::codes::Codes;
use super::compiled::{Compiled, Test};
use super::region::{Postal, all_codes, written};
use super::{Operand, Rule};
use crate::value::Country;

/// Pairs of rules that are named at most.
const MAX_OVERLAPS: usize = 100;
/// Ranges of free codes that are named for a country at most.
const MAX_FREE_RANGES: usize = 50;

/// Postal codes of a country that no rule of a region takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct FreeCodes {
    #[schema(value_type = String, example = "AT")]
    pub country: Country,
    /// The first of them, as codes and ranges.
    pub ranges: Vec<String>,
    pub count: u64,
}

/// The regions of a rule where codes are numbers, by country; `None` if it takes every region.
type Regions = Option<BTreeMap<Country, Codes>>;

struct Scope<'a> {
    rule: &'a Rule,
    regions: Regions,
    /// It names a country whose codes are no numbers: of those nothing is said.
    is_foreign: bool,
    texts: Vec<(Operand, &'a HashSet<String>)>,
}

impl<'a> Scope<'a> {
    fn of(rule: &'a Rule, tests: &'a [Test]) -> Self {
        let mut scope = Self { rule, regions: None, is_foreign: false, texts: Vec::new() };
        for test in tests {
            match test {
                Test::Texts(operand, named) => scope.texts.push((*operand, named)),
                Test::Region(regions) => {
                    let mut by_country: BTreeMap<Country, Codes> = BTreeMap::new();
                    for (country, postal) in regions {
                        let Some(all) = all_codes(*country) else {
                            scope.is_foreign = true;
                            continue;
                        };
                        let codes = match postal {
                            // Zero stands for a code that is missing.
                            Postal::Everywhere => all.union(&Codes::new([(0, 0)])),
                            Postal::Numbers(codes) => codes.clone(),
                            Postal::Words { .. } => continue,
                        };
                        let known = by_country.entry(*country).or_default();
                        *known = known.union(&codes);
                    }
                    scope.regions = Some(by_country);
                }
            }
        }
        scope
    }

    /// Whether everything but the region of `self` holds wherever `other` holds.
    fn texts_take_all_of(&self, other: &Self) -> bool {
        self.texts.iter().all(|(operand, texts)| {
            other.texts.iter().any(|(known, narrower)| known == operand && narrower.is_subset(texts))
        })
    }

    /// Whether both look at the same thing, and some contact fits both.
    fn overlaps(&self, other: &Self) -> bool {
        if self.rule.is_catch_all() || other.rule.is_catch_all() {
            return false;
        }
        let mut shared = false;
        if let (Some(mine), Some(theirs)) = (&self.regions, &other.regions) {
            shared = true;
            let meet = |(country, codes): (&Country, &Codes)| {
                theirs.get(country).is_some_and(|other| !codes.both(other).is_empty())
            };
            if !mine.iter().any(meet) {
                return false;
            }
        }
        for (operand, mine) in &self.texts {
            let Some((_, theirs)) = other.texts.iter().find(|(known, _)| known == operand) else { continue };
            shared = true;
            // A contact may have several tags, and with them both.
            if *operand != Operand::Tags && mine.is_disjoint(theirs) {
                return false;
            }
        }
        shared
    }
}

fn is_taken(scope: &Scope<'_>, before: &[&Scope<'_>]) -> bool {
    if before.iter().any(|other| other.regions.is_none()) {
        return true;
    }
    let Some(mine) = &scope.regions else { return false };
    !scope.is_foreign
        && mine.iter().all(|(country, codes)| {
            let taken = before.iter().filter_map(|other| other.regions.as_ref()?.get(country));
            codes.is_within(&taken.fold(Codes::default(), |all, more| all.union(more)))
        })
}

/// Rules that are never reached, and pairs that overlap without one of them being so.
pub fn analyse(compiled: &Compiled) -> Vec<Problem> {
    let scopes: Vec<_> = compiled
        .book
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.active)
        .map(|(index, rule)| Scope::of(rule, compiled.tests(index)))
        .collect();
    let mut problems = Vec::new();
    let mut overlaps = Vec::new();
    for (index, scope) in scopes.iter().enumerate() {
        // A rule that begins later than this one leaves it everything until then.
        let holds_as_long = |other: &&Scope<'_>| other.rule.starts <= scope.rule.starts;
        let before: Vec<_> =
            scopes[..index].iter().filter(holds_as_long).filter(|other| other.texts_take_all_of(scope)).collect();
        if is_taken(scope, &before) {
            let by = before.iter().map(|other| other.rule.id).collect();
            problems.push(of_rule(scope.rule.id, false, ProblemKind::Unreachable { by }));
            continue;
        }
        let others = scopes[..index].iter().filter(|other| other.rule.distribution != scope.rule.distribution);
        let overlapping = others.filter(|other| other.overlaps(scope));
        overlaps.extend(
            overlapping.map(|other| of_rule(scope.rule.id, false, ProblemKind::Overlaps { with: other.rule.id })),
        );
    }
    overlaps.truncate(MAX_OVERLAPS);
    problems.extend(overlaps);
    problems
}

/// Codes that no rule takes by its region alone, in each country of which some rule takes a part.
pub fn free_codes(compiled: &Compiled) -> Vec<FreeCodes> {
    let mut taken: BTreeMap<Country, Codes> = BTreeMap::new();
    for (index, rule) in compiled.book.rules.iter().enumerate().filter(|(_, rule)| rule.active) {
        let scope = Scope::of(rule, compiled.tests(index));
        if !scope.texts.is_empty() {
            continue;
        }
        for (country, codes) in scope.regions.into_iter().flatten() {
            let known = taken.entry(country).or_default();
            *known = known.union(&codes);
        }
    }
    let free = taken.into_iter().filter_map(|(country, taken)| {
        let free = all_codes(country)?.without(&taken);
        let range = |(first, last): &(u32, u32)| match (written(country, *first), written(country, *last)) {
            (first, last) if first == last => first,
            (first, last) => format!("{first}-{last}"),
        };
        let ranges = free.ranges().iter().take(MAX_FREE_RANGES).map(range).collect();
        Some(FreeCodes { country, ranges, count: free.count() })
    });
    free.filter(|free| free.count > 0).collect()
}
