//! Which rule takes a contact, to whom it goes, and what is wrong with a book (`[R1]`, `[R4]`, `[R5]`).

use std::time::{Duration, Instant};

use super::world::{
    ANNA, EVA, Held, MAX, SOFIE, absent, book, in_region, industry, living_in, member, pool, pool_id, roster, rule,
    rule_id, territory_id, to_pool,
};
use crate::calendar;
use crate::contact::AssignmentSource;
use crate::fixtures::{context, employee_id, now, team_id};
use crate::rules::check::RuleRefusal;
use crate::rules::compiled::{Facts, Prepared};
use crate::rules::{
    Compiled, Condition, Distribution, Outcome, Pool, ProblemKind, RuleBook, SkipReason, WhenEmpty, Why,
};

fn why(held: &mut Held, postal_code: &str) -> Option<Why> {
    let roster = roster();
    held.automation().of_new(&living_in(postal_code), context(&roster, ANNA))
}

#[test]
fn the_first_rule_that_matches_wins() {
    let mut held = Held::new(book(vec![
        rule(1, vec![in_region(&["1010-1230"]), industry(&["IT"])], ANNA),
        rule(2, vec![in_region(&["1010-1230"])], MAX),
        rule(3, vec![], SOFIE),
    ]));
    let mut takes = |code: &str| why(&mut held, code).map(|why| (why.rule.name, why.outcome));
    let to = |number| Outcome::Assigned { employee: employee_id(number) };
    assert_eq!(takes("1010"), Some(("Regel 2".to_owned(), to(MAX))), "all conditions of a rule must hold");
    assert_eq!(takes("8010"), Some(("Regel 3".to_owned(), to(SOFIE))));
}

#[test]
fn a_rule_that_is_off_or_begins_later_takes_nothing() {
    let tomorrow = calendar::day_of(now()).succ_opt();
    let mut off = rule(1, vec![in_region(&["1010"])], ANNA);
    off.active = false;
    let mut later = rule(2, vec![in_region(&["1010"])], ANNA);
    later.starts = tomorrow;
    let mut held = Held::new(book(vec![off, later]));
    assert_eq!(why(&mut held, "1010"), None);
}

#[test]
fn a_decision_says_what_it_followed_from() {
    let in_vienna = Condition::Region { territories: vec![territory_id(1)], regions: Vec::new() };
    let mut held = Held::new(book(vec![to_pool(rule(1, vec![in_vienna], ANNA))]));
    let why = why(&mut held, "1010").unwrap();
    assert_eq!((why.rule.name.as_str(), why.rule.version), ("Regel 1", 7));
    assert_eq!((why.operands[0].values.join(" "), why.operands[0].fits.as_str()), ("AT 1010".to_owned(), "Wien"));
    assert_eq!(why.source(), AssignmentSource::RoundRobin);
    let sofie = why.candidates.iter().find(|candidate| candidate.employee == employee_id(SOFIE)).unwrap();
    assert_eq!((sofie.given_before, sofie.given_after), (0, 1));
    assert_eq!((sofie.credit_before, sofie.credit_after), (0, -3));
    assert_eq!(why.candidates.iter().map(|candidate| candidate.credit_after).sum::<i64>(), 0);
}

#[test]
fn whoever_cannot_take_a_turn_is_passed_over_before_it_is_taken() {
    let mut book = book(vec![to_pool(rule(1, vec![], ANNA))]);
    book.pools[0].members.push(member(4, 1));
    let mut held = Held::new(book);
    let roster = absent(&roster(), SOFIE, ANNA);
    let why = held.automation().of_new(&living_in("1010"), context(&roster, ANNA)).unwrap();
    let skipped: Vec<_> = why.candidates.iter().map(|candidate| candidate.skipped.clone()).collect();
    assert_eq!(skipped, [None, None, Some(SkipReason::Absent), Some(SkipReason::Inactive)]);
    assert_eq!(why.outcome, Outcome::Assigned { employee: employee_id(MAX) });
    assert_eq!(why.candidates[2].credit_after, 0, "who is away neither gains nor pays");
}

