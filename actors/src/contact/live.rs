//! A loaded contact: the committed state that everyone sees, the state to come that commands are decided on, and the
//! queue between the two. Knows neither the actor around it nor the store.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use store::{Batch, NoteUpdate};
use tokio::sync::oneshot;

use domain::access::{self, Reach};
use domain::act::Deed;
use domain::contact::{
    Command, Contact, ContactRefusal, Context, Event, EventKind, create_by_rules, decide, keep_calendar, numbered,
    set_active_order,
};
use domain::notification::notifications;
use domain::{CommandId, Comment, ContactId, EmployeeId, Notification, Roster, SessionId};

use super::comments::Comments;
use super::messages::{Execute, ExecuteError, Executed, Order};
use crate::desk::Surroundings;
use crate::dispatcher::Ticket;

pub(super) type Reply = oneshot::Sender<Result<Executed, ExecuteError>>;

/// How many of the newest commands an actor knows by id; older repetitions are caught by their base or, comments, by
/// their id (`[L4]`).
pub(super) const SEEN_LIMIT: usize = 256;
/// One batch holds at most this many entries, so that a hot contact's commits stay short.
const BATCH_LIMIT: usize = 256;

/// What the store knows of a contact when its actor starts.
pub(super) struct Loaded {
    pub(super) contact: Contact,
    /// The newest events, newest first.
    pub(super) recent: Vec<Event>,
    pub(super) comments: Comments,
}

pub(super) struct Live {
    committed: Arc<Contact>,
    ahead: Arc<Contact>,
    waiting: VecDeque<Entry>,
    committing: Vec<Entry>,
    seen: Seen,
    comments: Comments,
    /// Changes of comments that have to be recalled first.
    recalling: VecDeque<Recall>,
}

/// A change of a comment that is not at hand.
pub(super) struct Recall {
    /// The seq of the event that added the comment.
    pub(super) seq: u64,
    pub(super) execute: Execute,
    pub(super) reply: Reply,
}

/// What [`Live::next_batch`] took.
pub(super) enum Next {
    /// One is under way, or nothing waits.
    Nothing,
    /// Something to answer, and nothing to store.
    Answers,
    Batch(Batch),
}

/// Something decided, on its way to disk.
pub(super) struct Entry {
    pub(super) work: Work,
    pub(super) before: Arc<Contact>,
    pub(super) after: Arc<Contact>,
    pub(super) events: Arc<[Event]>,
    pub(super) notifications: Vec<Notification>,
    /// The turn of a pool that it took; kept once it is on disk, taken back when this is dropped before.
    pub(super) ticket: Option<Ticket>,
}

pub(super) enum Work {
    Command {
        execute: Execute,
        replies: Vec<Reply>,
    },
    /// An update of the notes, already part of the document to come.
    Note(NoteUpdate),
    /// Told once everything before it is on disk; dropped, if that is decided anew.
    Settled(oneshot::Sender<()>),
    /// Sent to a socket once everything before it is on disk.
    Answer {
        session: SessionId,
        frame: Bytes,
    },
}

impl Live {
    pub(super) fn new(loaded: Loaded) -> Self {
        let committed = Arc::new(loaded.contact);
        let mut seen = Seen::default();
        for event in loaded.recent.iter().rev() {
            seen.settle((event.by, event.command), event.seq);
        }
        Self {
            ahead: committed.clone(),
            committed,
            waiting: VecDeque::new(),
            committing: Vec::new(),
            seen,
            comments: loaded.comments,
            recalling: VecDeque::new(),
        }
    }

    /// A contact that does not exist yet and waits for its creation.
    pub(super) fn absent(id: ContactId, now: DateTime<Utc>) -> Self {
        let contact = Contact {
            id,
            kind: domain::contact::ContactKind::Person,
            version: 0,
            created_at: now,
            updated_at: now,
            fields: domain::contact::Fields::default(),
            assignments: Vec::new(),
            field_versions: std::collections::BTreeMap::new(),
            has_active_order: false,
            overrides: Vec::new(),
            deleted: true,
            merged_into: None,
            proposal: None,
        };
        Self::new(Loaded { contact, recent: Vec::new(), comments: Comments::default() })
    }

