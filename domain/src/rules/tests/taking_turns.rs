//! Turns of a pool (`[R6]`).

use std::collections::BTreeMap;

use chrono::{Duration, NaiveTime};
use proptest::prelude::*;

use super::world::{ANNA, MAX, SOFIE, member, pool, pool_id, roster};
use crate::EmployeeId;
use crate::fixtures::{employee_id, now};
use crate::rules::pool::skip;
use crate::rules::{Member, Pool, PoolState, PoolStates, SkipReason, Turn, WorkingHours};

fn turn(states: &mut PoolStates, pool: &Pool, away: &[u8]) -> Option<Turn> {
    let skipped: Vec<_> = pool
        .members
        .iter()
        .map(|member| away.iter().any(|who| employee_id(*who) == member.employee).then_some(SkipReason::Absent))
        .collect();
    states.take(pool, &skipped, now())
}

fn given(states: &PoolStates, number: u8) -> u64 {
    states.get(pool_id()).map_or(0, |state| state.counter(employee_id(number)).given)
}

#[test]
fn shares_follow_the_weights_at_any_time() {
    let (mut states, pool) = (PoolStates::default(), pool());
    for n in 1..=600_u64 {
        turn(&mut states, &pool, &[]).unwrap();
        for (who, weight) in [(ANNA, 1), (MAX, 2), (SOFIE, 3)] {
            let due = n * weight / 6;
            assert!(given(&states, who).abs_diff(due) <= 1, "after {n} turns {who} had {}", given(&states, who));
        }
    }
}

#[test]
fn who_returns_does_not_catch_up() {
    let (mut states, pool) = (PoolStates::default(), pool());
    (0..60).for_each(|_| drop(turn(&mut states, &pool, &[])));
    let before = given(&states, SOFIE);
    (0..300).for_each(|_| drop(turn(&mut states, &pool, &[SOFIE])));
    assert_eq!(given(&states, SOFIE), before);
    (0..60).for_each(|_| drop(turn(&mut states, &pool, &[])));
    assert_eq!(given(&states, SOFIE) - before, 30, "half of the turns since, as the weights say");
}

#[test]
fn a_joiner_starts_at_the_average() {
    let mut states = PoolStates::default();
    let mut pool = Pool { members: vec![member(ANNA, 1), member(MAX, 1)], ..pool() };
    (0..1000).for_each(|_| drop(turn(&mut states, &pool, &[])));
    pool.members.push(member(SOFIE, 1));
    (0..30).for_each(|_| drop(turn(&mut states, &pool, &[])));
    assert_eq!(given(&states, SOFIE), 10);
}

#[test]
fn a_cap_holds_for_a_day() {
    let (mut states, roster) = (PoolStates::default(), roster());
    let capped = Member { per_day: Some(2), ..member(ANNA, 1) };
    let pool = Pool { members: vec![capped.clone()], ..pool() };
    let blocked = |state: &PoolState, at| skip(&capped, &[], state, &roster, at);
    (0..2).for_each(|_| drop(turn(&mut states, &pool, &[])));
    let state = states.of(pool_id());
    assert_eq!(blocked(state, now()), Some(SkipReason::AtCapacity { per_day: 2 }));
    assert_eq!(blocked(state, now() + Duration::days(1)), None);
}

#[test]
fn turns_are_given_in_working_hours_of_vienna() {
    let roster = roster();
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    // 15 March 2026 is a Sunday, and 10:00 UTC is 11:00 in Vienna.
    let works = |days: &[u8], from, to| {
        let hours = Some(WorkingHours { days: days.to_vec(), from: time(from), to: time(to) });
        skip(&Member { hours, ..member(ANNA, 1) }, &[], &PoolState::default(), &roster, now())
    };
    assert_eq!(works(&[7], 11, 12), None);
    assert_eq!(works(&[7], 10, 11), Some(SkipReason::OutOfHours), "the end is the first moment after work");
    assert_eq!(works(&[1, 2, 3, 4, 5], 8, 17), Some(SkipReason::OutOfHours));
}

#[test]
fn a_skill_that_is_missing_passes_over() {
    let skilled = Member { skills: vec!["Ungarisch".to_owned()], ..member(ANNA, 1) };
    let needs = ["ungarisch".to_owned()];
    let skip = |member| skip(member, &needs, &PoolState::default(), &roster(), now());
    assert_eq!(skip(&skilled), None);
    assert_eq!(skip(&member(MAX, 1)), Some(SkipReason::LacksSkill { skill: "ungarisch".to_owned() }));
}

fn credits(state: &PoolState) -> BTreeMap<EmployeeId, (u64, i64)> {
    let kept = state.counters.iter().map(|(employee, counter)| (*employee, (counter.given, counter.credit)));
    kept.filter(|(_, counter)| *counter != (0, 0)).collect()
}

proptest! {
    /// Turns come to something or to nothing in any order, people come and go: the counters are those of the turns that
    /// came to something, as a restart counts them.
    #[test]
    fn counters_are_those_of_the_turns_that_are_kept(steps in prop::collection::vec((0_u8..8, any::<bool>()), 1..80)) {
        let (mut states, pool) = (PoolStates::default(), pool());
        let mut open: Vec<(Turn, bool)> = Vec::new();
        let mut kept = Vec::new();
        for (step, succeeds) in steps {
            let away: Vec<u8> = [ANNA, MAX, SOFIE].into_iter().filter(|who| step & (1 << (who % 3)) != 0).collect();
            if let Some(turn) = turn(&mut states, &pool, &away) {
                open.push((turn, succeeds));
            }
            // The oldest ends while later ones are under way.
            if open.len() > 3 {
                let (turn, succeeds) = open.remove(0);
                if succeeds { kept.push(turn) } else { states.of(pool_id()).take_back(&turn) }
            }
        }
        for (turn, succeeds) in open.into_iter().rev() {
            if succeeds { kept.push(turn) } else { states.of(pool_id()).take_back(&turn) }
        }
        let mut again = PoolState::default();
        kept.iter().for_each(|turn| again.count(turn));
        prop_assert_eq!(credits(states.of(pool_id())), credits(&again));
        prop_assert_eq!(again.counters.values().map(|counter| counter.credit).sum::<i64>(), 0);
    }
}
