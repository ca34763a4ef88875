//! Which substitutions are taken, when they hold, and what becomes of them.
#![allow(clippy::unwrap_used)]

use chrono::{TimeDelta, TimeZone};

use super::*;
use crate::Team;
use crate::fixtures::{ANNA, GONE, LENA, MAX, SALES, employee, employee_id, now, roster, team_id};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The fixtures' present is the 15th of March 2026.
fn wish(absent: u8, substitute: u8, from: &str, until: &str) -> NewSubstitution {
    NewSubstitution {
        id: None,
        absent: Some(employee_id(absent)),
        substitute: employee_id(substitute),
        from: day(from),
        until: day(until),
        reason: String::new(),
        priority: None,
        carries: None,
    }
}

fn set_by(by: u8, wish: NewSubstitution, open: &[Substitution]) -> Result<Substitution, SubstitutionRefusal> {
    let people = (10..20).map(|number| employee(number, "X"));
    let roster = people.fold(roster(), |roster, person| roster.with_employee(person));
    set(wish, Setting { by: employee_id(by), now: now(), roster: &roster, open })
}

fn open(absent: u8, substitute: u8, from: &str, until: &str) -> Substitution {
    set_by(LENA, wish(absent, substitute, from, until), &[]).unwrap()
}

/// `[V1]`
#[test]
fn the_absent_person_their_lead_and_administrators_set_a_substitution() {
    let days = || wish(MAX, ANNA, "2026-03-16", "2026-03-20");
    for by in [MAX, LENA] {
        assert_eq!(set_by(by, days(), &[]).unwrap().by, employee_id(by));
    }
    assert_eq!(set_by(ANNA, days(), &[]), Err(SubstitutionRefusal::MayNot));
    let lead = |teams| Employee { role: Role::Lead, teams, ..employee(9, "Eva") };
    let with = |lead: Employee| {
        let roster = Roster::new(roster().employees().map(|known| (**known).clone()).chain([lead]), [] as [Team; 0]);
        set(days(), Setting { by: employee_id(9), now: now(), roster: &roster, open: &[] }).map(|_| ())
    };
    assert_eq!(with(lead(vec![team_id(SALES)])), Ok(()));
    assert_eq!(with(lead(vec![team_id(2)])), Err(SubstitutionRefusal::MayNot));
    let member = Employee { role: Role::Member, ..lead(vec![team_id(SALES)]) };
    assert_eq!(with(member), Err(SubstitutionRefusal::MayNot));
}

/// `[V1]`
#[test]
fn what_cannot_be_meant_is_refused_with_its_reason() {
    let refused = |wish: NewSubstitution| set_by(LENA, wish, &[]).unwrap_err();
    let past = refused(wish(MAX, ANNA, "2026-03-14", "2026-03-20"));
    assert_eq!(past, SubstitutionRefusal::BeginsInThePast { from: day("2026-03-14") });
    assert!(matches!(refused(wish(MAX, ANNA, "2026-03-20", "2026-03-19")), SubstitutionRefusal::Reversed { .. }));
    assert_eq!(refused(wish(MAX, MAX, "2026-03-16", "2026-03-19")), SubstitutionRefusal::Oneself);
    assert_eq!(refused(wish(MAX, GONE, "2026-03-16", "2026-03-19")), SubstitutionRefusal::Inactive);
    assert_eq!(refused(wish(GONE, MAX, "2026-03-16", "2026-03-19")), SubstitutionRefusal::Inactive);
    assert_eq!(refused(wish(MAX, 77, "2026-03-16", "2026-03-19")), SubstitutionRefusal::Inactive);
    assert_eq!(refused(wish(MAX, ANNA, "2026-03-16", "2027-03-17")), SubstitutionRefusal::TooLong);
    let days = || wish(MAX, ANNA, "2026-03-16", "2027-03-16");
    assert!(set_by(LENA, days(), &[]).is_ok());
    for priority in [0, 6] {
        let refused = refused(NewSubstitution { priority: Some(priority), ..days() });
        assert_eq!(refused, SubstitutionRefusal::Priority);
    }
    let nothing = Carries { contacts: false, notifications: false };
    assert_eq!(refused(NewSubstitution { carries: Some(nothing), ..days() }), SubstitutionRefusal::CarriesNothing);
    let long = "x".repeat(MAX_REASON_LENGTH + 1);
    assert!(matches!(refused(NewSubstitution { reason: long, ..days() }), SubstitutionRefusal::Reason(_)));
    let many = vec![open(MAX, ANNA, "2026-03-16", "2026-03-17"); MAX_OPEN];
    assert_eq!(set_by(LENA, days(), &many), Err(SubstitutionRefusal::TooMany));
}