    pub(super) fn committed(&self) -> &Arc<Contact> {
        &self.committed
    }

    pub(super) fn comments(&self) -> &Comments {
        &self.comments
    }

    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.committing.is_empty() && self.recalling.is_empty()
    }

    /// Decides a command on the state to come and queues what follows, or answers at once.
    pub(super) fn execute(&mut self, execute: Execute, reply: Reply, around: &Surroundings) {
        let key = (execute.by, execute.id);
        match self.seen.get(key) {
            Some(Known::Done(_)) if execute.order.needs_sight() && !self.is_seen_by(execute.by, &around.roster) => {
                answer(vec![reply], &Err(ContactRefusal::NotFound.into()));
                return;
            }
            Some(Known::Done(seq)) => {
                let done = Executed { seq, contact: self.committed.clone(), events: Arc::new([]) };
                answer(vec![reply], &Ok(done));
                return;
            }
            Some(Known::UnderWay) => {
                self.join_pending(key, reply);
                return;
            }
            None => {}
        }
        if let Some(result) = self.comment_known_by_id(&execute) {
            let seen = self.is_seen_by(execute.by, &around.roster);
            answer(vec![reply], &if seen { result } else { Err(ContactRefusal::NotFound.into()) });
            return;
        }
        if let Order::Change(Command::ChangeComment { comment, .. }) = &execute.order
            && let Some(seq) = self.comments.missing(*comment)
        {
            self.recalling.push_back(Recall { seq, execute, reply });
            return;
        }
        match self.decide(&execute, around) {
            Err(error) => answer(vec![reply], &Err(error)),
            Ok(decided) => {
                self.seen.begin(key);
                self.push(Work::Command { execute, replies: vec![reply] }, decided);
            }
        }
    }

    /// The next command that waits for a comment from the store; once that is recalled, it is executed again.
    pub(super) fn next_recall(&mut self) -> Option<Recall> {
        self.recalling.pop_front()
    }

    pub(super) fn recall(&mut self, comment: Comment) {
        self.comments.recall(comment);
    }

    /// A repetition is answered with the contact as it is now: only to who may see that.
    fn is_seen_by(&self, employee: EmployeeId, roster: &Roster) -> bool {
        roster.reach(&access::audience(&self.committed), employee) == Reach::Full
    }

    /// A comment is its command's id: however long ago it was added, a repetition adds no second one.
    fn comment_known_by_id(&self, execute: &Execute) -> Option<Result<Executed, ExecuteError>> {
        let Order::Change(Command::AddComment { .. }) = execute.order else { return None };
        let author = self.comments.author(execute.id)?;
        if author != execute.by {
            return Some(Err(ContactRefusal::CommentIdTaken.into()));
        }
        Some(Ok(Executed { seq: self.committed.version, contact: self.committed.clone(), events: Arc::new([]) }))
    }

    fn decide(&self, execute: &Execute, around: &Surroundings) -> Result<Decided, ExecuteError> {
        let Surroundings { roster, custom_fields, now, .. } = around;
        let context = Context {
            command: execute.id,
            by: execute.by,
            acting_for: execute.acting_for,
            now: *now,
            roster,
            custom_fields,
        };
        let exists = self.ahead.version > 0;
        let (after, events) = match &execute.order {
            Order::Create(_) if exists => return Err(ContactRefusal::NotFound.into()),
            Order::Create(new) => create_by_rules(new.clone(), context, |contact| {
                around.automate(|automation| automation.of_new(contact, context))
            })?,
            _ if !exists => {
                return Err(ContactRefusal::NotFound.into());
            }
            Order::Change(command) => self.decide_change(command, context, around)?,
            Order::AcceptProposal { rule } => {
                let kinds = around.automate(|automation| automation.accept(&self.ahead, *rule, context))?;
                self.then(numbered(self.ahead.version, kinds, context))
            }
            Order::EndWaiting => self.end_waiting(context, around),
            Order::SetActiveOrder { active } => self.then(set_active_order(&self.ahead, *active, context)),
            Order::KeepCalendar => self.then(keep_calendar(&self.ahead, execute.id, *now, roster)),
            Order::DeleteAt { version } => {
                let deleted = self.decide_change(&Command::DeleteContact, context, around)?;
                if self.ahead.version != *version {
                    return Err(ExecuteError::ChangedSince);
                }
                deleted
            }
        };
        let told =
            events.iter().flat_map(|event| notifications(&after, event, self.thread_author(event), roster)).collect();
        let ticket = events.iter().find_map(|event| match &event.kind {
            EventKind::EmployeeAssigned { why: Some(why), .. } => why.turn.clone(),
            _ => None,
        });
        let ticket = ticket.map(|turn| Ticket::new(around.dispatcher.clone(), turn));
        Ok(Decided { after: Arc::new(after), events: events.into(), notifications: told, ticket })
    }

    /// Rules follow a change at once, in its batch: nobody sees a contact between the two.
    fn decide_change(
        &self,
        command: &Command,
        context: Context<'_>,
        around: &Surroundings,
    ) -> Result<(Contact, Vec<Event>), ContactRefusal> {
        if let Command::CarryOut { act, deed: Deed::ApplyRules { version, former } } = command {
            let part = (*act, *version);
            let events = around.automate(|automation| automation.carry_out(&self.ahead, part, *former, context))?;
            return Ok(self.then(events));
        }
        let (mut after, mut events) = self.then(decide(&self.ahead, command, context, &self.comments)?);
        if matches!(command, Command::EditFields { .. }) {
            let kinds = around.automate(|automation| automation.after_change(&self.ahead, &after, &events, context));
            let followed = numbered(after.version, kinds, context);
            followed.iter().for_each(|event| after.apply(event));
            events.extend(followed);
        }
        Ok((after, events))
    }

    /// Nobody asked for it: in the history it is an act of who made the contact wait.
    fn end_waiting(&self, context: Context<'_>, around: &Surroundings) -> (Contact, Vec<Event>) {
        let by = self.ahead.proposal.as_ref().map_or(context.by, |proposal| proposal.by);
        let context = Context { by, ..context };
        let kinds = around.automate(|automation| automation.end_waiting(&self.ahead, context));
        self.then(numbered(self.ahead.version, kinds, context))
    }

    /// The contact as these events leave it.
    fn then(&self, events: Vec<Event>) -> (Contact, Vec<Event>) {
        let mut after = Contact::clone(&self.ahead);
        for event in &events {
            after.apply(event);
        }
        (after, events)
    }

    fn thread_author(&self, event: &Event) -> Option<EmployeeId> {
        match &event.kind {
            EventKind::CommentAdded { comment } => comment.parent.and_then(|opening| self.comments.author(opening)),
            _ => None,
        }
    }

    fn push(&mut self, work: Work, decided: Decided) {
        for event in decided.events.iter() {
            self.comments.begin(event);
        }
        let before = std::mem::replace(&mut self.ahead, decided.after.clone());
        let Decided { after, events, notifications, ticket } = decided;
        self.waiting.push_back(Entry { work, before, after, events, notifications, ticket });
    }

    /// Queues what changes no contact, in order with everything else.
    pub(super) fn push_note(&mut self, work: Work) {
        let unchanged =
            Decided { after: self.ahead.clone(), events: Arc::new([]), notifications: Vec::new(), ticket: None };
        self.push(work, unchanged);
    }

    /// Updates of the notes that are not on disk yet, in order.
    pub(super) fn waiting_notes(&self) -> impl Iterator<Item = &NoteUpdate> {
        self.committing.iter().chain(&self.waiting).filter_map(|entry| match &entry.work {
            Work::Note(update) => Some(update),
            _ => None,
        })
    }

    fn join_pending(&mut self, key: Key, reply: Reply) {
        let pending = self.committing.iter_mut().chain(&mut self.waiting).find_map(|entry| match &mut entry.work {
            Work::Command { execute, replies } if (execute.by, execute.id) == key => Some(replies),
            _ => None,
        });
        if let Some(replies) = pending {
            replies.push(reply);
        }
    }

    /// Whether something waits for the batch that is next.
    pub(super) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes the next batch out of the queue, unless one is under way.
    pub(super) fn next_batch(&mut self) -> Next {
        if !self.committing.is_empty() || self.waiting.is_empty() {
            return Next::Nothing;
        }
        let count = self.waiting.len().min(BATCH_LIMIT);
        self.committing = self.waiting.drain(..count).collect();
        let mut batch = Batch {
            contact: self.committing.last().map_or_else(|| self.committed.clone(), |entry| entry.after.clone()),
            events: Vec::new(),
            notifications: Vec::new(),
            note_updates: Vec::new(),
        };
        for entry in &self.committing {
            batch.events.extend(entry.events.iter().cloned());
            batch.notifications.extend(entry.notifications.iter().cloned());
            if let Work::Note(update) = &entry.work {
                batch.note_updates.push(update.clone());
            }
        }
        let nothing_to_store = batch.events.is_empty() && batch.note_updates.is_empty();
        if nothing_to_store { Next::Answers } else { Next::Batch(batch) }
    }

    /// The batch is on disk: what it held becomes what everyone sees.
    pub(super) fn committed_batch(&mut self) -> Vec<Entry> {
        let mut entries = std::mem::take(&mut self.committing);
        for entry in &mut entries {
            if let Some(ticket) = entry.ticket.take() {
                ticket.keep();
            }
            self.committed = entry.after.clone();
            if let Work::Command { execute, .. } = &entry.work {
                self.seen.settle((execute.by, execute.id), entry.after.version);
            }
            for event in entry.events.iter() {
                self.comments.settle(event);
            }
        }
        self.comments.trim();
        entries
    }

    /// Takes over what was decided and saved elsewhere, on the contact as it stands, while nothing is under way.
    pub(super) fn take_over(&mut self, after: Arc<Contact>, events: &[Event]) {
        debug_assert!(self.is_idle(), "a contact is handed over when nothing is under way");
        for event in events {
            self.seen.settle((event.by, event.command), after.version);
            self.comments.begin(event);
            self.comments.settle(event);
        }
        self.comments.trim();
        self.ahead = after.clone();
        self.committed = after;
    }

    /// The batch is certainly not on disk. Returns its entries, to be refused, and the commands behind it, to be decided
    /// again on the committed state.
    pub(super) fn failed_batch(&mut self) -> (Vec<Entry>, Vec<Entry>) {
        let failed = std::mem::take(&mut self.committing);
        let behind: Vec<_> = self.waiting.drain(..).collect();
        self.ahead = self.committed.clone();
        for entry in failed.iter().chain(&behind) {
            if let Work::Command { execute, .. } = &entry.work {
                self.seen.forget((execute.by, execute.id));
            }
            for event in entry.events.iter() {
                self.comments.forget(event);
            }
        }
        (failed, behind)
    }
}

