//! The roster: all employees, teams, and who stands in for whom, as of one instant. The one giver of keys.
//!
//! It is replaced as a whole when one of them changes, so a rule that holds a roster decides on one consistent state.
//! [`changes`] says which changes of employees and teams are refused.

mod changes;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{self, Audience, Keys, Reach};
use crate::contact::Contact;
use crate::employee::{Employee, Team};
use crate::ids::{EmployeeId, SubstitutionId, TeamId};
pub use changes::{LONGEST_NAME, RosterRefusal};

/// How many substitutes are followed, one after the other (`[V4]`).
pub const LONGEST_CHAIN: usize = 5;

/// A substitution that holds now, as the rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIn {
    pub substitution: SubstitutionId,
    pub absent: EmployeeId,
    pub substitute: EmployeeId,
    /// Lends what the absent person may see.
    pub contacts: bool,
    /// Passes on what the absent person is told.
    pub notifications: bool,
    /// Of several for one absent person the smallest goes first.
    pub priority: u8,
    /// Of several with one priority the newest goes first.
    pub set_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default)]
pub struct Roster {
    employees: HashMap<EmployeeId, Arc<Employee>>,
    teams: HashMap<TeamId, Team>,
    stand_ins: Arc<[StandIn]>,
    /// Whom somebody represents, the nearest first.
    represented: HashMap<EmployeeId, Vec<EmployeeId>>,
    /// Who is told, besides them, of what an absent person is told.
    told_instead: HashMap<EmployeeId, Vec<EmployeeId>>,
}

impl Roster {
    pub fn new(employees: impl IntoIterator<Item = Employee>, teams: impl IntoIterator<Item = Team>) -> Self {
        Self {
            employees: employees.into_iter().map(|employee| (employee.id, Arc::new(employee))).collect(),
            teams: teams.into_iter().map(|team| (team.id, team)).collect(),
            ..Self::default()
        }
    }

    /// The same roster with this employee added or replaced.
    #[must_use]
    pub fn with_employee(&self, employee: Employee) -> Self {
        let mut next = self.clone();
        next.employees.insert(employee.id, Arc::new(employee));
        next.resolve();
        next
    }

    /// The same roster with this team added or replaced.
    #[must_use]
    pub fn with_team(&self, team: Team) -> Self {
        let mut next = self.clone();
        next.teams.insert(team.id, team);
        next
    }

    /// The same roster where these substitutions hold, and no others.
    #[must_use]
    pub fn with_stand_ins(&self, stand_ins: impl IntoIterator<Item = StandIn>) -> Self {
        let mut next = self.clone();
        next.stand_ins = stand_ins.into_iter().collect();
        next.resolve();
        next
    }

    pub fn employee(&self, id: EmployeeId) -> Option<&Arc<Employee>> {
        self.employees.get(&id)
    }

