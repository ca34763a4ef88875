//! What becomes of each row: a new contact, a change of a known one, or nothing.
//!
//! A row is matched against the store and against earlier rows of the file by the keys of [`exchange::Draft::match_keys`].
//! Only contacts that the importer may see whole are matched. What a file leaves empty stays as it is; lists grow.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::Utc;
use exchange::{Draft, MatchKey, RowError};
use store::{Batch, Store, StoreError};

use domain::access::{self, Keys, Reach};
use domain::contact::{
    AssignmentSource, Command, Contact, ContactKind, ContactRefusal, Context, Employment, Event, Field, FieldChange,
    FieldValue, NewContact, create, decide,
};
use domain::custom_field::NO_CUSTOM_FIELDS;
use domain::search::fold;
use domain::{CommandId, ContactId, Employee, Roster};

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Organisations made because a person's row names them; among `created`.
    pub organisations: usize,
}

pub(super) struct Plan {
    store: Store,
    roster: Roster,
    importer: Arc<Employee>,
    keys: Keys,
    known: HashMap<MatchKey, ContactId>,
    organisations: HashMap<String, ContactId>,
    tally: Tally,
    /// Contacts of the chunk under way: their state to come and the events that lead there.
    touched: HashMap<ContactId, Touched>,
    order: Vec<ContactId>,
}

struct Touched {
    contact: Contact,
    events: Vec<Event>,
}

impl Plan {
    pub(super) fn new(store: Store, roster: Roster, importer: Arc<Employee>) -> Self {
        let keys = Keys::of(&importer);
        Self {
            store,
            roster,
            importer,
            keys,
            known: HashMap::new(),
            organisations: HashMap::new(),
            tally: Tally::default(),
            touched: HashMap::new(),
            order: Vec::new(),
        }
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Decides a chunk of rows. The batches are to be committed before the next chunk, each contact has one.
    pub(super) async fn decide(
        &mut self,
        drafts: Vec<(u64, Draft)>,
    ) -> Result<(Vec<Batch>, Vec<RowError>), StoreError> {
        self.look_up(&drafts).await?;
        let mut errors = Vec::new();
        for (line, draft) in drafts {
            if let Err(refusal) = self.decide_row(draft) {
                errors.push(RowError { line, column: None, message: refusal.to_string() });
            }
        }
        let mut touched = std::mem::take(&mut self.touched);
        let batches = std::mem::take(&mut self.order)
            .into_iter()
            .filter_map(|id| touched.remove(&id))
            .filter(|touched| !touched.events.is_empty())
            .map(|Touched { contact, events }| Batch {
                contact: Arc::new(contact),
                events,
                notifications: Vec::new(),
                note_updates: Vec::new(),
            })
            .collect();
        Ok((batches, errors))
    }

    /// Reads the contacts that the chunk may mean, by number, e-mail and name.
    async fn look_up(&mut self, drafts: &[(u64, Draft)]) -> Result<(), StoreError> {
        let mut numbers = HashSet::new();
        let mut emails = HashSet::new();
        let mut names = HashSet::new();
        for (_, draft) in drafts {
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
        ids.extend(drafts.iter().filter_map(|(_, draft)| self.matching(draft)));
        let mut contacts = self.store.contacts(&collected(ids)).await?;
        contacts.retain(|contact| access::reach(&access::audience(contact), &self.keys) == Reach::Full);
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
        self.touched.entry(contact.id).or_insert(Touched { contact, events: Vec::new() });
    }

    fn remember_organisation(&mut self, contact: &Contact) {
        if contact.kind == ContactKind::Organisation {
            self.organisations.entry(fold(&contact.fields.name)).or_insert(contact.id);
        }
    }

    fn matching(&self, draft: &Draft) -> Option<ContactId> {
        draft.match_keys().iter().find_map(|key| self.known.get(key)).copied()
    }

    fn decide_row(&mut self, draft: Draft) -> Result<(), ContactRefusal> {
        let employment = self.employment(&draft)?;
        let known = self.matching(&draft).filter(|id| self.touched.contains_key(id));
        match known {
            Some(id) => self.change(id, &draft, employment),
            None => self.add(draft, employment).map(|_| ()),
        }
    }

    /// The employment that a person's row names; the organisation is made if nobody knows it.
    fn employment(&mut self, draft: &Draft) -> Result<Option<Employment>, ContactRefusal> {
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
                let id = self.add(organisation, None)?;
                self.tally.organisations += 1;
                id
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

    fn context(&self) -> Context<'_> {
        Context {
            command: CommandId::new(),
            by: self.importer.id,
            acting_for: None,
            now: Utc::now(),
            roster: &self.roster,
            custom_fields: &NO_CUSTOM_FIELDS,
        }
    }

    fn add(&mut self, draft: Draft, employment: Option<Employment>) -> Result<ContactId, ContactRefusal> {
        let keys = draft.index_keys();
        let mut values = draft.values;
        values.extend(employment.map(|employment| (Field::WorksFor, FieldValue::Employments(vec![employment]))));
        let new = NewContact { id: ContactId::new(), kind: draft.kind, values, source: AssignmentSource::Import };
        let (contact, events) = create(new, self.context())?;
        let id = contact.id;
        for key in keys {
            self.known.entry(key).or_insert(id);
        }
        self.remember_organisation(&contact);
        self.touched.insert(id, Touched { contact, events });
        self.order.push(id);
        self.tally.created += 1;
        Ok(id)
    }

    fn change(&mut self, id: ContactId, draft: &Draft, employment: Option<Employment>) -> Result<(), ContactRefusal> {
        let Some(touched) = self.touched.get(&id) else { return Ok(()) };
        let contact = &touched.contact;
        let mut changes: Vec<FieldChange> = draft
            .values
            .iter()
            .map(|(field, value)| FieldChange { field: *field, value: grown(contact.fields.get(*field), value) })
            .collect();
        changes.extend(employment.and_then(|employment| with_employment(contact, employment)));
        let command = Command::EditFields { changes, base: contact.version };
        let events = decide(contact, &command, self.context(), |_| None)?;
        if events.is_empty() {
            self.tally.unchanged += 1;
            return Ok(());
        }
        if let Some(touched) = self.touched.get_mut(&id) {
            if touched.events.is_empty() {
                self.order.push(id);
            }
            events.iter().for_each(|event| touched.contact.apply(event));
            touched.events.extend(events);
        }
        self.tally.updated += 1;
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
