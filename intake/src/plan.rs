//! What becomes of each row: a new contact, a change of a known one, or nothing.
//!
//! A row is matched against the store and against earlier rows of the file by the keys of [`exchange::Draft::match_keys`].
//! Only contacts that the importer may see whole are matched. What a file leaves empty stays as it is; lists grow. The plan
//! decides by the rules of `domain` on what it knows and stores nothing: its [`Step`]s are for the journal, where nothing
//! else is at work, or for the live desk, which decides them again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use exchange::{Draft, MatchKey, RowError};
use store::{Batch, Store, StoreError};

use domain::access::{self, Keys, Reach};
use domain::contact::{
    AssignmentSource, Command, Contact, ContactKind, ContactRefusal, Context, Employment, Event, Field, FieldChange,
    FieldValue, FirstManager, NewContact, create, decide,
};
use domain::import::ImportTally;
use domain::search::fold;
use domain::{CommandId, ContactId, CustomFields, EmployeeId, Roster};

/// What a row, or an organisation that it names, is to become.
#[derive(Clone, Debug)]
pub struct Step {
    /// Of the row.
    pub line: u64,
    pub contact: ContactId,
    pub command: CommandId,
    pub order: StepOrder,
    /// An organisation that is made because a person's row names it.
    pub is_named_only: bool,
    /// Empty if everything is as the row wants it.
    pub events: Vec<Event>,
    /// The contact after the events.
    pub after: Contact,
}

#[derive(Clone, Debug)]
pub enum StepOrder {
    Create(NewContact),
    /// `base` is the version that the plan knew.
    Edit {
        wanted: Wanted,
        base: u64,
    },
}

/// What a row says of a contact that is there already.
#[derive(Clone, Debug)]
pub struct Wanted {
    values: Vec<(Field, FieldValue)>,
    employment: Option<Employment>,
}

impl Wanted {
    /// The changes that give the contact what the row says.
    pub fn changes(&self, contact: &Contact) -> Vec<FieldChange> {
        let values = self.values.iter();
        let mut changes: Vec<FieldChange> = values
            .map(|(field, value)| FieldChange { field: *field, value: grown(contact.fields.get(*field), value) })
            .collect();
        changes.extend(self.employment.clone().and_then(|employment| with_employment(contact, employment)));
        changes
    }
}

/// Counts what a step does.
pub fn count(tally: &mut ImportTally, step: &Step) {
    match &step.order {
        StepOrder::Create(_) => {
            tally.created += 1;
            tally.organisations += u64::from(step.is_named_only);
        }
        StepOrder::Edit { .. } if step.events.is_empty() => tally.unchanged += 1,
        StepOrder::Edit { .. } => tally.updated += 1,
    }
}

/// What the journal is to commit for these steps; each contact has one batch.
pub fn batches(steps: Vec<Step>) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut places: HashMap<ContactId, usize> = HashMap::new();
    for Step { contact, events, after, .. } in steps.into_iter().filter(|step| !step.events.is_empty()) {
        let place = *places.entry(contact).or_insert(batches.len());
        let contact = Arc::new(after);
        match batches.get_mut(place) {
            Some(batch) => {
                batch.contact = contact;
                batch.events.extend(events);
            }
            None => batches.push(Batch { contact, events, notifications: Vec::new(), note_updates: Vec::new() }),
        }
    }
    batches
}

pub struct Plan {
    store: Store,
    importer: EmployeeId,
    is_dry: bool,
    known: HashMap<MatchKey, ContactId>,
    organisations: HashMap<String, ContactId>,
    /// The contacts that rows may mean, as they are to be.
    contacts: HashMap<ContactId, Known>,
}

struct Known {
    contact: Contact,
    is_planned: bool,
}

/// The rows of one chunk on their way.
struct Chunk<'a> {
    roster: &'a Roster,
    custom_fields: &'a CustomFields,
    now: DateTime<Utc>,
    steps: Vec<Step>,
}

impl Plan {
    /// A plan whose steps are carried out before the next chunk is decided.
    pub fn new(store: Store, importer: EmployeeId) -> Self {
        Self {
            store,
            importer,
            is_dry: false,
            known: HashMap::new(),
            organisations: HashMap::new(),
            contacts: HashMap::new(),
        }
    }

    /// A plan whose steps nobody carries out: it remembers them itself.
    pub fn dry(store: Store, importer: EmployeeId) -> Self {
        Self { is_dry: true, ..Self::new(store, importer) }
    }

