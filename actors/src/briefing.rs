//! The briefing of who was absent: what happened meanwhile on the contacts that they look after, and what was done for them
//! elsewhere (`[V9]`).
//!
//! It is read from the history when it is asked for, behind the gate of that moment, and bounded: a briefing names the
//! contacts where most recently something happened, and of each the newest events.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use store::StoreError;

use domain::access::{self, Reach};
use domain::contact::{Contact, Event};
use domain::listing::{Criteria, FilterSpec, NamedEmployee};
use domain::substitution::{BriefedContact, Briefing, SubstitutionRefusal};
use domain::{ContactId, EmployeeId, SubstitutionId, calendar};

use crate::Desk;
use crate::substitutions::SubstitutionError;

/// A briefing names this many contacts.
const MOST_CONTACTS: usize = 100;
/// Contacts that are looked at, the last changed first.
const LOOKED_AT: usize = 1_000;
/// Acts for the absent person that are looked at, the newest first.
const ACTS: usize = 5_000;
/// Of each contact this many events are counted, the newest ones.
const EVENTS_COUNTED: usize = 200;
/// Of each contact this many events are told.
const EVENTS_TOLD: usize = 10;
const AT_A_TIME: usize = 8;

impl Desk {
    /// The briefing of the absent person; nobody else gets it.
    pub async fn briefing(&self, by: EmployeeId, id: SubstitutionId) -> Result<Briefing, SubstitutionError> {
        let known = self.store().substitution(id).await?.filter(|known| known.absent == by);
        let substitution = known.ok_or(SubstitutionRefusal::NotFound)?;
        let from = substitution.started_at.unwrap_or_else(|| calendar::start_of(substitution.from));
        let until = substitution.ended_at.unwrap_or_else(|| self.clock().now());
        let mut briefed = Vec::new();
        let mut more = false;
        if from < until {
            let contacts = self.touched(by, from, until).await?;
            let reading = stream::iter(contacts).map(|contact| self.brief(contact, by, from, until));
            let read: Vec<_> = reading.buffered(AT_A_TIME).try_collect().await?;
            briefed = read.into_iter().flatten().collect();
            briefed.sort_by_key(|contact: &BriefedContact| {
                std::cmp::Reverse(contact.newest.first().map(|event| event.at))
            });
            more = briefed.len() > MOST_CONTACTS;
            briefed.truncate(MOST_CONTACTS);
        }
        Ok(Briefing { substitution, from, until, contacts: briefed, more })
    }

    /// Contacts that the employee looks after and that changed since, and those on which somebody acted for them.
    async fn touched(
        &self,
        of: EmployeeId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Contact>, StoreError> {
        let store = self.store();
        let spec = FilterSpec { assigned: vec![NamedEmployee::Me], ..FilterSpec::default() };
        let criteria = Criteria { filter: spec.resolve(of, self.clock().now()), ..Criteria::default() };
        let sort = "-updated_at".parse().expect("lists are ordered by this");
        let (own, acted) = futures_util::try_join!(
            store.contact_ids(self.keys(of), criteria, sort, LOOKED_AT),
            store.acted_for(of, from, until, ACTS),
        )?;
        let mut ids = own.0;
        ids.extend(acted.into_iter().take(LOOKED_AT));
        ids.sort_unstable();
        ids.dedup();
        let mut contacts: BTreeMap<ContactId, Contact> = BTreeMap::new();
        for contact in store.contacts(&ids).await? {
            if contact.updated_at >= from {
                contacts.insert(contact.id, contact);
            }
        }
        Ok(contacts.into_values().collect())
    }

    async fn brief(
        &self,
        contact: Contact,
        of: EmployeeId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<BriefedContact>, StoreError> {
        if access::reach(&access::audience(&contact), &self.keys(of)) != Reach::Full {
            return Ok(None);
        }
        let events = self.store().events_before(contact.id, None, EVENTS_COUNTED).await?;
        let mut happened: Vec<Event> =
            events.into_iter().filter(|event| from <= event.at && event.at <= until && event.by != of).collect();
        if happened.is_empty() {
            return Ok(None);
        }
        let acted_for = happened.iter().filter(|event| event.acting_for == Some(of)).count();
        let count = happened.len();
        happened.truncate(EVENTS_TOLD);
        let name = contact.fields.name;
        Ok(Some(BriefedContact { contact: contact.id, name, events: count, acted_for, newest: happened }))
    }
}
