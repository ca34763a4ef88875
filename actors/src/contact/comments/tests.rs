//! What is kept of comments, what is recalled, and on what a change is decided while another is on its way.
#![allow(clippy::unwrap_used)]

use domain::Visibility;
use domain::comment::{CommentChange, Mark};
use uuid::Uuid;

use super::*;
use crate::fixtures::{anna, now};

fn id(number: u64) -> CommandId {
    CommandId(Uuid::from_u128(number.into()))
}

fn comment(number: u64, text: &str) -> Comment {
    Comment {
        id: id(number),
        text: text.to_owned(),
        parent: None,
        visibility: Visibility::Internal,
        mentions: Vec::new(),
        by: anna(),
        at: now(),
        acting_for: None,
        edited_at: None,
        edits: Vec::new(),
        reactions: Vec::new(),
        resolved: None,
        pinned: None,
    }
}

fn pinned(number: u64) -> Comment {
    Comment { pinned: Some(Mark { by: anna(), at: now() }), ..comment(number, "wichtig") }
}

fn event(seq: u64, kind: EventKind) -> Event {
    Event { seq, at: now(), by: anna(), acting_for: None, command: CommandId::new(), act: None, kind }
}

fn added(comment: &Comment, seq: u64) -> Event {
    event(seq, EventKind::CommentAdded { comment: comment.clone() })
}

/// A change of a comment whose number is its seq.
fn changed(comment: &Comment) -> Event {
    let comment_seq = u64::try_from(comment.id.0.as_u128()).unwrap();
    let change = CommentChange::Pin { on: comment.pinned.is_some() };
    event(9999, EventKind::CommentChanged { comment: comment.clone(), change, comment_seq })
}

fn save(comments: &mut Comments, event: &Event) {
    comments.begin(event);
    comments.settle(event);
    comments.trim();
}

/// So many comments with this text, each numbered as its seq, from 1.
fn with(count: u64, text: &str) -> Comments {
    let mut comments = Comments::default();
    for number in 1..=count {
        save(&mut comments, &added(&comment(number, text), number));
    }
    comments
}

fn shown(comments: &Comments) -> Vec<u64> {
    comments.shown().map(|comment| u64::try_from(comment.id.0.as_u128()).unwrap()).collect()
}

/// What a change of this comment would be decided on.
fn text(comments: &Comments, number: u64) -> Option<String> {
    comments.comment(id(number)).map(|(seq, comment)| {
        assert_eq!(seq, number);
        comment.text.clone()
    })
}

#[test]
fn the_newest_are_kept_by_number_and_by_bytes() {
    let few = with(COMMENTS_IN_SNAPSHOT as u64, "kurz");
    assert_eq!((shown(&few).len(), few.before()), (COMMENTS_IN_SNAPSHOT, None));
    let many = with(COMMENTS_IN_SNAPSHOT as u64 + 3, "kurz");
    assert_eq!((shown(&many).len(), shown(&many)[0], many.before()), (COMMENTS_IN_SNAPSHOT, 4, Some(4)));
    let long = with(10, &"x".repeat(BYTES_IN_SNAPSHOT / 4));
    assert_eq!((shown(&long), long.before()), (vec![7, 8, 9, 10], Some(7)));
    let giant = with(3, &"x".repeat(BYTES_IN_SNAPSHOT + 1));
    assert_eq!((shown(&giant), giant.before()), (vec![3], Some(3)), "the newest is shown, however long");
}

#[test]
fn a_pinned_comment_is_kept_however_old_it_is() {
    let mut comments = with(300, "kurz");
    assert_eq!(comments.before(), Some(101));
    comments.recall(comment(5, "kurz"));
    save(&mut comments, &changed(&pinned(5)));
    assert_eq!(shown(&comments)[..2], [5, 102], "it takes the place of the oldest");
    assert_eq!(comments.before(), Some(102));
    for number in 301..=600 {
        save(&mut comments, &added(&comment(number, "kurz"), number));
    }
    assert_eq!(shown(&comments)[0], 5);
    assert_eq!((&comments).pinned(), 1);
    save(&mut comments, &changed(&comment(5, "kurz")));
    assert!(!shown(&comments).contains(&5), "without its pin it is old");
    assert_eq!((&comments).pinned(), 0);
}

#[test]
fn an_older_comment_is_recalled_while_it_is_changed() {
    let mut comments = with(300, "kurz");
    assert_eq!(comments.missing(id(5)), Some(5));
    assert_eq!(comments.missing(id(250)), None, "it is at hand");
    assert_eq!(comments.missing(id(999)), None, "it does not exist");
    comments.recall(comment(5, "alt"));
    assert_eq!(comments.missing(id(5)), None);

    let (first, second) = (changed(&comment(5, "eins")), changed(&comment(5, "zwei")));
    comments.begin(&first);
    comments.begin(&second);
    comments.settle(&first);
    comments.trim();
    assert_eq!(text(&comments, 5).as_deref(), Some("zwei"));
    comments.forget(&second);
    assert_eq!(text(&comments, 5).as_deref(), Some("eins"), "what is on disk");
    comments.trim();
    assert_eq!(comments.missing(id(5)), Some(5), "it is let go of");
}

#[test]
fn a_change_is_decided_on_what_is_on_its_way_and_shown_when_it_is_on_disk() {
    let mut comments = with(3, "alt");
    let (edit, pin) = (changed(&comment(2, "neu")), changed(&pinned(2)));
    comments.begin(&edit);
    comments.begin(&pin);
    assert_eq!(text(&comments, 2).as_deref(), Some("wichtig"));
    assert_eq!((&comments).pinned(), 1, "on its way");
    assert!(comments.shown().all(|comment| comment.text == "alt"));
    comments.settle(&edit);
    assert_eq!(text(&comments, 2).as_deref(), Some("wichtig"), "the second is still on its way");
    assert!(comments.shown().any(|comment| comment.text == "neu"));
    comments.forget(&pin);
    assert_eq!(text(&comments, 2).as_deref(), Some("neu"));
    assert_eq!((&comments).pinned(), 0);
}

#[test]
fn a_comment_on_its_way_can_be_changed_and_is_gone_if_it_does_not_arrive() {
    let mut comments = with(1, "da");
    let new = added(&comment(2, "neu"), 2);
    comments.begin(&new);
    assert_eq!(comments.missing(id(2)), None);
    assert_eq!(text(&comments, 2).as_deref(), Some("neu"));
    let change = changed(&pinned(2));
    comments.begin(&change);
    comments.forget(&new);
    comments.forget(&change);
    assert_eq!((text(&comments, 2), comments.author(id(2))), (None, None));
    assert_eq!((&comments).pinned(), 0);
}
