//! Books, pools and contacts to test rules with.

use uuid::Uuid;

use crate::contact::{AssignmentRole, Contact};
use crate::fixtures::{contact, employee, employee_id, now, team_id};
use crate::rules::{
    Automation, Compiled, Condition, Distribution, Member, Pool, PoolStates, Region, Rule, RuleBook, RuleMode,
    Territory, WhenEmpty,
};
use crate::value::Country;
use crate::{Employee, PoolId, Role, Roster, RuleId, StandIn, SubstitutionId, Team, TerritoryId};

pub(super) const ANNA: u8 = 1;
pub(super) const MAX: u8 = 2;
pub(super) const SOFIE: u8 = 5;
pub(super) const EVA: u8 = 6;

/// Anna, Max and Sofie, Eva who leads them, and Gone, who is inactive.
pub(super) fn roster() -> Roster {
    let people = [
        employee(ANNA, "Anna"),
        employee(MAX, "Max"),
        employee(SOFIE, "Sofie"),
        Employee { role: Role::Lead, teams: vec![team_id(1)], ..employee(EVA, "Eva") },
        Employee { active: false, ..employee(4, "Gone") },
    ];
    Roster::new(people, [Team { id: team_id(1), name: "Sales".to_owned(), archived: false }])
}

pub(super) fn absent(roster: &Roster, who: u8, substitute: u8) -> Roster {
    roster.with_stand_ins([StandIn {
        substitution: SubstitutionId::new(),
        absent: employee_id(who),
        substitute: employee_id(substitute),
        contacts: true,
        notifications: true,
        priority: 1,
        set_at: now(),
    }])
}

pub(super) fn rule_id(number: u8) -> RuleId {
    RuleId(Uuid::from_u128(0xA000 + u128::from(number)))
}

pub(super) fn pool_id() -> PoolId {
    PoolId(Uuid::from_u128(0xB001))
}

pub(super) fn territory_id(number: u8) -> TerritoryId {
    TerritoryId(Uuid::from_u128(0xD000 + u128::from(number)))
}

pub(super) fn region(country: Country, codes: &[&str]) -> Region {
    Region { country, codes: codes.iter().map(|code| (*code).to_owned()).collect() }
}

pub(super) fn in_region(codes: &[&str]) -> Condition {
    Condition::Region { territories: Vec::new(), regions: vec![region(Country::AT, codes)] }
}

pub(super) fn industry(names: &[&str]) -> Condition {
    Condition::Industry { any_of: names.iter().map(|name| (*name).to_owned()).collect() }
}

/// A rule called `Regel NUMBER` that makes somebody the account manager.
pub(super) fn rule(number: u8, conditions: Vec<Condition>, to: u8) -> Rule {
    Rule {
        id: rule_id(number),
        name: format!("Regel {number}"),
        conditions,
        role: AssignmentRole::AccountManager,
        distribution: Distribution::Employee { employee: employee_id(to) },
        mode: RuleMode::NewOnly,
        active: true,
        starts: None,
    }
}

pub(super) fn to_pool(rule: Rule) -> Rule {
    Rule { distribution: Distribution::Pool { pool: pool_id(), skills: Vec::new() }, ..rule }
}

pub(super) fn member(number: u8, weight: u32) -> Member {
    Member { employee: employee_id(number), weight, per_day: None, hours: None, skills: Vec::new() }
}

/// Anna, Max and Sofie with weights 1, 2 and 3.
pub(super) fn pool() -> Pool {
    Pool {
        id: pool_id(),
        name: "Wien".to_owned(),
        members: vec![member(ANNA, 1), member(MAX, 2), member(SOFIE, 3)],
        when_empty: WhenEmpty::Queue,
    }
}

pub(super) fn book(rules: Vec<Rule>) -> RuleBook {
    let vienna = Territory {
        id: territory_id(1),
        name: "Wien".to_owned(),
        regions: vec![region(Country::AT, &["1010-1230", "!1140"])],
    };
    RuleBook { rules, territories: vec![vienna], pools: vec![pool()] }
}

/// Rules that hold, with counters of their own.
pub(super) struct Held {
    pub(super) compiled: Compiled,
    pub(super) states: PoolStates,
}

impl Held {
    pub(super) fn new(book: RuleBook) -> Self {
        Self { compiled: Compiled::new(book.checked().unwrap()), states: PoolStates::default() }
    }

    pub(super) fn automation(&mut self) -> Automation<'_> {
        Automation { compiled: &self.compiled, version: 7, states: &mut self.states }
    }
}

/// A contact with a postal code of Austria.
pub(super) fn living_in(postal_code: &str) -> Contact {
    let mut contact = contact();
    contact.fields.postal_code = Some(postal_code.to_owned());
    contact
}
