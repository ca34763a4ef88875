//! Who is told, once, and who is not (`[N1]` to `[N3]`).

use super::*;
use crate::comment::EarlierText;
use crate::contact::AssignmentRole;
use crate::fixtures::{self, ANNA, GONE, LENA, MAX, assignment, contact, employee_id, now, private, roster};
use crate::ids::CommandId;

fn event(by: u8, kind: EventKind) -> Event {
    Event { seq: 7, at: now(), by: employee_id(by), acting_for: None, command: CommandId::new(), act: None, kind }
}

fn comment(by: u8, text: &str, mentions: &[u8]) -> Event {
    event(by, EventKind::CommentAdded { comment: fixtures::comment(by, text, mentions) })
}

fn told(contact: &Contact, event: &Event, thread_author: Option<u8>) -> Vec<(EmployeeId, NotificationKind)> {
    notifications(contact, event, thread_author.map(employee_id), &roster())
        .into_iter()
        .map(|notification| (notification.employee, notification.event))
        .collect()
}

#[test]
fn the_mentioned_the_thread_author_and_the_assigned_are_told() {
    use NotificationKind::{Assigned, Mentioned, Replied};
    let told_of = |event: &Event, thread_author| told(&contact(), event, thread_author);
    assert_eq!(
        told_of(&comment(ANNA, "", &[MAX]), Some(LENA)),
        [(employee_id(MAX), Mentioned), (employee_id(LENA), Replied)]
    );
    let both = told_of(&comment(ANNA, "", &[MAX]), Some(MAX));
    assert_eq!(both, [(employee_id(MAX), Mentioned)], "one event tells a person once");
    let assigned =
        EventKind::EmployeeAssigned { assignment: assignment(employee_id(MAX), AssignmentRole::Deputy), why: None };
    assert_eq!(told_of(&event(ANNA, assigned), None), [(employee_id(MAX), Assigned)]);
    assert_eq!(told_of(&event(ANNA, EventKind::ContactDeleted), Some(MAX)), []);
}

#[test]
fn nobody_is_told_of_what_they_did_themselves() {
    assert_eq!(told(&contact(), &comment(ANNA, "", &[ANNA]), Some(ANNA)), []);
    let to_self =
        EventKind::EmployeeAssigned { assignment: assignment(employee_id(ANNA), AssignmentRole::Deputy), why: None };
    assert_eq!(told(&contact(), &event(ANNA, to_self), None), []);
}

#[test]
fn nobody_is_told_of_what_they_may_not_see_whole() {
    assert_eq!(told(&private(ANNA), &comment(ANNA, "", &[MAX, LENA]), Some(MAX)), []);
    assert_eq!(told(&contact(), &comment(ANNA, "", &[GONE]), None), [], "an inactive employee sees nothing");
    let mut stub = contact();
    stub.fields.access = crate::contact::Access::Restricted;
    assert_eq!(told(&stub, &comment(ANNA, "", &[LENA]), None), [], "a name is not the whole");
}

#[test]
fn the_same_thing_told_to_the_same_person_has_the_same_id() {
    let mentioned = comment(ANNA, "@max @lena", &[MAX, LENA]);
    let ids = |event: &Event| -> Vec<_> {
        notifications(&contact(), event, None, &roster()).iter().map(|notification| notification.id).collect()
    };
    assert_eq!(ids(&mentioned), ids(&mentioned));
    let later = Event { seq: 8, ..mentioned.clone() };
    let mut all = [ids(&mentioned), ids(&later)].concat();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "another person or another event is another thing");
}

#[test]
fn an_excerpt_is_short_and_cut_between_letters() {
    let long = notifications(&contact(), &comment(ANNA, &"ü".repeat(500), &[MAX]), None, &roster());
    assert_eq!(long[0].excerpt.as_deref(), Some("ü".repeat(140).as_str()));
}

#[test]
fn an_edit_tells_those_whom_no_earlier_text_named() {
    let edited = |text: &str, earlier: &[&str], change| {
        let edits = earlier.iter().map(|text| EarlierText { text: (*text).to_owned(), at: now() }).collect();
        let comment = Comment { edits, ..fixtures::comment(ANNA, text, &[MAX, LENA]) };
        told(&contact(), &event(ANNA, EventKind::CommentChanged { comment, change, comment_seq: 3 }), Some(LENA))
    };
    let edit = || CommentChange::Edit { text: String::new() };
    let mentioned = |number| (employee_id(number), NotificationKind::Mentioned);
    assert_eq!(edited("@max @lena", &["nobody"], edit()), [mentioned(MAX), mentioned(LENA)]);
    assert_eq!(edited("@max @lena", &["@max"], edit()), [mentioned(LENA)]);
    assert_eq!(edited("@max @lena", &["@max", "nobody", "@lena"], edit()), [], "named, taken out, named again");
    assert_eq!(edited("@max @lena", &["nobody"], CommentChange::Pin { on: true }), []);
}

/// `[N4]`
#[test]
fn who_substitutes_somebody_is_told_what_they_are_told_and_for_whom() {
    use crate::roster::StandIn;
    let stand_in = |absent: u8, substitute: u8, notifications: bool| StandIn {
        substitution: crate::SubstitutionId::new(),
        absent: employee_id(absent),
        substitute: employee_id(substitute),
        contacts: true,
        notifications,
        priority: 3,
        set_at: now(),
    };
    let told = |event: &Event, stand_ins: &[StandIn]| -> Vec<_> {
        let roster = roster().with_stand_ins(stand_ins.iter().copied());
        let told = notifications(&private(MAX), event, None, &roster);
        told.into_iter().map(|told| (told.employee, told.substituting)).collect()
    };
    let (max, lena, anna) = (employee_id(MAX), employee_id(LENA), employee_id(ANNA));
    let mention = comment(GONE, "@max", &[MAX]);
    let both = [stand_in(MAX, LENA, true), stand_in(LENA, ANNA, true)];
    assert_eq!(told(&mention, &both), [(max, None), (lena, Some(max)), (anna, Some(max))], "the absent keeps a copy");
    assert_eq!(told(&mention, &[stand_in(MAX, LENA, false)]), [(max, None)], "it carries no notifications");
    assert_eq!(told(&comment(LENA, "@max", &[MAX]), &both), [(max, None), (anna, Some(max))], "not of one's own acts");
    let own = comment(GONE, "@max @lena", &[MAX, LENA]);
    assert_eq!(told(&own, &both[..1]), [(max, None), (lena, None)], "once, and for oneself where both is true");
}
