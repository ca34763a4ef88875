//! What the calendar does by itself: begins and ends substitutions and assignments on their days, also those that came while
//! nothing ran.

use std::time::Duration;

use chrono::NaiveDate;
use futures_util::{StreamExt as _, stream};

use domain::{ContactId, calendar};

use crate::Desk;
use crate::contact::{ExecuteError, Order};

/// The clock may be set; a new day is noticed within this time even then.
const LOOK_EVERY: Duration = Duration::from_mins(1);
const CONTACTS_AT_ONCE: usize = 500;
/// Contacts that are under way at a time: people work meanwhile.
const AT_A_TIME: usize = 8;

/// Why a day's work is not finished.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("contact {contact}: {error}")]
    Contact { contact: ContactId, error: ExecuteError },
    #[error("contact {0} is due and nothing of it begins or ends")]
    NothingToDo(ContactId),
}

/// Keeps the calendar for as long as the program runs.
pub async fn keep(desk: Desk) {
    let mut kept = None;
    loop {
        let now = desk.clock().now();
        let today = calendar::day_of(now);
        if kept != Some(today) {
            match catch_up(&desk, today).await {
                Ok(()) => kept = Some(today),
                Err(error) => tracing::error!(%error, "not everything could begin or end; trying again"),
            }
        }
        let midnight = today.succ_opt().map(calendar::start_of);
        let left = midnight.and_then(|midnight| (midnight - desk.clock().now()).to_std().ok());
        tokio::time::sleep(left.unwrap_or(LOOK_EVERY).min(LOOK_EVERY)).await;
    }
}

/// Begins and ends what is due on this day or was before it; rights first.
pub async fn catch_up(desk: &Desk, today: NaiveDate) -> Result<(), CalendarError> {
    desk.keep_substitutions().await?;
    loop {
        let due = desk.store().contacts_due(today, CONTACTS_AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut turns = stream::iter(due).map(|contact| keep_one(desk, contact)).buffered(AT_A_TIME);
        while let Some(done) = turns.next().await {
            done?;
        }
    }
}

async fn keep_one(desk: &Desk, contact: ContactId) -> Result<(), CalendarError> {
    match desk.act_by_itself(contact, Order::KeepCalendar).await {
        Ok(executed) if executed.events.is_empty() => Err(CalendarError::NothingToDo(contact)),
        Ok(_) => Ok(()),
        Err(error) => Err(CalendarError::Contact { contact, error }),
    }
}
