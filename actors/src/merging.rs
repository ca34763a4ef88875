//! Making two contacts one, and taking them apart: holds every contact involved, decides once on all of them, saves it in
//! one transaction, and hands each contact back with its part.
//!
//! So nothing half done is ever seen or saved, whatever crashes: either the store has all of it or nothing. Merges wait for
//! each other, and hold persons too, so two of them never wait for each other's contacts. `docs/decisions/0007-merging.md`
//! says why it is done so; the rules are in [`domain::merge`].

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use store::{Batch, CommitError, NoteUpdate, StoreError};

use domain::contact::{ContactKind, Context, EventKind};
use domain::merge::{
    self, Changed, Decided, MOST_COMMENT_BYTES, MOST_COMMENTS, MOST_PEOPLE, Merge, MergePreview, MergeRefusal,
    MergeWish, MergedNotes, Moving, Picks, Undoing, Undone,
};
use domain::{CommandId, Contact, ContactId, EmployeeId, Event, MergeId};

use crate::Desk;
use crate::contact::{HandBack, Held, Hold, JoinError, TakenOver};
use crate::desk::{ATTEMPTS, DeskError, Surroundings};
use crate::notes::{Document, DocumentError};

/// Contacts that are asked for at a time.
const HOLDS_AT_A_TIME: usize = 16;
/// The persons that a preview counts.
const COUNTED_PEOPLE: usize = MOST_PEOPLE + 1;

/// Why two contacts are as they were.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error(transparent)]
    Refused(#[from] MergeRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The cause is for the log.
    #[error("the contacts cannot be merged at the moment; try again later")]
    Unavailable(String),
    #[error("the server is stopping")]
    Stopping,
}

impl From<DeskError> for MergeError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => MergeRefusal::NotFound.into(),
            DeskError::Merged(into) => MergeRefusal::AlreadyMerged { into }.into(),
            DeskError::Store(error) => error.into(),
            DeskError::StillHas(_) | DeskError::Stopping => Self::Stopping,
        }
    }
}

impl Desk {
    /// What this employee would get by merging the two.
    pub async fn preview_merge(
        &self,
        by: EmployeeId,
        survivor: ContactId,
        other: ContactId,
        picks: &Picks,
    ) -> Result<MergePreview, MergeError> {
        let (survivor, other) = futures_util::try_join!(self.read_whole(survivor, by), self.read_whole(other, by))?;
        let around = self.services.surroundings();
        let plan = merge::plan(&survivor, &other, picks, context(CommandId::new(), by, &around))?;
        let (store, keys) = (self.store(), self.keys(by));
        let (people, comments, notes) = futures_util::try_join!(
            store.persons_of(other.id, &keys, COUNTED_PEOPLE),
            store.comment_heads(other.id),
            store.note(other.id),
        )?;
        let notes = document(&notes).is_blank().is_ok_and(|is_blank| !is_blank);
        let (people, comments) = (people.len(), comments.len());
        Ok(MergePreview { survivor, other, fields: plan.fields, sight: plan.sight, people, comments, notes })
    }

    /// Makes two contacts one. Sent again with the same id, it is done once.
    pub async fn merge(
        &self,
        by: EmployeeId,
        survivor: ContactId,
        other: ContactId,
        wish: MergeWish,
    ) -> Result<Merge, MergeError> {
        let work = Work { desk: self.clone(), by };
        carried_through(async move { work.merge(survivor, other, &wish).await }).await
    }

    /// Takes two contacts apart again, as far as nobody changed them since; answers with what stays.
    pub async fn undo_merge(
        &self,
        by: EmployeeId,
        id: MergeId,
        accepted: Vec<EmployeeId>,
    ) -> Result<Merge, MergeError> {
        let work = Work { desk: self.clone(), by };
        carried_through(async move { work.undo(id, &accepted).await }).await
    }
}

/// Also if the asking request is dropped meanwhile: contacts that are held have to be handed back.
async fn carried_through(work: impl Future<Output = Result<Merge, MergeError>> + 'static) -> Result<Merge, MergeError> {
    actix_rt::spawn(work).await.unwrap_or(Err(MergeError::Stopping))
}