struct Decided {
    after: Arc<Contact>,
    events: Arc<[Event]>,
    notifications: Vec<Notification>,
    ticket: Option<Ticket>,
}

/// Answers everyone who sent the command. Somebody who hung up meanwhile needs no answer.
pub(super) fn answer(replies: Vec<Reply>, result: &Result<Executed, ExecuteError>) {
    for reply in replies {
        if reply.send(result.clone()).is_err() {
            tracing::trace!("the sender of a command has gone");
        }
    }
}

impl Entry {
    /// Whether a notes socket waits for this: an update of its, or an answer.
    pub(super) fn is_of_notes(&self) -> bool {
        matches!(self.work, Work::Note(_) | Work::Answer { .. })
    }
}

type Key = (EmployeeId, CommandId);

#[derive(Clone, Copy)]
enum Known {
    UnderWay,
    Done(u64),
}

/// The newest commands by id.
#[derive(Default)]
struct Seen {
    known: HashMap<Key, Known>,
    order: VecDeque<Key>,
}

impl Seen {
    fn get(&self, key: Key) -> Option<Known> {
        self.known.get(&key).copied()
    }

    fn begin(&mut self, key: Key) {
        self.known.insert(key, Known::UnderWay);
    }

    fn settle(&mut self, key: Key, seq: u64) {
        if !matches!(self.known.insert(key, Known::Done(seq)), Some(Known::Done(_))) {
            self.order.push_back(key);
        }
        if self.order.len() > SEEN_LIMIT
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    fn forget(&mut self, key: Key) {
        self.known.remove(&key);
    }
}

#[cfg(test)]
mod tests;
