//! What a book would do to the contacts that there are: who would move, and how many each would have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::compiled::Facts;
use super::decision::Deciding;
use super::{Distribution, PoolStates, Rule, RuleBook};
use crate::contact::{AssignmentRole, Contact};
use crate::ids::{ContactId, EmployeeId, RuleId};

/// Contacts that are named of those that move, and of those that no rule takes.
const EXAMPLES: usize = 50;

/// Somebody who has a role for a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holder {
    pub employee: EmployeeId,
    pub role: AssignmentRole,
    pub pinned: bool,
}

impl Holder {
    /// Everybody who has a role for the contact now.
    pub fn of(contact: &Contact) -> Vec<Self> {
        let active = contact.active_assignments();
        let mut holders: Vec<_> =
            active.map(|held| Self { employee: held.employee, role: held.role, pinned: held.pinned }).collect();
        holders.sort_unstable();
        holders
    }
}

/// What a rule means for those who look after a contact now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Whoever the rule would choose has it already.
    Right,
    /// It is to stay with who has it.
    Pinned,
    Open,
}

/// Whether the rule has anything to do.
pub fn standing(book: &RuleBook, rule: &Rule, holders: &[Holder]) -> Standing {
    let mut held = holders.iter().filter(|holder| holder.role == rule.role).peekable();
    if held.peek().is_none() {
        return Standing::Open;
    }
    let holders: Vec<_> = held.collect();
    let is_theirs = |employee: EmployeeId| match &rule.distribution {
        Distribution::Employee { employee: named } => employee == *named,
        Distribution::Pool { pool, .. } => {
            book.pool(*pool).is_some_and(|pool| pool.members.iter().any(|member| member.employee == employee))
        }
    };
    if holders.iter().any(|holder| is_theirs(holder.employee)) {
        Standing::Right
    } else if holders.iter().any(|holder| holder.pinned) {
        Standing::Pinned
    } else {
        Standing::Open
    }
}

/// What a preview has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleTally")]
#[schema(as = RuleTally)]
pub struct Tally {
    pub contacts: u64,
    /// They would go to somebody else.
    pub moves: u64,
    /// They would stay because they are pinned.
    pub pinned: u64,
    /// No rule takes them.
    pub unmatched: u64,
    /// Nobody could take them now.
    pub waiting: u64,
    /// How many each rule takes.
    pub by_rule: Vec<RuleCount>,
    /// Of everybody who has contacts now or would have.
    pub load: Vec<Load>,
    /// The first of those that move.
    pub moved: Vec<Move>,
    /// The first of those that no rule takes.
    pub without_rule: Vec<ContactId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
pub struct RuleCount {
    pub rule: RuleId,
    pub contacts: u64,
}

/// How many contacts somebody has in the roles that the rules give, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleLoad")]
#[schema(as = RuleLoad)]
pub struct Load {
    pub employee: EmployeeId,
    pub before: u64,
    pub after: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(rename = "RuleMove")]
#[schema(as = RuleMove)]
pub struct Move {
    pub contact: ContactId,
    pub rule: RuleId,
    pub role: AssignmentRole,
    /// Missing if nobody has the role.
    #[serde(default)]
    pub from: Option<EmployeeId>,
    /// Missing if it would wait.
    #[serde(default)]
    pub to: Option<EmployeeId>,
}

/// Goes through contacts, one after the other, and counts. Turns are taken on counters of its own.
pub struct Preview<'a> {
    deciding: Deciding<'a>,
    states: PoolStates,
    roles: Vec<AssignmentRole>,
    tally: Tally,
    by_rule: BTreeMap<RuleId, u64>,
    load: BTreeMap<EmployeeId, (u64, u64)>,
}

impl<'a> Preview<'a> {
    pub fn new(deciding: Deciding<'a>, states: PoolStates) -> Self {
        let mut roles: Vec<_> = deciding.compiled.book.rules.iter().map(|rule| rule.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let (by_rule, load) = (BTreeMap::new(), BTreeMap::new());
        Self { deciding, states, roles, tally: Tally::default(), by_rule, load }
    }

    pub fn take(&mut self, contact: ContactId, facts: Facts<'_>, holders: &[Holder]) {
        self.tally.contacts += 1;
        let counted = holders.iter().filter(|holder| self.roles.contains(&holder.role));
        for holder in counted {
            let load = self.load.entry(holder.employee).or_default();
            load.0 += 1;
            load.1 += 1;
        }
        let Some(rule) = self.deciding.rule_of(facts) else {
            self.tally.unmatched += 1;
            if self.tally.without_rule.len() < EXAMPLES {
                self.tally.without_rule.push(contact);
            }
            return;
        };
        *self.by_rule.entry(rule.id).or_default() += 1;
        match standing(&self.deciding.compiled.book, rule, holders) {
            Standing::Right => {}
            Standing::Pinned => self.tally.pinned += 1,
            Standing::Open => self.take_move(contact, rule, facts, holders),
        }
    }

    fn take_move(&mut self, contact: ContactId, rule: &Rule, facts: Facts<'_>, holders: &[Holder]) {
        let why = self.deciding.distribute(rule, facts, &mut self.states);
        let from = holders.iter().find(|holder| holder.role == rule.role).map(|holder| holder.employee);
        let to = why.outcome.employee();
        match to {
            None => self.tally.waiting += 1,
            Some(to) => {
                self.tally.moves += 1;
                self.load.entry(to).or_default().1 += 1;
                if let Some(from) = from {
                    let load = self.load.entry(from).or_default();
                    load.1 = load.1.saturating_sub(1);
                }
            }
        }
        if self.tally.moved.len() < EXAMPLES {
            self.tally.moved.push(Move { contact, rule: rule.id, role: rule.role, from, to });
        }
    }

    pub fn finish(mut self) -> Tally {
        let rules = self.deciding.compiled.book.rules.iter();
        let count = |rule: &Rule| RuleCount {
            rule: rule.id,
            contacts: self.by_rule.get(&rule.id).copied().unwrap_or_default(),
        };
        self.tally.by_rule = rules.map(count).collect();
        self.tally.load =
            self.load.into_iter().map(|(employee, (before, after))| Load { employee, before, after }).collect();
        self.tally
    }
}