    /// Decides a chunk of rows, each with its line.
    pub async fn decide(
        &mut self,
        rows: Vec<(u64, Draft)>,
        roster: &Roster,
        custom_fields: &CustomFields,
        now: DateTime<Utc>,
    ) -> Result<(Vec<Step>, Vec<RowError>), StoreError> {
        self.look_up(&rows, &roster.keys(self.importer)).await?;
        let mut chunk = Chunk { roster, custom_fields, now, steps: Vec::with_capacity(rows.len()) };
        let mut errors = Vec::new();
        for (line, draft) in rows {
            if let Err(refusal) = self.decide_row(line, draft, &mut chunk) {
                errors.push(RowError { line, column: None, message: refusal.to_string() });
            }
        }
        let is_dry = self.is_dry;
        self.contacts.retain(|_, known| is_dry && known.is_planned);
        Ok((chunk.steps, errors))
    }

    /// Contacts that were to be made and were not: later rows do not mean them.
    pub fn forget(&mut self, missing: &HashSet<ContactId>) {
        if !missing.is_empty() {
            self.known.retain(|_, id| !missing.contains(id));
            self.organisations.retain(|_, id| !missing.contains(id));
        }
    }

    /// Reads the contacts that the chunk may mean, by number, e-mail and name.
    async fn look_up(&mut self, rows: &[(u64, Draft)], keys: &Keys) -> Result<(), StoreError> {
        let mut numbers = HashSet::new();
        let mut emails = HashSet::new();
        let mut names = HashSet::new();
        for (_, draft) in rows {
            if let Some(FieldValue::Text(number)) = draft.value(Field::CustomerNumber) {
                numbers.insert(number.clone());
            }
            if let Some(FieldValue::List(addresses)) = draft.value(Field::Emails) {
                emails.extend(addresses.iter().cloned());
            }
            names.insert(fold(draft.name()));
            names.extend(draft.organisation.as_deref().map(fold));
        }
        let (by_number, by_email, by_name) = (collected(numbers), collected(emails), collected(names));
        let (by_number, by_email, by_name) = futures_util::try_join!(
            self.store.find_by_customer_numbers(&by_number),
            self.store.find_by_emails(&by_email),
            self.store.find_by_names(&by_name),
        )?;
        let mut ids: HashSet<ContactId> =
            by_number.into_iter().chain(by_email).chain(by_name).map(|(_, id)| id).collect();
        // Contacts that earlier rows matched may be meant again.
        ids.extend(rows.iter().filter_map(|(_, draft)| self.matching(draft)));
        let mut contacts = self.store.contacts(&collected(ids)).await?;
        contacts.retain(|contact| access::reach(&access::audience(contact), keys) == Reach::Full);
        let employers: HashSet<_> = contacts
            .iter()
            .flat_map(|contact| &contact.fields.works_for)
            .map(|employment| employment.organisation)
            .collect();
        let names: HashMap<_, _> = self
            .store
            .contacts(&collected(employers))
            .await?
            .into_iter()
            .map(|organisation| (organisation.id, organisation.fields.name))
            .collect();
        for contact in contacts {
            self.learn(contact, &names);
        }
        Ok(())
    }

    fn learn(&mut self, contact: Contact, employers: &HashMap<ContactId, String>) {
        // Of two contacts with the same key, the one that was there first is meant.
        for key in Draft::from_contact(&contact, |id| employers.get(&id).cloned()).index_keys() {
            self.known.entry(key).or_insert(contact.id);
        }
        self.remember_organisation(&contact);
        self.contacts.entry(contact.id).or_insert(Known { contact, is_planned: false });
    }

    fn remember_organisation(&mut self, contact: &Contact) {
        if contact.kind == ContactKind::Organisation {
            self.organisations.entry(fold(&contact.fields.name)).or_insert(contact.id);
        }
    }

    fn matching(&self, draft: &Draft) -> Option<ContactId> {
        draft.match_keys().iter().find_map(|key| self.known.get(key)).copied()
    }

    fn decide_row(&mut self, line: u64, draft: Draft, chunk: &mut Chunk<'_>) -> Result<(), ContactRefusal> {
        let employment = self.employment(line, &draft, chunk)?;
        let known = self.matching(&draft).filter(|id| self.contacts.contains_key(id));
        match known {
            Some(id) => self.change(line, id, draft, employment, chunk),
            None => self.add(line, draft, employment, false, chunk).map(|_| ()),
        }
    }