    pub fn employees(&self) -> impl Iterator<Item = &Arc<Employee>> {
        self.employees.values()
    }

    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }

    pub fn by_email(&self, email: &str) -> Option<&Arc<Employee>> {
        self.employees.values().find(|employee| employee.email.eq_ignore_ascii_case(email))
    }

    /// Those that hold now.
    pub fn stand_ins(&self) -> &[StandIn] {
        &self.stand_ins
    }

    /// What this employee holds now: their own keys and those of everybody whom they represent (`[V3]`). Nothing, if
    /// unknown or inactive.
    pub fn keys(&self, id: EmployeeId) -> Keys {
        let Some(employee) = self.active(id) else { return Keys::default() };
        let mut keys = Keys::of(employee);
        for absent in self.represents(id).iter().filter_map(|absent| self.active(*absent)) {
            keys.borrow_of(absent);
        }
        keys
    }

    /// What this employee would hold if they stood in for nobody.
    pub fn own_keys(&self, id: EmployeeId) -> Keys {
        self.active(id).map(Keys::of).unwrap_or_default()
    }

    /// How much of a contact with this audience the employee sees now.
    pub fn reach(&self, audience: &Audience, id: EmployeeId) -> Reach {
        access::reach(audience, &self.keys(id))
    }

    /// Whose contacts this employee sees because they stand in for them now: the nearest first, then along the chain.
    pub fn represents(&self, substitute: EmployeeId) -> &[EmployeeId] {
        self.represented.get(&substitute).map_or(&[], Vec::as_slice)
    }

    /// For whom an act of this employee on the contact counts (`[V6]`): nobody, if they look after it themselves; else the
    /// first of those they represent who looks after it or, where they would not see it whole by themselves, who would.
    pub fn acting_for(&self, contact: &Contact, by: EmployeeId) -> Option<EmployeeId> {
        let absent = self.represents(by);
        let looks_after = |who: EmployeeId| contact.active_assignments().any(|known| known.employee == who);
        if absent.is_empty() || looks_after(by) {
            return None;
        }
        if let Some(absent) = absent.iter().find(|absent| looks_after(**absent)) {
            return Some(*absent);
        }
        let audience = access::audience(contact);
        let sees = |keys: &Keys| access::reach(&audience, keys) == Reach::Full;
        if sees(&self.own_keys(by)) {
            return None;
        }
        let lent = |absent: EmployeeId| {
            let mut keys = Keys::default();
            self.active(absent).into_iter().for_each(|absent| keys.borrow_of(absent));
            keys
        };
        absent.iter().copied().find(|absent| sees(&lent(*absent)))
    }

    /// Who is told, besides the absent person, of what that person is told: along the chain, the nearest first.
    pub fn told_instead(&self, absent: EmployeeId) -> &[EmployeeId] {
        self.told_instead.get(&absent).map_or(&[], Vec::as_slice)
    }

    fn active(&self, id: EmployeeId) -> Option<&Employee> {
        self.employees.get(&id).map(AsRef::as_ref).filter(|employee| employee.active)
    }

    /// Finds out again who represents whom. Whoever is inactive neither stands in nor is stood in for.
    fn resolve(&mut self) {
        let contacts = self.first_choices(|stand_in| stand_in.contacts);
        let contacts = contacts.iter().map(|(absent, substitute)| (*substitute, *absent));
        self.represented = follow(contacts);
        self.told_instead = follow(self.first_choices(|stand_in| stand_in.notifications));
    }

    /// For each absent person the one who stands in for them: the first by priority, then the newest (`[V5]`).
    fn first_choices(&self, carries: impl Fn(&StandIn) -> bool) -> BTreeMap<EmployeeId, EmployeeId> {
        let mut ranked: Vec<_> = self.stand_ins.iter().filter(|stand_in| carries(stand_in)).collect();
        ranked.sort_by_key(|stand_in| (stand_in.priority, std::cmp::Reverse((stand_in.set_at, stand_in.substitution))));
        let mut chosen = BTreeMap::new();
        for StandIn { absent, substitute, .. } in ranked {
            if self.active(*absent).is_some() && self.active(*substitute).is_some() {
                chosen.entry(*absent).or_insert(*substitute);
            }
        }
        chosen
    }
}

/// From each person on, everybody reached along the steps, the nearest first; a way that comes back to where it was is cut.
fn follow(steps: impl IntoIterator<Item = (EmployeeId, EmployeeId)>) -> HashMap<EmployeeId, Vec<EmployeeId>> {
    let mut next: BTreeMap<EmployeeId, Vec<EmployeeId>> = BTreeMap::new();
    for (from, to) in steps {
        next.entry(from).or_default().push(to);
    }
    let reached = next.keys().map(|start| {
        let mut reached: Vec<EmployeeId> = Vec::new();
        let mut last = vec![*start];
        for _ in 0..LONGEST_CHAIN {
            let further = last.iter().flat_map(|person| next.get(person).into_iter().flatten()).copied();
            let mut new: Vec<_> = further.filter(|person| person != start && !reached.contains(person)).collect();
            new.sort_unstable();
            new.dedup();
            reached.extend(&new);
            last = new;
        }
        (*start, reached)
    });
    reached.collect()
}

#[cfg(test)]
mod tests;