#[test]
fn an_empty_pool_follows_its_policy() {
    let cases = [
        (WhenEmpty::Queue, Outcome::Queued),
        (WhenEmpty::Deputy { employee: employee_id(ANNA) }, Outcome::SteppedIn { employee: employee_id(ANNA) }),
        (WhenEmpty::Deputy { employee: employee_id(4) }, Outcome::Nobody),
        (WhenEmpty::Lead { team: team_id(1) }, Outcome::SteppedIn { employee: employee_id(EVA) }),
    ];
    for (when_empty, outcome) in cases {
        let mut book = book(vec![to_pool(rule(1, vec![], ANNA))]);
        book.pools = vec![Pool { members: vec![member(4, 1)], when_empty: when_empty.clone(), ..pool() }];
        let why = why(&mut Held::new(book), "1010").unwrap();
        assert_eq!(why.outcome, outcome, "{when_empty:?}");
        assert_eq!(why.turn, None, "no turn is taken");
    }
}

#[test]
fn a_book_that_cannot_be_kept_is_refused_by_name() {
    let twice = book(vec![rule(1, vec![], ANNA), rule(1, vec![], MAX)]);
    assert_eq!(twice.checked(), Err(RuleRefusal::IdTaken { what: "rules" }));
    let empty = book(vec![rule(1, vec![industry(&[" "])], ANNA)]);
    assert_eq!(empty.checked(), Err(RuleRefusal::EmptyCondition { place: "Regel 1".to_owned() }));
    let many = book((0..=200).map(|number| rule(number, vec![], ANNA)).collect());
    assert_eq!(many.checked(), Err(RuleRefusal::TooMany { what: "rules", count: 201, limit: 200 }));
    let mut weightless = book(Vec::new());
    weightless.pools[0].members[0].weight = 0;
    assert_eq!(weightless.checked(), Err(RuleRefusal::Weight { place: "Wien".to_owned() }));
    let reversed = book(vec![rule(1, vec![in_region(&["1230-1010"])], ANNA)]).checked();
    assert!(reversed.unwrap_err().to_string().starts_with("Regel 1: “1230-1010” begins with 1230"));
}

fn problems(book: RuleBook) -> Vec<(bool, ProblemKind)> {
    let problems = book.checked().unwrap().problems(&roster());
    problems.into_iter().map(|problem| (problem.blocks, problem.kind)).collect()
}

#[test]
fn what_keeps_a_book_from_being_activated_is_named() {
    assert_eq!(
        problems(book(vec![rule(1, vec![], ANNA), rule(2, vec![industry(&["IT"])], MAX)])),
        [(true, ProblemKind::TakesEverything)]
    );
    let gone = ProblemKind::UnknownEmployee { name: Some("Gone".to_owned()) };
    assert_eq!(problems(book(vec![rule(1, vec![], 4)])), [(true, gone)]);
    assert_eq!(problems(book(vec![rule(1, vec![], 99)])), [(true, ProblemKind::UnknownEmployee { name: None })]);
    let mut unknown_pool = book(vec![to_pool(rule(1, vec![], ANNA))]);
    unknown_pool.pools.clear();
    assert_eq!(problems(unknown_pool), [(true, ProblemKind::UnknownPool)]);
    let mut no_team = book(Vec::new());
    no_team.pools[0].when_empty = WhenEmpty::Lead { team: team_id(9) };
    assert_eq!(problems(no_team), [(true, ProblemKind::UnknownTeam)]);
    let mut skilled = rule(1, vec![], ANNA);
    skilled.distribution = Distribution::Pool { pool: pool_id(), skills: vec!["Ungarisch".to_owned()] };
    let skill = ProblemKind::NobodyHasSkill { skill: "Ungarisch".to_owned() };
    assert_eq!(problems(book(vec![skilled])), [(true, skill)]);
    let elsewhere = Condition::Region { territories: vec![territory_id(9)], regions: Vec::new() };
    assert_eq!(problems(book(vec![rule(1, vec![elsewhere], ANNA)])), [(true, ProblemKind::UnknownTerritory)]);
}

/// The bound is a hundred times what an optimised build takes: it catches work that grows with the contacts twice.
#[test]
fn a_hundred_rules_are_asked_quickly() {
    let rules = (0..100_u8)
        .map(|number| rule(number, vec![in_region(&[&format!("{}*", 10 + number % 90)]), industry(&["IT"])], ANNA))
        .collect();
    let compiled = Compiled::new(book(rules).checked().unwrap());
    let contact = living_in("9999");
    let begun = Instant::now();
    for _ in 0..1_000 {
        let prepared = Prepared::from(Facts::of(&contact.fields));
        assert!(compiled.rule_of(&prepared, calendar::day_of(now())).is_none());
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(rule_id(1), compiled.book.rules[1].id);
}
