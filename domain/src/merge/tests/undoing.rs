//! Undoing gives back both as they were, except what somebody changed since.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::contact::{Access, Field};

/// Both contacts with something in them, the other's comments, and the merge.
struct World {
    survivor: Contact,
    other: Contact,
    decided: Decided,
    comments: Vec<(u64, Comment)>,
}

fn world() -> World {
    let mut survivor = organisation(1, "Muster GmbH");
    survivor.fields.emails = vec!["a@muster.at".to_owned()];
    survivor.assignments.push(assignment(employee_id(ANNA), AssignmentRole::AccountManager));
    let mut other = organisation(2, "Muster");
    other.fields.city = Some("Graz".to_owned());
    other.fields.emails = vec!["b@muster.at".to_owned()];
    other.assignments.push(assignment(employee_id(MAX), AssignmentRole::AccountManager));
    let opening = fixtures::comment(MAX, "Wann?", &[]);
    let reply = Comment { parent: Some(opening.id), ..fixtures::comment(LENA, "Morgen.", &[]) };
    let comments = [opening, reply, fixtures::comment(MAX, "Anderes", &[])];
    let decided = merge_with(&survivor, &other, &[], &comments, &wish(&survivor, &other)).unwrap();
    let comments = moved(&decided.survivor.events);
    World { survivor, other, decided, comments }
}

fn moved(events: &[Event]) -> Vec<(u64, Comment)> {
    let comment = |event: &Event| match &event.kind {
        EventKind::CommentMoved { comment } => Some((event.seq, comment.clone())),
        _ => None,
    };
    events.iter().filter_map(comment).collect()
}

impl World {
    fn edit(&mut self, field: Field, value: FieldValue) {
        let base = self.decided.survivor.after.version;
        fixtures::execute(&mut self.decided.survivor.after, LENA, &fixtures::edit(base, &[(field, value)])).unwrap();
    }

    fn undo(&self) -> Result<Undone, MergeRefusal> {
        self.undo_at(now(), &[])
    }

    fn undo_at(&self, at: DateTime<Utc>, accepted: &[EmployeeId]) -> Result<Undone, MergeRefusal> {
        let undoing = Undoing {
            merge: &self.decided.record,
            survivor: &self.decided.survivor.after,
            other: &self.decided.other.after,
            events: &self.decided.survivor.events,
            comments: &self.comments,
            people: &[],
            notes_untouched: true,
            accepted,
        };
        as_anna(MergeId::new(), |context| undo(undoing, Context { now: at, ..context }))
    }
}

fn kept(undone: &Undone) -> Kept {
    undone.record.undone.clone().unwrap().kept
}

#[test]
fn without_changes_since_both_are_as_they_were() {
    let world = world();
    let undone = world.undo().unwrap();
    assert_eq!(undone.survivor.after.fields, world.survivor.fields);
    assert_eq!(undone.other.after.fields, world.other.fields);
    let active = |contact: &Contact| contact.active_assignments().cloned().collect::<Vec<Assignment>>();
    assert_eq!(active(&undone.survivor.after), active(&world.survivor));
    assert_eq!(active(&undone.other.after), active(&world.other));
    assert_eq!((undone.other.after.deleted, undone.other.after.merged_into), (false, None));
    let taken_back =
        undone.survivor.events.iter().filter(|event| matches!(event.kind, EventKind::CommentTakenBack { .. })).count();
    assert_eq!((taken_back, kept(&undone)), (3, Kept::default()));
}

#[test]
fn a_field_that_somebody_changed_since_stays_and_is_named() {
    let mut world = world();
    world.edit(Field::City, "Linz".into());
    let undone = world.undo().unwrap();
    assert_eq!(undone.survivor.after.fields.city.as_deref(), Some("Linz"));
    assert_eq!(undone.survivor.after.fields.emails, world.survivor.fields.emails);
    assert_eq!(undone.other.after.fields.city.as_deref(), Some("Graz"));
    assert_eq!(kept(&undone).fields, [Field::City]);
}

