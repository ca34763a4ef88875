//! What two contacts become, and which pairs are refused.

use super::*;
use crate::contact::{Access, Employment, Field};

fn employment(organisation: u8, primary: bool) -> Employment {
    Employment { organisation: contact_id(organisation), position: None, department: None, primary, left: None }
}

fn person(number: u8, works_for: Vec<Employment>) -> Contact {
    let mut person = fixtures::contact();
    person.id = contact_id(number);
    person.fields.works_for = works_for;
    person
}

fn roles(contact: &Contact) -> Vec<(crate::EmployeeId, AssignmentRole)> {
    contact.active_assignments().map(|assignment| (assignment.employee, assignment.role)).collect()
}

#[test]
fn where_nobody_picks_lists_are_joined_and_gaps_are_filled() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.city = Some("Wien".to_owned());
    survivor.fields.emails = vec!["a@muster.at".to_owned(), "b@muster.at".to_owned()];
    survivor.fields.tags = vec!["Kunde".to_owned()];
    let mut other = organisation(2, "Muster Gesellschaft");
    other.fields.city = Some("Graz".to_owned());
    other.fields.street = Some("Hauptplatz 1".to_owned());
    other.fields.emails = vec!["b@muster.at".to_owned(), "c@muster.at".to_owned()];
    other.fields.tags = vec!["Messe".to_owned()];
    other.fields.custom.insert(fixtures::custom_field_id(fixtures::REMARK), "zahlt bar".to_owned());

    let after = merged(&survivor, &other).fields;
    assert_eq!((after.name.as_str(), after.city.as_deref()), ("Muster GmbH", Some("Wien")));
    assert_eq!(after.street.as_deref(), Some("Hauptplatz 1"));
    assert_eq!(after.emails, ["a@muster.at", "b@muster.at", "c@muster.at"]);
    assert_eq!(after.tags, ["Kunde", "Messe"]);
    assert_eq!(after.custom.values().collect::<Vec<_>>(), ["zahlt bar"]);
}

#[test]
fn a_picked_value_is_taken_and_a_single_value_is_not_joined() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.emails = vec!["a@muster.at".to_owned()];
    let mut other = organisation(2, "Muster & Söhne");
    other.fields.emails = vec!["b@muster.at".to_owned()];
    let picks = Picks::from([(Field::Name, Pick::Other), (Field::Emails, Pick::Survivor)]);
    let picked = MergeWish { picks, ..wish(&survivor, &other) };
    let after = merge_with(&survivor, &other, &[], &[], &picked).unwrap().survivor.after.fields;
    assert_eq!((after.name.as_str(), after.emails.as_slice()), ("Muster & Söhne", &["a@muster.at".to_owned()][..]));

    let joined = MergeWish { picks: Picks::from([(Field::Name, Pick::Both)]), ..wish(&survivor, &other) };
    let refused = merge_with(&survivor, &other, &[], &[], &joined);
    assert!(matches!(refused, Err(MergeRefusal::Invalid { field: Field::Name, .. })), "{refused:?}");
}

#[test]
fn a_postal_code_that_does_not_fit_the_country_is_refused() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.country = Some(crate::value::Country::AT);
    let mut other = organisation(2, "Muster");
    other.fields.country = Some(crate::value::Country::parse("DE").unwrap());
    other.fields.postal_code = Some("80331".to_owned());
    let refused = merge(&survivor, &other);
    assert!(matches!(refused, Err(MergeRefusal::Invalid { field: Field::PostalCode, .. })), "{refused:?}");
    let both = MergeWish { picks: Picks::from([(Field::Country, Pick::Other)]), ..wish(&survivor, &other) };
    let after = merge_with(&survivor, &other, &[], &[], &both).unwrap().survivor.after.fields;
    assert_eq!(after.postal_code.as_deref(), Some("80331"));
}

#[test]
fn the_survivors_account_manager_stays_the_only_one() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let mut other = organisation(2, "Muster");
    other.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    other.assignments.push(assignment(employee_id(LENA), AssignmentRole::Service));
    other.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let after = merged(&survivor, &other);
    let expected = [
        (employee_id(ANNA), AssignmentRole::AccountManager),
        (employee_id(MAX), AssignmentRole::SalesRep),
        (employee_id(LENA), AssignmentRole::Service),
    ];
    assert_eq!(roles(&after), expected);

    survivor.assignments.clear();
    other.assignments.pop();
    assert_eq!(merged(&survivor, &other).account_manager(), Some(employee_id(MAX)));
}