/// `[V4]`
#[test]
fn a_cycle_is_refused_where_all_of_it_holds_on_one_day() {
    let known = [open(10, 11, "2026-03-16", "2026-03-20"), open(11, 12, "2026-03-18", "2026-03-25")];
    let refusal = |from, until| set_by(LENA, wish(12, 10, from, until), &known).map(|_| ());
    let cycle = Err(SubstitutionRefusal::Cycle { name: "X".to_owned() });
    assert_eq!(refusal("2026-03-18", "2026-03-18"), cycle);
    assert_eq!(refusal("2026-03-16", "2026-03-19"), cycle);
    assert_eq!(refusal("2026-03-20", "2026-04-19"), cycle);
    assert_eq!(refusal("2026-03-16", "2026-03-17"), Ok(()), "the second has not begun");
    assert_eq!(refusal("2026-03-21", "2026-04-19"), Ok(()), "the first is over");
    let back = set_by(LENA, wish(11, 10, "2026-03-20", "2026-03-20"), &known);
    assert_eq!(back.map(|_| ()), cycle);
}

/// `[V4]`
#[test]
fn a_row_of_more_than_five_is_refused_wherever_the_new_one_stands_in_it() {
    let row = |from: u8, to: u8| (from..to).map(|who| open(who, who + 1, "2026-03-16", "2026-03-20"));
    let joined = |known: Vec<Substitution>, absent: u8| {
        let decided = set_by(LENA, wish(absent, absent + 1, "2026-03-20", "2026-03-21"), &known);
        decided.map(|substitution| chain(&substitution, &known, &roster()).unwrap())
    };
    let chain = joined(row(10, 12).chain(row(13, 15)).collect(), 12).unwrap();
    assert_eq!(chain.lenders, [10, 11].map(employee_id));
    assert_eq!(chain.onward, [14, 15].map(employee_id));
    for (known, absent) in
        [(row(10, 15).collect(), 15), (row(11, 16).collect(), 10), (row(10, 12).chain(row(13, 16)).collect(), 12)]
    {
        assert_eq!(joined(known, absent), Err(SubstitutionRefusal::ChainTooLong), "{absent}");
    }
}

/// `[V2]`
#[test]
fn a_substitution_holds_on_its_first_and_its_last_day_and_no_other() {
    let substitution = open(MAX, ANNA, "2026-03-16", "2026-03-20");
    for (on, holds) in [("2026-03-15", false), ("2026-03-16", true), ("2026-03-20", true), ("2026-03-21", false)] {
        assert_eq!(substitution.holds_on(day(on)), holds, "{on}");
    }
    assert_eq!(substitution.state, SubstitutionState::Planned);
    assert_eq!(open(MAX, ANNA, "2026-03-15", "2026-03-15").state, SubstitutionState::Active, "today it begins at once");
}

/// `[V2]`: in Vienna the clock goes forward on the 29th of March and back on the 25th of October 2026.
#[test]
fn days_begin_and_end_at_midnight_in_vienna_also_when_the_clock_is_changed() {
    let at = |month, day, hour, minute| Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap();
    for (from, until, begins, over) in [
        ("2026-03-29", "2026-03-29", at(3, 28, 23, 0), at(3, 29, 22, 0)),
        ("2026-10-25", "2026-10-25", at(10, 24, 22, 0), at(10, 25, 23, 0)),
    ] {
        let planned = open(MAX, ANNA, from, until);
        let holds = |at: DateTime<Utc>| planned.holds_on(calendar::day_of(at));
        let second = TimeDelta::seconds(1);
        assert!(!holds(begins - second) && holds(begins) && holds(over - second) && !holds(over), "{from}");
        let kept = planned.kept(calendar::day_of(over), over + TimeDelta::hours(5)).unwrap();
        assert_eq!((kept.state, kept.started_at, kept.ended_at), (SubstitutionState::Ended, Some(begins), Some(over)));
    }
}

/// `[V2]`
#[test]
fn the_clock_begins_what_is_due_once_and_ends_what_is_over() {
    let planned = open(MAX, ANNA, "2026-03-16", "2026-03-20");
    let at = |text: &str| (day(text), calendar::start_of(day(text)));
    let kept = |of: &Substitution, text| of.kept(at(text).0, at(text).1);
    assert_eq!(kept(&planned, "2026-03-15"), None);
    let active = kept(&planned, "2026-03-16").unwrap();
    assert_eq!((active.state, active.started_at), (SubstitutionState::Active, Some(at("2026-03-16").1)));
    assert_eq!(kept(&active, "2026-03-20"), None);
    let ended = kept(&active, "2026-03-21").unwrap();
    assert_eq!(
        (ended.state, ended.ended_at, ended.ended_by),
        (SubstitutionState::Ended, Some(at("2026-03-21").1), None)
    );
    assert_eq!(kept(&ended, "2026-03-22"), None);
}

