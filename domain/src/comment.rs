//! Comments: threads about a contact, internal unless their author says otherwise.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, EmployeeId};
use crate::roster::Roster;

/// Longest text of a comment, in characters.
pub const MAX_COMMENT_LENGTH: usize = 10_000;
/// How long its author may edit a comment.
pub const EDITABLE_FOR: TimeDelta = TimeDelta::minutes(15);
/// A comment keeps at most this many earlier texts, of at most this many bytes together.
pub const MAX_EDITS: usize = 20;
pub const MAX_EARLIER_BYTES: usize = 128 << 10;
/// A contact has at most this many pinned comments.
pub const MAX_PINNED: usize = 5;

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
    /// The absent employee for whom its author wrote it (`[V6]`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub acting_for: Option<EmployeeId>,
    pub at: DateTime<Utc>,
    #[serde(default)]
    pub edited_at: Option<DateTime<Utc>>,
    /// Earlier texts, oldest first.
    #[serde(default)]
    pub edits: Vec<EarlierText>,
    /// In the order of [`Emoji`]; one that nobody gives any more is gone.
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// Of the comment that opened a thread: the thread is settled.
    #[serde(default)]
    pub resolved: Option<Mark>,
    #[serde(default)]
    pub pinned: Option<Mark>,
}

/// What a comment said before an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct EarlierText {
    pub text: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// Everyone who reacts to a comment in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Reaction {
    pub emoji: Emoji,
    /// In the order in which they reacted.
    pub by: Vec<EmployeeId>,
}

/// Who did something to a comment, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Mark {
    pub by: EmployeeId,
    pub at: DateTime<Utc>,
}

/// A way to react to a comment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
pub enum Emoji {
    #[serde(rename = "👍")]
    ThumbsUp,
    // Some keyboards leave out the selector that asks for its colour.
    #[serde(rename = "❤️", alias = "❤")]
    Heart,
    #[serde(rename = "🎉")]
    Tada,
    #[serde(rename = "😄")]
    Smile,
    #[serde(rename = "👀")]
    Eyes,
    #[serde(rename = "✅")]
    Check,
}

/// What somebody wants changed about a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CommentChange {
    Edit { text: String },
    React { emoji: Emoji, on: bool },
    Resolve { on: bool },
    Pin { on: bool },
}

impl Comment {
    /// The bytes of all its texts, earlier ones too.
    pub fn text_bytes(&self) -> usize {
        self.text.len() + self.earlier_bytes()
    }

    pub(crate) fn earlier_bytes(&self) -> usize {
        self.edits.iter().map(|earlier| earlier.text.len()).sum()
    }

    /// The employees whom the text names and no earlier text did: those who are not told yet (`[K8]`).
    pub(crate) fn newly_mentioned(&self, roster: &Roster) -> Vec<EmployeeId> {
        let told: BTreeSet<_> = self.edits.iter().flat_map(|earlier| mentions(&earlier.text, roster)).collect();
        self.mentions.iter().filter(|employee| !told.contains(employee)).copied().collect()
    }
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
