//! Takes an import back: what it made and nobody works with is deleted, what it changed and nobody changed since goes back.
//!
//! What an import did stands in the histories of the contacts that it touched, under the ids of its commands; so this works
//! after a restart and after an import that did not come to its end.

use std::collections::{BTreeSet, HashMap, HashSet};

use actors::contact::{Execute, ExecuteError, Order};
use actors::{Desk, DeskError};
use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use domain::contact::{Command, ContactKind, ContactRefusal, Event, EventKind, Field, FieldChange, FieldValue};
use domain::import::{Import, ImportUndo};
use domain::{CommandId, Contact, ContactId, EmployeeId};

use crate::carry_out::SIDE_BY_SIDE;

/// Contacts that are read together, and events of one.
const CHUNK: usize = 200;

/// One import that is being taken back.
struct Undo<'a> {
    desk: &'a Desk,
    import: &'a Import,
    commands: HashMap<ContactId, HashSet<CommandId>>,
}

/// Tells after each chunk how far it is. Fails when the desk takes nothing; it may be asked again.
pub(crate) async fn undo(
    desk: &Desk,
    import: &Import,
    mut progress: impl FnMut(ImportUndo) -> bool,
) -> Result<ImportUndo, ExecuteError> {
    let touches = desk.store().import_touches(import.id).await.map_err(unavailable)?;
    let mut commands: HashMap<ContactId, HashSet<CommandId>> = HashMap::new();
    for touch in touches {
        commands.entry(touch.contact).or_default().insert(touch.command);
    }
    let contacts: Vec<ContactId> = commands.keys().copied().collect();
    let undo = Undo { desk, import, commands };
    let mut all = ImportUndo::default();
    let mut organisations = Vec::new();
    // Persons first: an organisation goes only when nobody works there.
    for chunk in contacts.chunks(CHUNK) {
        let found = desk.store().contacts(chunk).await.map_err(unavailable)?;
        let of_kind = |kind| found.iter().filter(move |contact| contact.kind == kind).map(|contact| contact.id);
        organisations.extend(of_kind(ContactKind::Organisation));
        undo.take_back(of_kind(ContactKind::Person).collect(), &mut all).await?;
        if !progress(all) {
            return Err(ExecuteError::Unavailable("the server is stopping".to_owned()));
        }
    }
    for chunk in organisations.chunks(CHUNK) {
        undo.take_back(chunk.to_vec(), &mut all).await?;
        if !progress(all) {
            return Err(ExecuteError::Unavailable("the server is stopping".to_owned()));
        }
    }
    Ok(all)
}

fn unavailable(error: impl std::fmt::Display) -> ExecuteError {
    ExecuteError::Unavailable(error.to_string())
}