fn context(command: CommandId, by: EmployeeId, around: &Surroundings) -> Context<'_> {
    let Surroundings { roster, custom_fields, now, .. } = around;
    Context { command, by, acting_for: None, now: *now, roster, custom_fields }
}

fn document(log: &store::NoteLog) -> Document {
    let updates = log.snapshot.iter().chain(&log.updates).map(AsRef::as_ref);
    Document::from_log(updates).0
}

/// The contacts that are held, by id.
type Holding = HashMap<ContactId, Held>;

/// Something decided on held contacts, to be saved together.
struct Decision {
    changes: Vec<Part>,
    record: Merge,
}

struct Part {
    changed: Changed,
    note: Option<NoteUpdate>,
    /// The contact that takes this one over.
    survivor: Option<Arc<Contact>>,
}

impl From<Changed> for Part {
    fn from(changed: Changed) -> Self {
        Self { changed, note: None, survivor: None }
    }
}

/// What came of an attempt.
enum Attempt {
    Done(Box<Merge>),
    /// Others were in the way, or the store did not say: look again.
    Again(String),
}

/// A merge, or its undoing, by this employee.
struct Work {
    desk: Desk,
    by: EmployeeId,
}

impl Work {
    async fn merge(&self, survivor: ContactId, other: ContactId, wish: &MergeWish) -> Result<Merge, MergeError> {
        let _one_at_a_time = self.desk.services.merging.clone().lock_owned().await;
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            if let Some(done) = self.desk.store().merge(wish.id).await? {
                let is_same = done.by == self.by && done.survivor == survivor && done.other == other;
                return if is_same { Ok(done) } else { Err(MergeRefusal::NotFound.into()) };
            }
            match self.attempt_merge(survivor, other, wish).await? {
                Attempt::Done(merge) => return Ok(*merge),
                Attempt::Again(reason) => last = reason,
            }
        }
        Err(MergeError::Unavailable(last))
    }

    async fn attempt_merge(
        &self,
        survivor: ContactId,
        other: ContactId,
        wish: &MergeWish,
    ) -> Result<Attempt, MergeError> {
        // Only for who passes the gate is anything held.
        let survivor_now = self.desk.read_whole(survivor, self.by).await?;
        self.desk.read_whole(other, self.by).await?;
        let people = self.people_of(&survivor_now, other).await?;
        let holding = self.hold([survivor, other].into_iter().chain(people)).await?;
        let decided = match self.people_of(&survivor_now, other).await {
            // Somebody began to work there just now.
            Ok(people) if !people.is_subset(&holding.keys().copied().collect()) => {
                hand_back(holding, || HandBack::Unchanged);
                return Ok(Attempt::Again("people came to the contact meanwhile".to_owned()));
            }
            Ok(_) => self.decide_merge(&holding, survivor, other, wish).await,
            Err(error) => Err(error),
        };
        self.carry_out(holding, decided).await
    }

    /// Everybody who has to move with the contact; nobody works for a person.
    async fn people_of(&self, survivor: &Contact, other: ContactId) -> Result<BTreeSet<ContactId>, MergeError> {
        if survivor.kind == ContactKind::Person {
            return Ok(BTreeSet::new());
        }
        let people = self.desk.store().all_persons_of(other, COUNTED_PEOPLE).await?;
        if people.len() > MOST_PEOPLE {
            return Err(MergeRefusal::TooManyPeople.into());
        }
        Ok(people.into_iter().map(|person| person.id).collect())
    }

    async fn decide_merge(
        &self,
        holding: &Holding,
        survivor: ContactId,
        other: ContactId,
        wish: &MergeWish,
    ) -> Result<Decision, MergeError> {
        let store = self.desk.store();
        let people: Vec<Contact> = holding
            .values()
            .filter(|held| held.contact.id != survivor && held.contact.id != other)
            .map(|held| held.contact.as_ref().clone())
            .collect();
        let page = store.comments(other, None, MOST_COMMENTS, MOST_COMMENT_BYTES).await?;
        if page.before.is_some() {
            return Err(MergeRefusal::TooManyComments.into());
        }
        let comments: Vec<_> = page.items.into_iter().map(|(_, comment)| comment).collect();
        let heads = store.comment_heads(survivor).await?;
        let known: HashSet<CommandId> = heads.iter().map(|head| head.id).collect();
        let pinned = heads.iter().filter(|head| head.is_pinned).count();
        let moving = Moving { people: &people, comments: &comments, known: &known, pinned };
        let around = self.desk.services.surroundings();
        let Decided { survivor, other, people, mut record } = {
            let (survivor, other) = (contact(holding, survivor)?, contact(holding, other)?);
            merge::decide(survivor, other, moving, wish, context(CommandId(wish.id.0), self.by, &around))?
        };
        let (note, notes) = self.joined_notes(&survivor.after, &other.after).await?;
        record.notes = notes;
        let after = Arc::new(survivor.after.clone());
        let mut changes =
            vec![Part { note, ..Part::from(survivor) }, Part { survivor: Some(after), ..Part::from(other) }];
        changes.extend(people.into_iter().map(Part::from));
        Ok(Decision { changes, record })
    }

    /// The notes of the other behind those of the survivor, under the other's name.
    async fn joined_notes(
        &self,
        survivor: &Contact,
        other: &Contact,
    ) -> Result<(Option<NoteUpdate>, MergedNotes), MergeError> {
        let store = self.desk.store();
        let (log, others) = futures_util::try_join!(store.note(survivor.id), store.note(other.id))?;
        let source = document(&others);
        if source.is_blank().map_err(notes_failed)? {
            return Ok((None, MergedNotes { next: log.next, blocks: 0 }));
        }
        let appended = document(&log).append(&other.fields.name, &source).map_err(notes_failed)?;
        let update = NoteUpdate { n: log.next, bytes: appended.update };
        Ok((Some(update), MergedNotes { next: log.next + 1, blocks: appended.blocks }))
    }

    async fn undo(&self, id: MergeId, accepted: &[EmployeeId]) -> Result<Merge, MergeError> {
        let _one_at_a_time = self.desk.services.merging.clone().lock_owned().await;
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            let merge = self.desk.store().merge(id).await?.ok_or(MergeRefusal::NotFound)?;
            match self.desk.read_whole(merge.survivor, self.by).await {
                Ok(_) if merge.undone.is_some() => return Ok(merge),
                Ok(_) => {}
                Err(DeskError::Merged(_)) => return Err(MergeRefusal::SurvivorGone.into()),
                Err(error) => return Err(error.into()),
            }
            let people = merge.people.iter().map(|(person, _)| *person);
            let holding = self.hold([merge.survivor, merge.other].into_iter().chain(people)).await?;
            let decided = self.decide_undo(&holding, &merge, accepted).await;
            match self.carry_out(holding, decided).await? {
                Attempt::Done(merge) => return Ok(*merge),
                Attempt::Again(reason) => last = reason,
            }
        }
        Err(MergeError::Unavailable(last))
    }

    async fn decide_undo(
        &self,
        holding: &Holding,
        merge: &Merge,
        accepted: &[EmployeeId],
    ) -> Result<Decision, MergeError> {
        let store = self.desk.store();
        let count = usize::try_from(merge.last_seq + 1 - merge.first_seq).unwrap_or(usize::MAX);
        let (events, comments, log) = futures_util::try_join!(
            store.events_since(merge.survivor, merge.first_seq - 1, count),
            store.comments_since(merge.survivor, merge.first_seq),
            store.note(merge.survivor),
        )?;
        let mut people = Vec::with_capacity(merge.people.len());
        for (person, seq) in &merge.people {
            let moved = store.events_since(*person, seq - 1, 1).await?.into_iter().next();
            if let Some(Event { kind: EventKind::FieldChanged { previous, .. }, .. }) = moved {
                people.push((contact(holding, *person)?.clone(), previous));
            }
        }
        let undoing = Undoing {
            merge,
            survivor: contact(holding, merge.survivor)?,
            other: contact(holding, merge.other)?,
            events: &events,
            comments: &comments,
            people: &people,
            notes_untouched: log.next == merge.notes.next,
            accepted,
        };
        let around = self.desk.services.surroundings();
        // Follows from the merge's, so that undoing is known by its command too.
        let command = CommandId(uuid::Uuid::new_v5(&merge.id.0, b"undo"));
        let undone = merge::undo(undoing, context(command, self.by, &around))?;
        let Undone { survivor, other, people, record, takes_notes_back } = undone;
        let mut note = None;
        if takes_notes_back {
            let bytes = document(&log).remove_last(merge.notes.blocks).map_err(notes_failed)?;
            note = Some(NoteUpdate { n: log.next, bytes });
        }
        let mut changes = vec![Part { note, ..Part::from(survivor) }, Part::from(other)];
        changes.extend(people.into_iter().map(Part::from));
        Ok(Decision { changes, record })
    }

    /// Saves what was decided and hands every contact back.
    async fn carry_out(
        &self,
        mut holding: Holding,
        decided: Result<Decision, MergeError>,
    ) -> Result<Attempt, MergeError> {
        let Decision { changes, record } = match decided {
            Ok(decision) => decision,
            Err(error) => {
                hand_back(holding, || HandBack::Unchanged);
                return Err(error);
            }
        };
        let batches = changes.iter().map(Part::batch).collect();
        let revision = match self.desk.services.journal.commit_merge(batches, record.clone()).await {
            Ok(committed) => committed.revision,
            Err(CommitError::NotDone(error)) => {
                tracing::error!(%error, "a merge was not saved");
                hand_back(holding, || HandBack::Unchanged);
                return Err(error.into());
            }
            Err(error @ (CommitError::Stale | CommitError::Unknown(_))) => {
                tracing::error!(%error, "the outcome of a merge is unknown; its contacts are loaded afresh");
                hand_back(holding, || HandBack::Unknown);
                return Ok(Attempt::Again(error.to_string()));
            }
        };
        for part in changes {
            if let Some(held) = holding.remove(&part.changed.after.id) {
                held.hand_back(HandBack::Changed(Box::new(part.taken_over(revision))));
            }
        }
        hand_back(holding, || HandBack::Unchanged);
        Ok(Attempt::Done(Box::new(record)))
    }

    /// All of them, or none.
    async fn hold(&self, ids: impl Iterator<Item = ContactId>) -> Result<Holding, MergeError> {
        let ids: BTreeSet<_> = ids.collect();
        let asking = stream::iter(ids).map(|id| self.hold_one(id)).buffer_unordered(HOLDS_AT_A_TIME);
        let answers: Vec<_> = asking.collect().await;
        let mut holding = Holding::new();
        let mut failed = None;
        for answer in answers {
            match answer {
                Ok(held) => {
                    holding.insert(held.contact.id, held);
                }
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            None => Ok(holding),
            Some(error) => {
                hand_back(holding, || HandBack::Unchanged);
                Err(error)
            }
        }
    }

    async fn hold_one(&self, id: ContactId) -> Result<Held, MergeError> {
        let mut stale = None;
        for _ in 0..ATTEMPTS {
            let Some(addr) = self.desk.locate(id, stale.take()).await else { break };
            match addr.send(Hold).await {
                Ok(Ok(held)) => return Ok(held),
                Ok(Err(JoinError::Moved)) | Err(_) => stale = Some(addr),
                Ok(Err(error)) => return Err(MergeError::Unavailable(error.to_string())),
            }
        }
        Err(MergeError::Stopping)
    }
}

impl Part {
    fn batch(&self) -> Batch {
        let Changed { after, events, notifications, .. } = &self.changed;
        Batch {
            contact: Arc::new(after.clone()),
            events: events.clone(),
            notifications: notifications.clone(),
            note_updates: self.note.iter().cloned().collect(),
        }
    }

    fn taken_over(self, revision: Option<u64>) -> TakenOver {
        let Self { changed: Changed { before: _, after, events, notifications }, note, survivor } = self;
        TakenOver { after: Arc::new(after), events: events.into(), notifications, note, revision, survivor }
    }
}

fn contact(holding: &Holding, id: ContactId) -> Result<&Contact, MergeError> {
    holding.get(&id).map(|held| held.contact.as_ref()).ok_or_else(|| MergeRefusal::NotFound.into())
}

/// Hands back what is still held.
fn hand_back(holding: Holding, how: fn() -> HandBack) {
    holding.into_values().for_each(|held| held.hand_back(how()));
}

fn notes_failed(error: DocumentError) -> MergeError {
    match error {
        DocumentError::TooMany | DocumentError::TooLarge => MergeRefusal::NotesTooLong.into(),
        error => MergeError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