    /// The employment that a person's row names; the organisation is made if nobody knows it.
    fn employment(
        &mut self,
        line: u64,
        draft: &Draft,
        chunk: &mut Chunk<'_>,
    ) -> Result<Option<Employment>, ContactRefusal> {
        let Some(name) = draft.organisation.as_deref().filter(|_| draft.kind == ContactKind::Person) else {
            return Ok(None);
        };
        let organisation = match self.organisations.get(&fold(name)) {
            Some(id) => *id,
            None => {
                let organisation = Draft {
                    kind: ContactKind::Organisation,
                    values: vec![(Field::Name, FieldValue::from(name))],
                    organisation: None,
                    position: None,
                    department: None,
                    uid: None,
                };
                self.add(line, organisation, None, true, chunk)?
            }
        };
        Ok(Some(Employment {
            organisation,
            position: draft.position.clone(),
            department: draft.department,
            primary: true,
            left: None,
        }))
    }

    fn context<'a>(&self, chunk: &Chunk<'a>) -> Context<'a> {
        let Chunk { roster, custom_fields, now, .. } = *chunk;
        Context { command: CommandId::new(), by: self.importer, acting_for: None, now, roster, custom_fields }
    }

    fn add(
        &mut self,
        line: u64,
        draft: Draft,
        employment: Option<Employment>,
        is_named_only: bool,
        chunk: &mut Chunk<'_>,
    ) -> Result<ContactId, ContactRefusal> {
        let keys = draft.index_keys();
        let mut values = draft.values;
        values.extend(employment.map(|employment| (Field::WorksFor, FieldValue::Employments(vec![employment]))));
        let new = NewContact {
            id: ContactId::new(),
            kind: draft.kind,
            values,
            source: AssignmentSource::Import,
            manager: FirstManager::Author,
        };
        let context = self.context(chunk);
        let (contact, events) = create(new.clone(), context)?;
        let id = contact.id;
        for key in keys {
            self.known.entry(key).or_insert(id);
        }
        self.remember_organisation(&contact);
        self.contacts.insert(id, Known { contact: contact.clone(), is_planned: true });
        let order = StepOrder::Create(new);
        let command = context.command;
        chunk.steps.push(Step { line, contact: id, command, order, is_named_only, events, after: contact });
        Ok(id)
    }

    fn change(
        &mut self,
        line: u64,
        id: ContactId,
        draft: Draft,
        employment: Option<Employment>,
        chunk: &mut Chunk<'_>,
    ) -> Result<(), ContactRefusal> {
        let context = self.context(chunk);
        let Some(known) = self.contacts.get_mut(&id) else { return Ok(()) };
        let wanted = Wanted { values: draft.values, employment };
        let base = known.contact.version;
        let command = Command::EditFields { changes: wanted.changes(&known.contact), base };
        let events = decide(&known.contact, &command, context, |_| None)?;
        events.iter().for_each(|event| known.contact.apply(event));
        known.is_planned |= !events.is_empty();
        chunk.steps.push(Step {
            line,
            contact: id,
            command: context.command,
            order: StepOrder::Edit { wanted, base },
            is_named_only: false,
            events,
            after: known.contact.clone(),
        });
        Ok(())
    }
}

fn collected<T>(set: HashSet<T>) -> Vec<T> {
    set.into_iter().collect()
}

/// Lists take new entries behind the known ones; anything else takes the file's value.
fn grown(known: FieldValue, read: &FieldValue) -> FieldValue {
    match (known, read) {
        (FieldValue::List(mut entries), FieldValue::List(more)) => {
            entries.extend(more.iter().filter(|entry| !entries.contains(entry)).cloned().collect::<Vec<_>>());
            FieldValue::List(entries)
        }
        (_, read) => read.clone(),
    }
}

fn with_employment(person: &Contact, mut employment: Employment) -> Option<FieldChange> {
    let mut employments = person.fields.works_for.clone();
    match employments.iter_mut().find(|known| known.organisation == employment.organisation) {
        Some(known) => {
            known.position = employment.position.or(known.position.take());
            known.department = employment.department.or(known.department);
        }
        None => {
            employment.primary = employments.iter().all(|known| !known.primary);
            employments.push(employment);
        }
    }
    (employments != person.fields.works_for)
        .then_some(FieldChange { field: Field::WorksFor, value: FieldValue::Employments(employments) })
}
