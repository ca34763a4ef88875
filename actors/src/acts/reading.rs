//! What acts would do and did, for who may know it: previews, items by name, and what still hangs on somebody.

use std::collections::{BTreeMap, HashMap};

use store::StoreError;

use domain::access::{self, Reach};
use domain::act::{Act, ActCounts, ActItem, ActRefusal, ActState, Deed, ItemOutcome};
use domain::contact::{AssignmentRole, Command, Contact, ContactRefusal, Context, NewAssignment, decide};
use domain::rules::{Distribution, Pool, Rule, RuleBook, WhenEmpty};
use domain::substitution::Substitution;
use domain::{ActId, CommandId, ContactId, EmployeeId, SubstitutionId};

use super::ActError;
use crate::Desk;

/// Contacts that are read at once.
const READ_AT_ONCE: usize = 200;
/// Handovers that are looked at for what hangs on somebody.
const HANDOVERS: usize = 1_000;

/// One contact of an act as somebody may know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenItem {
    /// None: whoever asks may not see the contact.
    pub contact: Option<(ContactId, String)>,
    /// Those of the assignments that it moves.
    pub roles: Vec<AssignmentRole>,
    pub outcome: Option<ItemOutcome>,
}

/// What hangs on an employee and would be left lying if they went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hanging {
    /// That they look after or will.
    pub contacts: u64,
    /// How many assignments of each role, planned ones too.
    pub roles: BTreeMap<AssignmentRole, u64>,
    pub planned: u64,
    /// Handovers from or to them that are not answered or not done.
    pub handovers: Vec<ActId>,
    /// Planned or active ones in which they stand in or are stood in for.
    pub substitutions: Vec<SubstitutionId>,
    /// Names of the rules and pools in force that give contacts to them.
    pub rules: Vec<String>,
}

impl Hanging {
    pub fn is_empty(&self) -> bool {
        self.contacts == 0 && self.handovers.is_empty() && self.substitutions.is_empty() && self.rules.is_empty()
    }
}

impl Desk {
    /// How many of the contacts an assignment would change; nothing is stored.
    pub async fn preview_assignment(
        &self,
        by: EmployeeId,
        new: NewAssignment,
        contacts: &[ContactId],
    ) -> Result<ActCounts, ActError> {
        let around = self.services.surroundings();
        let mut counts = ActCounts { total: contacts.len() as u64, ..ActCounts::default() };
        for ids in contacts.chunks(READ_AT_ONCE) {
            let found = self.store().contacts(ids).await?;
            counts.refused += (ids.len() - found.len()) as u64;
            for contact in &found {
                let context = Context {
                    command: CommandId::new(),
                    by,
                    acting_for: None,
                    now: around.now,
                    roster: &around.roster,
                    custom_fields: &around.custom_fields,
                };
                match decide(contact, &Command::AssignEmployee(new), context, |_| None) {
                    Ok(_) => counts.changed += 1,
                    Err(ContactRefusal::AlreadyAssigned { .. }) => counts.unchanged += 1,
                    Err(_) => counts.refused += 1,
                }
            }
        }
        Ok(counts)
    }

    /// The items of one piece of an act, those of one outcome if it is named, each by the gate of this moment. None beyond
    /// the last piece.
    pub async fn act_items(
        &self,
        act: &Act,
        number: u64,
        employee: EmployeeId,
        wanted: impl Fn(&ActItem) -> bool,
    ) -> Result<Option<Vec<SeenItem>>, StoreError> {
        if number >= act.chunks {
            return Ok(None);
        }
        let mut items = self.store().act_items(act.id, number).await?;
        items.retain(wanted);
        let ids: Vec<_> = items.iter().map(|item| item.contact).collect();
        let found = self.store().contacts(&ids).await?;
        let found: HashMap<ContactId, Contact> = found.into_iter().map(|contact| (contact.id, contact)).collect();
        let keys = self.keys(employee);
        let seen = |item: ActItem| {
            let contact = found.get(&item.contact);
            let named = contact.filter(|known| access::reach(&access::audience(known), &keys) != Reach::Nothing);
            SeenItem {
                contact: named.map(|known| (known.id, known.fields.name.clone())),
                roles: contact.map(|contact| roles(contact, &item.deed)).unwrap_or_default(),
                outcome: item.outcome,
            }
        };
        Ok(Some(items.into_iter().map(seen).collect()))
    }