#[test]
fn who_worked_for_the_other_works_for_the_survivor_once() {
    let (survivor, other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let people = [
        person(3, vec![employment(2, true)]),
        person(4, vec![employment(1, false), employment(2, true), employment(9, false)]),
    ];
    let decided = merge_with(&survivor, &other, &people, &[], &wish(&survivor, &other)).unwrap();
    let works_for: Vec<_> = decided.people.iter().map(|person| person.after.fields.works_for.clone()).collect();
    assert_eq!(works_for[0], [employment(1, true)]);
    assert_eq!(works_for[1], [employment(1, true), employment(9, false)]);
    assert_eq!(decided.record.people, [(contact_id(3), 1), (contact_id(4), 1)]);
}

#[test]
fn comments_move_as_they_were_and_pins_beyond_the_limit_are_taken_out() {
    let (survivor, other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let pinned = Some(crate::comment::Mark { by: employee_id(MAX), at: now() });
    let comments = [
        Comment { pinned, ..fixtures::comment(MAX, "Erster", &[LENA]) },
        Comment { pinned, ..fixtures::comment(MAX, "Zweiter", &[]) },
    ];
    let wish = wish(&survivor, &other);
    let moving = Moving { people: &[], comments: &comments, known: &HashSet::new(), pinned: 4 };
    let decided = as_anna(wish.id, |context| decide(&survivor, &other, moving, &wish, context)).unwrap();
    let moved: Vec<_> = decided
        .survivor
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::CommentMoved { comment } => Some(comment.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(moved, [comments[0].clone(), Comment { pinned: None, ..comments[1].clone() }]);
    assert!(decided.survivor.notifications.iter().all(|told| told.event == crate::NotificationKind::Merged));
}

#[test]
fn a_comment_that_the_survivor_has_already_does_not_come_twice() {
    let (survivor, other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let comments = [fixtures::comment(MAX, "Einmal", &[])];
    let wish = wish(&survivor, &other);
    let known = HashSet::from([comments[0].id]);
    let moving = Moving { people: &[], comments: &comments, known: &known, pinned: 0 };
    let decided = as_anna(wish.id, |context| decide(&survivor, &other, moving, &wish, context)).unwrap();
    assert!(!decided.survivor.events.iter().any(|event| matches!(event.kind, EventKind::CommentMoved { .. })));
}

#[test]
fn whoever_looks_after_either_of_them_is_told_once() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    survivor.assignments.push(assignment(employee_id(ANNA), AssignmentRole::Service));
    let mut other = organisation(2, "Muster");
    other.assignments.push(assignment(employee_id(MAX), AssignmentRole::Service));
    other.assignments.push(assignment(employee_id(LENA), AssignmentRole::AccountManager));
    let told = merge(&survivor, &other).unwrap().survivor.notifications;
    let told: Vec<_> = told.iter().map(|told| (told.employee, told.excerpt.as_deref())).collect();
    assert_eq!(told, [(employee_id(MAX), Some("Muster")), (employee_id(LENA), Some("Muster"))]);
}

#[test]
fn the_contact_that_goes_is_deleted_and_names_the_survivor() {
    let (survivor, other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let gone = merge(&survivor, &other).unwrap().other.after;
    assert_eq!((gone.deleted, gone.merged_into), (true, Some(survivor.id)));
    assert_eq!(crate::access::audience(&gone), crate::access::Audience::default());
}

#[test]
fn of_two_access_levels_the_stricter_stays() {
    let mut survivor = organisation(1, "Muster GmbH");
    let mut other = organisation(2, "Muster");
    other.fields.access = Access::Private;
    other.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    assert_eq!(merged(&survivor, &other).fields.access, Access::Private);
    survivor.fields.access = Access::Private;
    survivor.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    other.fields.access = Access::Company;
    assert_eq!(merged(&survivor, &other).fields.access, Access::Private);
}

#[test]
fn nobody_gains_sight_unless_it_was_agreed_to() {
    let survivor = organisation(1, "Muster GmbH");
    let mut other = organisation(2, "Muster");
    other.fields.access = Access::Private;
    other.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let mut widening = MergeWish { picks: Picks::from([(Field::Access, Pick::Survivor)]), ..wish(&survivor, &other) };
    let refused = merge_with(&survivor, &other, &[], &[], &widening);
    let gains = vec![employee_id(MAX), employee_id(LENA)];
    assert_eq!(refused.unwrap_err(), MergeRefusal::WouldBeSeen { gains: gains.clone() });
    widening.accepted = gains;
    assert_eq!(
        merge_with(&survivor, &other, &[], &[], &widening).unwrap().survivor.after.fields.access,
        Access::Company
    );
}

#[test]
fn joined_teams_let_each_see_what_was_the_others() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.access = Access::Team;
    survivor.fields.teams = vec![team_id(SALES)];
    survivor.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let mut other = organisation(2, "Muster");
    other.fields.access = Access::Private;
    other.assignments.push(assignment(employee_id(ANNA), AssignmentRole::Service));
    other.assignments.push(assignment(employee_id(LENA), AssignmentRole::AccountManager));
    let planned = as_anna(MergeId::new(), |context| plan(&survivor, &other, &Picks::new(), context)).unwrap();
    // Private: Lena looks after it now and sees what Sales wrote; Max of Sales is out.
    assert_eq!(planned.sight, Sight { gains: vec![employee_id(LENA)], loses: vec![employee_id(MAX)] });
}

#[test]
fn what_is_planned_for_the_other_is_planned_for_the_survivor_on_the_same_days() {
    let (survivor, mut other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let from = now() + chrono::TimeDelta::days(10);
    let until = (now() + chrono::TimeDelta::days(20)).date_naive();
    let planned =
        Assignment { from, until: Some(until), started: false, ..assignment(employee_id(MAX), AssignmentRole::Deputy) };
    other.assignments.push(planned.clone());
    let after = merged(&survivor, &other);
    let carried: Vec<_> = after.open_assignments().collect();
    assert_eq!(carried.len(), 1, "{carried:?}");
    assert_eq!((carried[0].employee, carried[0].role), (planned.employee, planned.role));
    assert_eq!((carried[0].from, carried[0].until, carried[0].started), (from, Some(until), false));
    assert!(roles(&after).is_empty(), "it gives no rights before its day");

    // The survivor has the same person in the same role for some of these days: not twice.
    let mut twice = survivor;
    twice.assignments.push(Assignment { from, until: None, ..planned });
    assert_eq!(merged(&twice, &other).open_assignments().count(), 1);
}

#[test]
fn whoever_would_not_see_the_result_does_not_merge() {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.access = Access::Team;
    survivor.fields.teams = vec![team_id(SALES)];
    survivor.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    let other = organisation(2, "Muster");
    let roster = roster();
    let max = |survivor: &Contact, picks: &Picks| plan(survivor, &other, picks, context(&roster, MAX));
    assert!(max(&survivor, &Picks::new()).is_ok());
    survivor.assignments.clear();
    let without = Picks::from([(Field::Teams, Pick::Other)]);
    assert_eq!(max(&survivor, &without).unwrap_err(), MergeRefusal::OutOfSight);
}

#[test]
fn pairs_that_are_none_are_refused() {
    let survivor = organisation(1, "Muster GmbH");
    assert_eq!(merge(&survivor, &survivor).unwrap_err(), MergeRefusal::WithItself);
    assert_eq!(merge(&survivor, &person(2, Vec::new())).unwrap_err(), MergeRefusal::DifferentKinds);
    let mut gone = organisation(2, "Muster");
    gone.deleted = true;
    assert_eq!(merge(&survivor, &gone).unwrap_err(), MergeRefusal::NotFound);
    gone.merged_into = Some(contact_id(3));
    assert_eq!(merge(&survivor, &gone).unwrap_err(), MergeRefusal::AlreadyMerged { into: contact_id(3) });
    let mut unseen = organisation(2, "Muster");
    unseen.fields.access = Access::Private;
    unseen.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    assert_eq!(merge(&survivor, &unseen).unwrap_err(), MergeRefusal::NotFound);
    assert_eq!(merge(&unseen, &survivor).unwrap_err(), MergeRefusal::NotFound);
}

#[test]
fn a_field_that_somebody_changed_since_is_a_conflict() {
    let survivor = organisation(1, "Muster GmbH");
    let mut other = organisation(2, "Muster");
    let stale = wish(&survivor, &other);
    fixtures::execute(&mut other, MAX, &fixtures::edit(0, &[(Field::City, "Graz".into())])).unwrap();
    let refused = merge_with(&survivor, &other, &[], &[], &stale).unwrap_err();
    let expected =
        MergeRefusal::Changed { contact: other.id, field: Field::City, by: employee_id(MAX), seq: other.version };
    assert_eq!(refused, expected);
}

#[test]
fn more_people_or_comments_than_fit_are_refused() {
    let (survivor, other) = (organisation(1, "Muster GmbH"), organisation(2, "Muster"));
    let wish = wish(&survivor, &other);
    let crowd = vec![person(3, vec![employment(2, false)]); MOST_PEOPLE + 1];
    assert_eq!(merge_with(&survivor, &other, &crowd, &[], &wish).unwrap_err(), MergeRefusal::TooManyPeople);
    let comments: Vec<_> = (0..=MOST_COMMENTS).map(|_| fixtures::comment(MAX, "Ja", &[])).collect();
    assert_eq!(merge_with(&survivor, &other, &[], &comments, &wish).unwrap_err(), MergeRefusal::TooManyComments);
}