impl Undo<'_> {
    async fn take_back(&self, contacts: Vec<ContactId>, all: &mut ImportUndo) -> Result<(), ExecuteError> {
        let contacts: Vec<_> = contacts.into_iter().map(|contact| self.one_contact(contact)).collect();
        let done: Vec<ImportUndo> = stream::iter(contacts).buffer_unordered(SIDE_BY_SIDE).try_collect().await?;
        for ImportUndo { deleted, restored, contacts_kept, fields_kept } in done {
            all.deleted += deleted;
            all.restored += restored;
            all.contacts_kept += contacts_kept;
            all.fields_kept += fields_kept;
        }
        Ok(())
    }

    /// The command that takes this contact back, the same however often it is asked.
    fn command(&self, contact: ContactId) -> CommandId {
        CommandId(Uuid::new_v5(&self.import.id.0, contact.0.as_bytes()))
    }

    fn by(&self) -> EmployeeId {
        self.import.by
    }

    async fn one_contact(&self, id: ContactId) -> Result<ImportUndo, ExecuteError> {
        let events = self.events(id).await?;
        let Some(own) = self.commands.get(&id) else { return Ok(ImportUndo::default()) };
        let is_own = |event: &Event| own.contains(&event.command);
        if !events.iter().any(is_own) {
            return Ok(ImportUndo::default());
        }
        let kept = ImportUndo { contacts_kept: 1, ..ImportUndo::default() };
        let made = events.iter().any(|event| is_own(event) && matches!(event.kind, EventKind::ContactCreated { .. }));
        if let Some(last) = events.first().filter(|last| matches!(last.kind, EventKind::ContactDeleted)) {
            let deleted = made && last.command == self.command(id);
            return Ok(ImportUndo { deleted: u64::from(deleted), ..ImportUndo::default() });
        }
        let contact = match self.desk.read_whole(id, self.by()).await {
            Ok(contact) => contact,
            Err(DeskError::NotFound | DeskError::Merged(_)) => return Ok(kept),
            Err(error) => return Err(unavailable(error)),
        };
        if !made {
            return self.restore(&contact, &events, own).await;
        }
        let is_used = !events.iter().all(is_own) || self.has_more(&contact).await?;
        if is_used || !self.delete(&contact).await? {
            return Ok(kept);
        }
        Ok(ImportUndo { deleted: 1, ..ImportUndo::default() })
    }

    /// What happened to the contact since the import began, the newest first.
    async fn events(&self, id: ContactId) -> Result<Vec<Event>, ExecuteError> {
        let mut events = Vec::new();
        let mut before = None;
        loop {
            let page = self.desk.store().events_before(id, before, CHUNK).await.map_err(unavailable)?;
            let is_last = page.len() < CHUNK;
            let since = page.iter().take_while(|event| event.at >= self.import.created_at).count();
            before = page.last().map(|event| event.seq);
            let reached = since < page.len();
            events.extend(page.into_iter().take(since));
            if is_last || reached {
                return Ok(events);
            }
        }
    }

    /// Work on a contact that its history does not tell.
    async fn has_more(&self, contact: &Contact) -> Result<bool, ExecuteError> {
        let store = self.desk.store();
        if contact.kind == ContactKind::Organisation && store.has_persons(contact.id).await.map_err(unavailable)? {
            return Ok(true);
        }
        let notes = store.note(contact.id).await.map_err(unavailable)?;
        Ok(notes.snapshot.is_some() || !notes.updates.is_empty())
    }

    /// False if somebody changed the contact in this moment, or may see it alone by now.
    async fn delete(&self, contact: &Contact) -> Result<bool, ExecuteError> {
        let order = Order::DeleteAt { version: contact.version };
        match self.execute(contact.id, order).await {
            Ok(()) => Ok(true),
            Err(ExecuteError::Refused(_) | ExecuteError::ChangedSince) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn execute(&self, contact: ContactId, order: Order) -> Result<(), ExecuteError> {
        let execute = Execute { id: self.command(contact), by: self.by(), acting_for: None, order };
        self.desk.execute(contact, execute).await.map(|_| ())
    }

    async fn restore(
        &self,
        contact: &Contact,
        events: &[Event],
        own: &HashSet<CommandId>,
    ) -> Result<ImportUndo, ExecuteError> {
        let mut done = ImportUndo::default();
        let mut changes = Vec::new();
        for field in touched(events, own) {
            match before_import(field, events, own, self.command(contact.id)) {
                Before::Untouched => {}
                Before::Restored => done.restored += 1,
                Before::ChangedSince => done.fields_kept += 1,
                Before::Was(value) => changes.push(FieldChange { field, value }),
            }
        }
        while !changes.is_empty() {
            let order = Order::Change(Command::EditFields { changes: changes.clone(), base: contact.version });
            let in_the_way = match self.execute(contact.id, order).await {
                Ok(()) => {
                    done.restored += changes.len() as u64;
                    return Ok(done);
                }
                Err(ExecuteError::Refused(ContactRefusal::Conflict(conflict))) => Some(conflict.field),
                Err(ExecuteError::Refused(ContactRefusal::Invalid { field, .. })) => Some(field),
                Err(ExecuteError::Refused(ContactRefusal::NoSuchOrganisation)) => Some(Field::WorksFor),
                Err(ExecuteError::Refused(ContactRefusal::NoSuchTeam)) => Some(Field::Teams),
                Err(ExecuteError::Refused(_) | ExecuteError::ChangedSince) => None,
                Err(error) => return Err(error),
            };
            let before = changes.len();
            changes.retain(|change| Some(change.field) != in_the_way);
            if changes.len() == before {
                changes.clear();
            }
            done.fields_kept += (before - changes.len()) as u64;
        }
        Ok(done)
    }
}

#[derive(Debug, PartialEq)]
enum Before {
    /// The import did not change the field.
    Untouched,
    /// It is taken back already.
    Restored,
    ChangedSince,
    Was(FieldValue),
}

/// The fields that the import changed, each once.
fn touched(events: &[Event], own: &HashSet<CommandId>) -> BTreeSet<Field> {
    let of_import = events.iter().filter(|event| own.contains(&event.command));
    let field = |event: &Event| match event.kind {
        EventKind::FieldChanged { field, .. } => Some(field),
        _ => None,
    };
    of_import.filter_map(field).collect()
}

/// What stood in a field before the import, if nobody else wrote there since. `events` are the newest first.
fn before_import(field: Field, events: &[Event], own: &HashSet<CommandId>, undo: CommandId) -> Before {
    let of_field = events.iter().filter_map(|event| match &event.kind {
        EventKind::FieldChanged { field: changed, previous, .. } if *changed == field => {
            Some((event.command, previous))
        }
        _ => None,
    });
    let changes: Vec<_> = of_field.collect();
    if !changes.iter().any(|(command, _)| own.contains(command)) {
        return Before::Untouched;
    }
    match changes.first() {
        Some((command, _)) if *command == undo => Before::Restored,
        Some((command, _)) if !own.contains(command) => Before::ChangedSince,
        _ => {
            let last = changes.iter().take_while(|(command, _)| own.contains(command)).last();
            last.map_or(Before::Untouched, |(_, previous)| Before::Was((*previous).clone()))
        }
    }
}

#[cfg(test)]
mod tests;
