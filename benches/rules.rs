//! Measures rules: a preview of 100 rules over 200,000 contacts, asked of the store's listing, and what one intake costs
//! besides its commit.
//!
//! `cargo bench --bench rules [-- CONTACTS]`

#[path = "../store/tests/fixtures/mod.rs"]
mod fixtures;

/// The allocator of the program, which counts here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::time::{Duration, Instant};

use domain::contact::AssignmentRole;
use domain::rules::compiled::Facts;
use domain::rules::decision::Deciding;
use domain::rules::preview::Preview;
use domain::rules::{
    Compiled, Condition, Distribution, Member, Pool, PoolStates, Region, Rule, RuleBook, RuleMode, WhenEmpty,
};
use domain::value::Country;
use domain::{Contact, Employee, EmployeeId, PoolId, Role, Roster, RuleId};
use futures_util::{StreamExt as _, stream};
use store::{Store, StoreOptions};

const CONTACTS: usize = 200_000;
const RULES: usize = 100;
const INTAKES: u32 = 10_000;
/// As a preview over HTTP reads them.
const FACTS_AT_ONCE: usize = 2_000;
const INDUSTRIES: [&str; 5] = ["Maschinenbau", "Holz", "Handel", "Bau", "Gastronomie"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Runtime::new()?.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CONTACTS);
    let store = Store::open(&StoreOptions::new("mem://")).await?;
    let people: Vec<EmployeeId> = (0..10).map(|_| EmployeeId::new()).collect();
    let mut commits = stream::iter((0..count).map(|number| fixtures::creation(&contact(number))))
        .map(|batch| store.commit(batch))
        .buffer_unordered(1_000);
    while let Some(result) = commits.next().await {
        result?;
    }
    let roster = Roster::new(people.iter().map(|id| employee(*id)), []);
    let compiled = Compiled::new(book(&people).checked()?);
    let deciding = Deciding { compiled: &compiled, version: 1, roster: &roster, now: fixtures::at(0) };

    let begun = Instant::now();
    let mut preview = Preview::new(deciding, PoolStates::default());
    let mut place = None;
    loop {
        let (facts, next) = store.rule_facts(&roster.keys(people[0]), None, place, FACTS_AT_ONCE).await?;
        facts.iter().for_each(|contact| preview.take(contact.id, contact.facts(), &contact.holders));
        place = next;
        if place.is_none() {
            break;
        }
    }
    let tally = preview.finish();
    let took = begun.elapsed();
    println!(
        "preview of {RULES} rules over {} contacts: {took:.2?} ({} move, {} without a rule)",
        tally.contacts, tally.moves, tally.unmatched
    );

    let mut states = PoolStates::default();
    let last = contact(RULES - 1);
    let (mut slowest, begun) = (Duration::ZERO, Instant::now());
    for _ in 0..INTAKES {
        let one = Instant::now();
        std::hint::black_box(deciding.decide(Facts::of(&last.fields), &mut states));
        slowest = slowest.max(one.elapsed());
    }
    println!("one intake decided: {:.2?} on average, {slowest:.2?} at most", begun.elapsed() / INTAKES);
    Ok(())
}

/// The codes go round, and so do the industries.
fn contact(number: usize) -> Contact {
    let mut contact = fixtures::contact(&format!("Kontakt {number}"));
    contact.fields.postal_code = Some(format!("{}", 1000 + (number * 90) % 9000));
    contact.fields.industry = Some(INDUSTRIES[number % INDUSTRIES.len()].to_owned());
    contact
}

fn employee(id: EmployeeId) -> Employee {
    let (name, email) = (id.to_string(), format!("{id}@kontor.example"));
    Employee { id, name, email, role: Role::Member, teams: Vec::new(), active: true }
}

/// Each rule takes a hundredth of the codes; one in four looks at the industry too and gives to the pool.
fn book(people: &[EmployeeId]) -> RuleBook {
    let member = |employee: &EmployeeId| Member {
        employee: *employee,
        weight: 1,
        per_day: None,
        hours: None,
        skills: Vec::new(),
    };
    let pool = Pool {
        id: PoolId::new(),
        name: "Alle".to_owned(),
        members: people.iter().map(member).collect(),
        when_empty: WhenEmpty::Queue,
    };
    let rules = (0..RULES).map(|number| {
        let first = 1000 + number * 90;
        let codes = vec![format!("{first}-{}", first + 89)];
        let regions = vec![Region { country: Country::AT, codes }];
        let mut conditions = vec![Condition::Region { territories: Vec::new(), regions }];
        let mut distribution = Distribution::Employee { employee: people[number % people.len()] };
        if number % 4 == 0 {
            conditions.push(Condition::Industry { any_of: INDUSTRIES.map(str::to_owned).into() });
            distribution = Distribution::Pool { pool: pool.id, skills: Vec::new() };
        }
        Rule {
            id: RuleId::new(),
            name: format!("Regel {number}"),
            conditions,
            role: AssignmentRole::AccountManager,
            distribution,
            mode: RuleMode::NewOnly,
            active: true,
            starts: None,
        }
    });
    RuleBook { rules: rules.collect(), territories: Vec::new(), pools: vec![pool] }
}
