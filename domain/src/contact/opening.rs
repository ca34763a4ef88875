//! Opening a contact for oneself although one does not see it: with a reason, for a few days, and never quietly (`[A9]`).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Contact, ContactRefusal, Context, EventKind};
use crate::access::{self, Reach};
use crate::calendar;
use crate::ids::{CommandId, EmployeeId};
use crate::value::parse_line;

/// Longest reason, in characters.
pub const MAX_REASON_LENGTH: usize = 300;
/// It ends at the latest so many days after the one on which it began.
pub const MAX_DAYS: u64 = 7;

/// Somebody sees a contact that they would not see, until the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct Override {
    /// The id of the command that made it.
    pub id: CommandId,
    pub employee: EmployeeId,
    pub reason: String,
    /// The last day on which it holds, of Vienna's calendar.
    pub until: NaiveDate,
}

impl Override {
    /// The day on which it is over by itself.
    pub(crate) fn due(&self) -> Option<NaiveDate> {
        self.until.succ_opt()
    }
}

/// Administrators and the leads of the contact's teams may, by rights of their own.
pub(super) fn open_for_oneself(
    contact: &Contact,
    reason: &str,
    until: Option<NaiveDate>,
    context: Context<'_>,
) -> Result<Vec<EventKind>, ContactRefusal> {
    let own = context.roster.own_keys(context.by);
    if !access::may_override(contact, &own) {
        return Err(ContactRefusal::NotFound);
    }
    if context.roster.reach(&access::audience(contact), context.by) == Reach::Full {
        return Err(ContactRefusal::SeenAlready);
    }
    let reason = parse_line(reason, MAX_REASON_LENGTH).map_err(ContactRefusal::OverrideReason)?;
    let today = calendar::day_of(context.now);
    let last = today.checked_add_days(Days::new(MAX_DAYS)).unwrap_or(today);
    let until = until.unwrap_or(today);
    if until < today {
        return Err(ContactRefusal::EndsInThePast { until });
    }
    if until > last {
        return Err(ContactRefusal::OverrideTooLong { last });
    }
    let overriding = Override { id: context.command, employee: context.by, reason, until };
    Ok(vec![EventKind::AccessOverridden { overriding }])
}