#[test]
fn a_thread_that_somebody_wrote_in_stays_with_the_survivor_too() {
    let mut world = world();
    let (_, opening) = world.comments[0].clone();
    let reply = Comment { parent: Some(opening.id), ..fixtures::comment(LENA, "Doch heute", &[]) };
    world.comments.push((99, reply));
    let undone = world.undo().unwrap();
    let back: Vec<_> = undone
        .survivor
        .events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::CommentTakenBack { comment, .. } => Some(comment),
            _ => None,
        })
        .collect();
    assert_eq!(back, [world.comments[2].1.id]);
    assert_eq!(kept(&undone).comments, 2);
}

#[test]
fn what_was_written_since_is_not_shown_to_more_people_unless_agreed_to() {
    let mut world = world();
    let mut other = world.other.clone();
    other.fields.access = Access::Private;
    other.assignments.push(assignment(employee_id(ANNA), AssignmentRole::Service));
    world.decided = merge(&world.survivor, &other).unwrap();
    world.comments.clear();
    assert!(world.undo().is_ok(), "nothing was written since");

    let base = world.decided.survivor.after.version;
    let edited = fixtures::edit(base, &[(Field::Street, "Geheimgasse 1".into())]);
    fixtures::execute(&mut world.decided.survivor.after, ANNA, &edited).unwrap();
    let gains = vec![employee_id(LENA)];
    assert_eq!(world.undo().unwrap_err(), MergeRefusal::WouldBeSeen { gains: gains.clone() });
    assert!(world.undo_at(now(), &gains).is_ok());
}

#[test]
fn a_merge_is_undone_within_thirty_days() {
    let world = world();
    assert!(world.undo_at(now() + TimeDelta::days(30), &[]).is_ok());
    let late = now() + TimeDelta::days(30) + TimeDelta::seconds(1);
    assert_eq!(world.undo_at(late, &[]).unwrap_err(), MergeRefusal::TooLate);
}

#[test]
fn a_survivor_that_was_merged_on_is_taken_apart_first() {
    let mut world = world();
    let third = organisation(3, "Muster Holding");
    world.decided.survivor.after = merge(&third, &world.decided.survivor.after).unwrap().other.after;
    assert_eq!(world.undo().unwrap_err(), MergeRefusal::SurvivorGone);
}

fn some_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-z]{1,6}")
}

fn some_fields() -> impl Strategy<Value = (Option<String>, Option<String>, Vec<String>, Vec<String>)> {
    let entries = || proptest::collection::vec("[a-z]{1,4}", 0..4);
    (some_text(), some_text(), entries(), entries()).prop_map(|(city, industry, tags, emails)| {
        let emails = emails.into_iter().map(|name| format!("{name}@muster.at")).collect();
        (city, industry, tags, emails)
    })
}

fn filled(number: u8, fields: (Option<String>, Option<String>, Vec<String>, Vec<String>)) -> Contact {
    let mut contact = organisation(number, "Muster");
    let (city, industry, tags, emails) = fields;
    let list = |field, entries| contact.fields.check(field, FieldValue::List(entries)).unwrap();
    let (tags, emails) = (list(Field::Tags, tags), list(Field::Emails, emails));
    let (FieldValue::List(tags), FieldValue::List(emails)) = (tags, emails) else { unreachable!() };
    contact.fields = Fields { emails, city, industry, tags, ..contact.fields };
    contact
}

proptest! {
    /// Whatever stands in them and whatever is picked: merging and undoing leaves both as they were, and nothing of a
    /// list is lost on the way.
    #[test]
    fn merging_and_undoing_is_as_if_nothing_had_been(
        one in some_fields(),
        other in some_fields(),
        city in proptest::bool::ANY,
    ) {
        let (survivor, other) = (filled(1, one), filled(2, other));
        let pick = if city { Pick::Other } else { Pick::Survivor };
        let picked = MergeWish { picks: Picks::from([(Field::City, pick)]), ..wish(&survivor, &other) };
        let decided = merge_with(&survivor, &other, &[], &[], &picked).unwrap();
        let after = &decided.survivor.after.fields;
        let all = survivor.fields.tags.iter().chain(&other.fields.tags);
        prop_assert!(all.into_iter().all(|tag| after.tags.contains(tag)));
        let world = World { survivor, other, decided, comments: Vec::new() };
        let undone = world.undo().unwrap();
        prop_assert_eq!(&undone.survivor.after.fields, &world.survivor.fields);
        prop_assert_eq!(&undone.other.after.fields, &world.other.fields);
        prop_assert_eq!(kept(&undone), Kept::default());
    }
}
