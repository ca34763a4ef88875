//! Who may do what with an act, and whom it tells (`[B4]`, `[B5]`, `[B7]`).

use super::*;
use crate::fixtures::{ANNA, GONE, LENA, MAX, SALES, employee, employee_id, now, roster, team_id};

const EVA: u8 = 7;

/// Eva leads the team that Max belongs to.
fn people() -> Roster {
    roster().with_employee(Employee { role: Role::Lead, teams: vec![team_id(SALES)], ..employee(EVA, "Eva") })
}

fn handover(by: u8, giver: u8, receiver: u8) -> Act {
    let (giver, receiver) = (employee_id(giver), employee_id(receiver));
    let handover =
        Handover { giver, receiver, note: String::new(), everything: true, roles: BTreeMap::new(), planned: 0 };
    Act::new(ActId::new(), ActKind::Handover(handover), employee_id(by), now())
}

fn done(act: Act) -> Act {
    Act { state: ActState::Done, finished_at: Some(now()), ..act }
}

fn told(act: &Act) -> Vec<(EmployeeId, NotificationKind, u64)> {
    act.summaries(now()).into_iter().map(|told| (told.employee, told.event, told.count.unwrap())).collect()
}

#[test]
fn contacts_are_handed_over_by_who_has_them_their_lead_or_an_administrator() {
    let people = people();
    let may = |giver: u8, by: u8| may_hand_over(employee_id(giver), people.employee(employee_id(by)).unwrap(), &people);
    assert!(may(MAX, MAX) && may(MAX, EVA) && may(MAX, LENA));
    assert!(!may(MAX, ANNA), "a colleague");
    assert!(!may(ANNA, EVA), "Anna is in no team of hers");
    assert!(!may(GONE, GONE), "somebody inactive does nothing");
    assert!(may(GONE, LENA), "what somebody left behind");
}

#[test]
fn an_act_is_seen_by_its_author_those_whom_it_concerns_and_who_is_responsible() {
    let people = people();
    let sees = |act: &Act, who: u8| act.is_seen_by(people.employee(employee_id(who)).unwrap(), &people);
    let act = handover(MAX, MAX, ANNA);
    assert!([MAX, ANNA, EVA, LENA].iter().all(|who| sees(&act, *who)));
    assert!(!sees(&handover(LENA, GONE, MAX), ANNA));
    let mut assigning = Act::new(
        ActId::new(),
        ActKind::Assign {
            employee: employee_id(MAX),
            role: AssignmentRole::Service,
            from: None,
            until: None,
            former: FormerManager::default(),
        },
        employee_id(LENA),
        now(),
    );
    assert!(!sees(&assigning, MAX));
    assigning.count(ItemOutcome::Changed { first_seq: 1, last_seq: 1 }, &[employee_id(MAX)]);
    assert!(sees(&assigning, MAX), "it tells him");
}

#[test]
fn an_act_is_taken_back_for_thirty_days_by_its_author_or_who_is_responsible() {
    let people = people();
    let check = |act: &Act, who: u8, later: TimeDelta| {
        act.check_undo(people.employee(employee_id(who)).unwrap(), &people, now() + later)
    };
    let act = done(handover(MAX, MAX, ANNA));
    for who in [MAX, EVA, LENA] {
        assert_eq!(check(&act, who, TimeDelta::days(30)), Ok(()));
    }
    assert_eq!(
        check(&act, ANNA, TimeDelta::zero()),
        Err(ActRefusal::NotYoursToUndo),
        "the receiver keeps what they took"
    );
    assert_eq!(check(&act, MAX, TimeDelta::days(30) + TimeDelta::seconds(1)), Err(ActRefusal::TooLate));
    let refused = |state| check(&Act { state, ..act.clone() }, MAX, TimeDelta::zero());
    assert_eq!(refused(ActState::Running), Err(ActRefusal::UnderWay));
    assert_eq!(refused(ActState::Undoing), Err(ActRefusal::AlreadyUndone));
    assert_eq!(refused(ActState::Undone), Err(ActRefusal::AlreadyUndone));
    assert_eq!(refused(ActState::Proposed), Err(ActRefusal::NotDone));
    assert_eq!(refused(ActState::Declined), Err(ActRefusal::NotDone));
}

#[test]
fn everybody_whom_an_act_concerns_gets_one_summary_and_nobody_of_their_own_deed() {
    let mut act = handover(LENA, MAX, ANNA);
    for _ in 0..12 {
        act.count(ItemOutcome::Changed { first_seq: 1, last_seq: 2 }, &[employee_id(ANNA), employee_id(LENA)]);
    }
    let act = done(act);
    let expected =
        [(employee_id(ANNA), NotificationKind::HandedOver, 12), (employee_id(MAX), NotificationKind::HandedOn, 12)];
    assert_eq!(told(&act), expected, "Lena ordered it");
    assert_eq!(act.summaries(now()), act.summaries(now()), "the same thing has the same id");

    let mut accepted = handover(MAX, MAX, ANNA);
    accepted.answered = Some(Answer { by: employee_id(ANNA), at: now() });
    accepted.count(ItemOutcome::Changed { first_seq: 1, last_seq: 2 }, &[employee_id(ANNA)]);
    assert_eq!(told(&done(accepted)), [], "Anna took it herself");
}
