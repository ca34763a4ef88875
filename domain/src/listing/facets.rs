//! Which values the contacts of a list have, and how often: what a filter offers to pick from.

use std::collections::HashMap;
use std::hash::Hash;

use serde::Serialize;

/// Of each kind of value, the most frequent ones are counted.
pub const MOST_FACETS: usize = 50;

/// A value and how many contacts have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Facet {
    pub value: String,
    pub count: u64,
}

/// The most frequent values of the contacts that their viewer sees whole, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Facets {
    pub countries: Vec<Facet>,
    /// One spelling, the most frequent, for all that differ in spelling alone.
    pub cities: Vec<Facet>,
    pub industries: Vec<Facet>,
    pub tags: Vec<Facet>,
    /// Ids of employees.
    pub account_managers: Vec<Facet>,
}

/// The most frequent of these values; equally frequent ones by their letters.
pub fn most_frequent(values: impl IntoIterator<Item = (String, u64)>) -> Vec<Facet> {
    let mut facets: Vec<Facet> =
        values.into_iter().filter(|(_, count)| *count > 0).map(|(value, count)| Facet { value, count }).collect();
    facets.sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
    facets.truncate(MOST_FACETS);
    facets
}

/// Adds up what is counted under the same key, and shows each under its most frequent spelling.
pub fn by_spelling<K: Hash + Eq>(values: impl IntoIterator<Item = (K, String, u64)>) -> Vec<(String, u64)> {
    let mut groups: HashMap<K, (u64, u64, String)> = HashMap::new();
    for (key, spelling, count) in values {
        let (total, most, shown) = groups.entry(key).or_default();
        *total += count;
        if (count, &*shown) > (*most, &spelling) || shown.is_empty() {
            *most = count;
            *shown = spelling;
        }
    }
    groups.into_values().map(|(total, _, shown)| (shown, total)).collect()
}
