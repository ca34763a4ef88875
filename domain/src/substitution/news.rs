//! Whom it tells that a substitution was set, began, changed or ended: its two people, once each (`[V7]`).

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Substitution, SubstitutionState};
use crate::ids::{EmployeeId, NotificationId};
use crate::notification::{Notification, NotificationKind};
use crate::roster::Roster;

/// What the change from `before` tells, except to who made it; nobody did where the clock made it.
pub fn news(
    before: Option<&Substitution>,
    after: &Substitution,
    by: Option<EmployeeId>,
    now: DateTime<Utc>,
    roster: &Roster,
) -> Vec<Notification> {
    let Some(kind) = kind_of(before, after) else { return Vec::new() };
    // That it began and that it ended is told of the absent person, whoever had it begin or end.
    let told_of = match kind {
        NotificationKind::SubstitutionStarted | NotificationKind::SubstitutionEnded => after.absent,
        _ => by.unwrap_or(after.by),
    };
    [after.absent, after.substitute]
        .into_iter()
        .filter(|employee| by != Some(*employee))
        .map(|employee| Notification {
            id: told_once(after, kind, employee),
            employee,
            event: kind,
            contact: None,
            contact_name: String::new(),
            seq: 0,
            act: None,
            count: None,
            substitution: Some(after.id),
            by: told_of,
            at: now,
            excerpt: Some(summary(after, roster)),
            read: false,
            substituting: None,
        })
        .collect()
}

fn kind_of(before: Option<&Substitution>, after: &Substitution) -> Option<NotificationKind> {
    let former = before.map(|before| before.state);
    match after.state {
        state if former == Some(state) => {
            let is_longer_or_shorter = before.is_some_and(|before| before.until != after.until);
            is_longer_or_shorter.then_some(NotificationKind::SubstitutionChanged)
        }
        SubstitutionState::Planned => Some(NotificationKind::SubstitutionPlanned),
        SubstitutionState::Active => Some(NotificationKind::SubstitutionStarted),
        SubstitutionState::Ended => Some(NotificationKind::SubstitutionEnded),
        SubstitutionState::Revoked => Some(NotificationKind::SubstitutionRevoked),
    }
}

/// The same thing told to the same person has the same id (`[N3]`).
fn told_once(substitution: &Substitution, kind: NotificationKind, employee: EmployeeId) -> NotificationId {
    let text = format!("{kind:?}/{}/{employee}", substitution.until);
    NotificationId(Uuid::new_v5(&substitution.id.0, text.as_bytes()))
}

/// `Max Gruber → Anna Huber, 1.12.2026 – 5.12.2026`
fn summary(substitution: &Substitution, roster: &Roster) -> String {
    let name = |id: EmployeeId| roster.employee(id).map(|employee| employee.name.clone()).unwrap_or_default();
    let day = |day: NaiveDate| day.format("%-d.%-m.%Y").to_string();
    let Substitution { absent, substitute, from, until, .. } = *substitution;
    format!("{} → {}, {} – {}", name(absent), name(substitute), day(from), day(until))
}
