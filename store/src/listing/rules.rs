//! What rules look at, of every contact that somebody sees whole.

use std::ops::Bound;

use domain::Keys;

use super::{Key, Listing};
use crate::rules::RuleFacts;

impl Listing {
    /// Of so many contacts after a place, in the order of names: those that are seen whole and, with `since`, were made
    /// then or later. The place is that of the last one that was looked at; `None` at the end.
    pub(crate) fn rule_facts(
        &self,
        keys: &Keys,
        since_us: Option<i64>,
        after: Option<&Key>,
        limit: usize,
    ) -> (Vec<RuleFacts>, Option<Key>) {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let (mut found, mut looked_at, mut last) = (Vec::new(), 0, None);
        for (key, entry) in self.entries.range::<Key, _>((from, Bound::Unbounded)) {
            if looked_at == limit {
                return (found, last);
            }
            looked_at += 1;
            last = Some(key.clone());
            let Some(columns) = &entry.columns else { continue };
            if !keys.meet(self.shared.audiences.get(entry.audience)) {
                continue;
            }
            if since_us.is_some_and(|since| columns.created_at < since) {
                continue;
            }
            let shared = &self.shared;
            let text = |place| shared.lines.get(place).as_ref().map(|line| line.text.clone());
            found.push(RuleFacts {
                id: key.1,
                country: columns.country,
                postal_code: text(columns.postal_code),
                industry: text(columns.industry),
                source: text(columns.source),
                language: text(columns.language),
                tags: shared.tags.get(columns.tags).clone(),
                holders: shared.holders.get(columns.holders).clone(),
            });
        }
        (found, None)
    }
}
