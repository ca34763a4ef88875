//! Comments: threads about a contact, internal unless their author says otherwise.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::employee::Roster;
use crate::ids::{CommandId, EmployeeId};

/// Longest text of a comment, in characters.
pub const MAX_COMMENT_LENGTH: usize = 10_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Never leaves the company.
    #[default]
    Internal,
    /// The customer's portal shows it.
    Customer,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Comment {
    /// The id of the command that added it, so that a repeated command cannot add a second one.
    pub id: CommandId,
    pub text: String,
    /// The comment that opened the thread; a reply to a reply stands in the same thread (`[K2]`).
    pub parent: Option<CommandId>,
    pub visibility: Visibility,
    /// Everyone the text names, whether or not they may see the contact.
    pub mentions: Vec<EmployeeId>,
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
}

/// The active employees that a text names: `@[Name](ID)` as the page writes it, or `@max` and `@max@example.at` by the
/// part before the @ or the whole of an e-mail address (`[K3]`).
pub fn mentions(text: &str, roster: &Roster) -> Vec<EmployeeId> {
    let mut found = BTreeSet::new();
    for (start, _) in text.match_indices('@') {
        let begins_word = text[..start].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let rest = &text[start + 1..];
        if let Some(id) = linked_id(rest) {
            found.extend(roster.employee(id).filter(|employee| employee.active).map(|employee| employee.id));
        } else if begins_word {
            found.extend(named(rest, roster));
        }
    }
    found.into_iter().collect()
}

fn linked_id(rest: &str) -> Option<EmployeeId> {
    let (_, target) = rest.strip_prefix('[')?.split_once("](")?;
    target.split_once(')')?.0.parse().ok()
}

fn named(rest: &str, roster: &Roster) -> Option<EmployeeId> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '@' | '+');
    let word = rest.split(|letter| !is_part(letter)).next()?.trim_end_matches(['.', '-', '@']);
    if word.is_empty() {
        return None;
    }
    let mut hits = roster.employees().filter(|employee| {
        let local_part = employee.email.split('@').next().unwrap_or_default();
        employee.active && (employee.email.eq_ignore_ascii_case(word) || local_part.eq_ignore_ascii_case(word))
    });
    let first = hits.next()?;
    hits.next().is_none().then_some(first.id)
}

#[cfg(test)]
mod tests;