    /// The newest handovers before a moment: this employee's own, or of everybody for whom they are responsible.
    pub async fn handovers(
        &self,
        employee: EmployeeId,
        own: bool,
        before: chrono::DateTime<chrono::Utc>,
        limit: usize,
    ) -> Result<Vec<Act>, ActError> {
        let roster = self.roster();
        let asker = roster.employee(employee).ok_or(ActRefusal::NotFound)?;
        let people: Option<Vec<EmployeeId>> = match asker.role {
            domain::Role::Admin if !own => None,
            domain::Role::Lead if !own => {
                let of_team = |other: &&std::sync::Arc<domain::Employee>| {
                    other.teams.iter().any(|team| asker.teams.contains(team))
                };
                Some(roster.employees().filter(of_team).map(|other| other.id).chain([employee]).collect())
            }
            _ => Some(vec![employee]),
        };
        let mut acts = self.store().handovers(people.as_deref(), before, limit).await?;
        acts.retain(|act| act.is_seen_by(asker, &roster));
        Ok(acts)
    }

    /// What hangs on somebody.
    pub async fn hanging(&self, employee: EmployeeId) -> Result<Hanging, StoreError> {
        let mut hanging = Hanging::default();
        let mut after = None;
        loop {
            let page = self.store().contacts_of(employee, after, READ_AT_ONCE).await?;
            for contact in &page {
                hanging.contacts += 1;
                for held in contact.open_assignments().filter(|held| held.employee == employee) {
                    *hanging.roles.entry(held.role).or_default() += 1;
                    hanging.planned += u64::from(!held.started);
                }
            }
            after = page.last().map(|contact| contact.id);
            if page.len() < READ_AT_ONCE {
                break;
            }
        }
        let open = |act: &&Act| matches!(act.state, ActState::Proposed | ActState::Running | ActState::Undoing);
        let now = self.clock().now() + chrono::TimeDelta::seconds(1);
        let handovers = self.store().handovers(Some(&[employee]), now, HANDOVERS).await?;
        hanging.handovers = handovers.iter().filter(open).map(|act| act.id).collect();
        let takes_part = |known: &&Substitution| known.substitute == employee || known.absent == employee;
        let substitutions = self.store().open_substitutions().await?;
        hanging.substitutions = substitutions.iter().filter(takes_part).map(|known| known.id).collect();
        if let Some(version) = self.active_rules().as_ref() {
            hanging.rules = naming(&version.book, employee);
        }
        Ok(hanging)
    }
}

/// The rules that assign to this employee and the pools that they belong to.
pub(super) fn naming(book: &RuleBook, employee: EmployeeId) -> Vec<String> {
    let assigns =
        |rule: &&Rule| matches!(rule.distribution, Distribution::Employee { employee: named } if named == employee);
    let rules = book.rules.iter().filter(assigns).map(|rule| rule.name.clone());
    let belongs = |pool: &&Pool| {
        let stands_in = matches!(pool.when_empty, WhenEmpty::Deputy { employee: named } if named == employee);
        stands_in || pool.members.iter().any(|member| member.employee == employee)
    };
    rules.chain(book.pools.iter().filter(belongs).map(|pool| pool.name.clone())).collect()
}

fn roles(contact: &Contact, deed: &Deed) -> Vec<AssignmentRole> {
    match deed {
        Deed::Assign(new) => vec![new.role],
        // Which role it is, the rule says that took the contact.
        Deed::ApplyRules { .. } => {
            contact.active_assignments().filter(|held| held.rule.is_some()).map(|held| held.role).collect()
        }
        Deed::Move { assignments, .. } => {
            contact.assignments.iter().filter(|known| assignments.contains(&known.id)).map(|known| known.role).collect()
        }
    }
}
