//! Works on one act: piece by piece, the contacts of a piece side by side.
//!
//! The act is read anew before each piece, so what it does follows from what is on disk. A piece that was not noted is done
//! again; its commands are known to the contacts by then, and the history tells what they did the first time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use store::StoreError;

use domain::act::{Act, ActItem, ActState, ItemOutcome, RefusedItem, concerned};
use domain::contact::{Command, ContactRefusal, Event};
use domain::notification::with_substitutes;
use domain::{ActId, CommandId, ContactId, EmployeeId};

use crate::Desk;
use crate::contact::{Execute, ExecuteError, Order};

/// Contacts of one act that are under way at a time.
const AT_A_TIME: usize = 16;
/// Events of a contact that are read at once.
const EVENTS_AT_ONCE: usize = 200;
/// How long an act waits for a store that takes nothing: first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Why a piece was not done; it is tried again.
#[derive(Debug, thiserror::Error)]
enum Setback {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("contact {contact}: {error}")]
    Contact { contact: ContactId, error: ExecuteError },
}

/// An item that was worked on, and whom that concerns.
struct Worked {
    item: ActItem,
    concerned: Vec<EmployeeId>,
}

/// Works until the act is done, or the server stops.
pub(super) async fn work(desk: &Desk, id: ActId, mut again: bool) {
    let mut pause = FIRST_PAUSE;
    let began = std::time::Instant::now();
    while !desk.services.acts.is_stopping() {
        match step(desk, id, again).await {
            Ok(Some(act)) => {
                tracing::info!(
                    act = %id, employee = %act.by, state = ?act.state, counts = ?act.counts,
                    seconds = began.elapsed().as_secs_f64(), "an act was worked on"
                );
                return;
            }
            Ok(None) => (pause, again) = (FIRST_PAUSE, false),
            Err(error) => {
                tracing::error!(%error, act = %id, "an act is held up; trying again");
                again = true;
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Works on the next piece. The act, if it was the last or there is nothing to do.
async fn step(desk: &Desk, id: ActId, again: bool) -> Result<Option<Act>, Setback> {
    let Some(mut act) = desk.store().act(id).await? else {
        tracing::error!(act = %id, "an act is gone");
        return Ok(None);
    };
    if !matches!(act.state, ActState::Running | ActState::Undoing) {
        return Ok(Some(act));
    }
    let number = act.next_chunk;
    let items = desk.store().act_items(id, number).await?;
    let work = Work { desk, act: Arc::new(act.clone()), again };
    let working = stream::iter(items).map(|item| work.one(item)).buffered(AT_A_TIME);
    let worked: Vec<Worked> = working.try_collect().await?;
    let mut items = Vec::with_capacity(worked.len());
    for Worked { item, concerned } in worked {
        if let Some(outcome) = item.outcome {
            count(&mut act, outcome, &concerned);
        }
        items.push(item);
    }
    act.next_chunk += 1;
    let mut told = Vec::new();
    if act.next_chunk >= act.chunks {
        finish(&mut act, desk.clock().now());
        told = with_substitutes(act.summaries(desk.clock().now()), &desk.roster());
    }
    desk.store().put_act_progress(&act, number, &items, &told).await?;
    desk.services.notify(told);
    Ok((!act.state.is_under_way()).then_some(act))
}

/// On the way back only what was changed counts once more.
fn count(act: &mut Act, outcome: ItemOutcome, concerned: &[EmployeeId]) {
    let is_of_undo = matches!(outcome, ItemOutcome::TakenBack | ItemOutcome::Kept);
    if is_of_undo == (act.state == ActState::Undoing) {
        act.count(outcome, concerned);
    }
}

fn finish(act: &mut Act, now: chrono::DateTime<chrono::Utc>) {
    if act.state == ActState::Undoing {
        act.state = ActState::Undone;
    } else {
        act.state = ActState::Done;
        act.finished_at = Some(now);
    }
}

struct Work<'a> {
    desk: &'a Desk,
    act: Arc<Act>,
    again: bool,
}

impl Work<'_> {
    async fn one(&self, item: ActItem) -> Result<Worked, Setback> {
        let acts = &self.desk.services.acts;
        let Ok(_turn) = acts.contacts.acquire().await else { return Ok(Worked { item, concerned: Vec::new() }) };
        let contact = item.contact;
        match (self.act.state, item.outcome) {
            (ActState::Undoing, Some(ItemOutcome::Changed { first_seq, last_seq })) => {
                let count = usize::try_from(last_seq + 1 - first_seq).unwrap_or(usize::MAX);
                let events = self.desk.store().events_since(contact, first_seq - 1, count).await?;
                let command = Command::TakeBack { act: self.act.id, events };
                self.execute(item, self.act.undo_command(contact), command).await
            }
            (ActState::Undoing, _) => Ok(Worked { item, concerned: Vec::new() }),
            _ => {
                let command = Command::CarryOut { act: self.act.id, deed: item.deed.clone() };
                self.execute(item, self.act.command(contact), command).await
            }
        }
    }

    async fn execute(&self, item: ActItem, id: CommandId, command: Command) -> Result<Worked, Setback> {
        let contact = item.contact;
        let is_undo = self.act.state == ActState::Undoing;
        let by = self.act.undone.filter(|_| is_undo).map_or(self.act.by, |undone| undone.by);
        let execute = Execute { id, by, acting_for: None, order: Order::Change(command) };
        let (events, refused) = match self.desk.execute(contact, execute).await {
            Ok(executed) if !executed.events.is_empty() => (executed.events.to_vec(), None),
            Ok(_) => (self.done_before(contact, id).await?, None),
            // Done before the last crash, it may be refused now.
            Err(ExecuteError::Refused(refusal)) if self.again => (self.done_before(contact, id).await?, Some(refusal)),
            Err(ExecuteError::Refused(refusal)) => (Vec::new(), Some(refusal)),
            Err(error) => return Err(Setback::Contact { contact, error }),
        };
        let outcome = outcome(&events, refused.as_ref(), is_undo);
        let concerned = self.concerned(contact, &events, is_undo).await?;
        Ok(Worked { item: ActItem { outcome: Some(outcome), ..item }, concerned })
    }

    async fn concerned(&self, contact: ContactId, events: &[Event], is_undo: bool) -> Result<Vec<EmployeeId>, Setback> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let contact = self.desk.store().contact(contact).await?;
        let roster = self.desk.roster();
        Ok(contact.map(|contact| concerned(&contact, events, &roster, is_undo)).unwrap_or_default())
    }

    /// What the command did when it was sent before, from the history since the act began.
    async fn done_before(&self, contact: ContactId, id: CommandId) -> Result<Vec<Event>, Setback> {
        let since = self.act.undone.map_or(self.act.at, |undone| undone.at);
        let mut before = None;
        let mut found = Vec::new();
        loop {
            let page = self.desk.store().events_before(contact, before, EVENTS_AT_ONCE).await?;
            let is_reached = page.len() < EVENTS_AT_ONCE || page.last().is_none_or(|oldest| oldest.at < since);
            // The events of a command stand together.
            let is_past = page.last().is_some_and(|oldest| oldest.command != id);
            before = page.last().map(|oldest| oldest.seq);
            found.extend(page.into_iter().filter(|event| event.command == id));
            if is_reached || is_past && !found.is_empty() {
                found.reverse();
                return Ok(found);
            }
        }
    }
}

fn outcome(events: &[Event], refused: Option<&ContactRefusal>, is_undo: bool) -> ItemOutcome {
    match (events, refused) {
        ([], Some(_)) if is_undo => ItemOutcome::Kept,
        (_, _) if is_undo => ItemOutcome::TakenBack,
        ([first, .., last], _) => ItemOutcome::Changed { first_seq: first.seq, last_seq: last.seq },
        ([only], _) => ItemOutcome::Changed { first_seq: only.seq, last_seq: only.seq },
        // As it is to be, by somebody's hand before.
        ([], None | Some(ContactRefusal::AlreadyAssigned { .. })) => ItemOutcome::Unchanged,
        ([], Some(refusal)) => ItemOutcome::Refused { reason: RefusedItem::from(refusal) },
    }
}