/// `[V7]`
#[test]
fn who_comes_back_early_ends_it_now_and_who_revokes_it_takes_it_back() {
    let setting = |by: u8, open: &'static [Substitution], roster: &'static Roster| Setting {
        by: employee_id(by),
        now: now(),
        roster,
        open,
    };
    let roster: &'static Roster = Box::leak(Box::new(roster()));
    let active = open(MAX, ANNA, "2026-03-15", "2026-03-20");
    let returned = SubstitutionChange { returned: true, ..SubstitutionChange::default() };
    let ended = change(&active, returned.clone(), setting(MAX, &[], roster)).unwrap();
    assert_eq!((ended.state, ended.ended_at), (SubstitutionState::Ended, Some(now())));
    assert!(!ended.holds_on(day("2026-03-15")));
    let refused = |by, before: &Substitution| change(before, returned.clone(), setting(by, &[], roster)).unwrap_err();
    assert_eq!(refused(ANNA, &active), SubstitutionRefusal::MayNot);
    assert_eq!(refused(MAX, &ended), SubstitutionRefusal::Over);
    let planned = open(MAX, ANNA, "2026-03-16", "2026-03-20");
    assert_eq!(refused(MAX, &planned), SubstitutionRefusal::NotBegun);
    let revoked = revoke(&planned, setting(MAX, &[], roster)).unwrap();
    assert_eq!(revoked.state, SubstitutionState::Revoked);
    assert_eq!(revoke(&planned, setting(ANNA, &[], roster)), Err(SubstitutionRefusal::MayNot));
    let stranger = open(LENA, MAX, "2026-03-16", "2026-03-20");
    assert_eq!(revoke(&stranger, setting(ANNA, &[], roster)), Err(SubstitutionRefusal::NotFound));
}

/// `[V7]`
#[test]
fn both_people_are_told_once_of_what_somebody_else_or_the_clock_did() {
    use crate::notification::NotificationKind::{SubstitutionEnded, SubstitutionPlanned, SubstitutionStarted};
    let roster = roster();
    let told = |before: Option<&Substitution>, after: &Substitution, by: Option<u8>| -> Vec<_> {
        let told = news(before, after, by.map(employee_id), now(), &roster);
        told.into_iter().map(|told| (told.employee, told.event)).collect()
    };
    let (max, anna) = (employee_id(MAX), employee_id(ANNA));
    let planned = open(MAX, ANNA, "2026-03-16", "2026-03-20");
    assert_eq!(told(None, &planned, Some(MAX)), [(anna, SubstitutionPlanned)], "not of one's own act");
    assert_eq!(told(None, &planned, Some(LENA)), [(max, SubstitutionPlanned), (anna, SubstitutionPlanned)]);
    let begins = day("2026-03-16");
    let active = planned.kept(begins, calendar::start_of(begins)).unwrap();
    assert_eq!(told(Some(&planned), &active, None), [(max, SubstitutionStarted), (anna, SubstitutionStarted)]);
    assert_eq!(told(Some(&active), &active, Some(MAX)), []);
    let over = day("2026-03-21");
    let ended = active.kept(over, calendar::start_of(over)).unwrap();
    assert_eq!(told(Some(&active), &ended, None), [(max, SubstitutionEnded), (anna, SubstitutionEnded)]);
    let one = &news(Some(&active), &ended, None, now(), &roster)[0];
    assert_eq!(one.excerpt.as_deref(), Some("Max → Anna, 16.3.2026 – 20.3.2026"));
    let again = news(Some(&active), &ended, None, now() + TimeDelta::days(1), &roster);
    assert_eq!(again[0].id, one.id, "told again, it is the same");
}

/// `[V4]`
#[test]
fn lengthening_is_checked_as_setting_is() {
    let roster = roster();
    let others = [open(ANNA, MAX, "2026-03-20", "2026-03-25")];
    let before = open(MAX, ANNA, "2026-03-16", "2026-03-18");
    let until = |text| SubstitutionChange { until: Some(day(text)), ..SubstitutionChange::default() };
    let decide = |text| {
        change(&before, until(text), Setting { by: employee_id(MAX), now: now(), roster: &roster, open: &others })
    };
    assert_eq!(decide("2026-03-19").unwrap().until, day("2026-03-19"));
    assert!(matches!(decide("2026-03-20"), Err(SubstitutionRefusal::Cycle { .. })));
    assert!(matches!(decide("2026-03-15"), Err(SubstitutionRefusal::Reversed { .. })));
}
