//! Changes of comments: edits, reactions, threads that are settled, pins (`[K4]` to `[K7]`).

use std::collections::HashMap;

use chrono::TimeDelta;

use super::super::*;
use crate::comment::{
    Comment, CommentChange, EDITABLE_FOR, Emoji, MAX_COMMENT_LENGTH, MAX_EDITS, MAX_PINNED, Reaction,
};
use crate::fixtures::{ANNA, LENA, MAX, comment, contact, context, employee_id, now, private, roster};
use crate::ids::CommandId;

/// Comments as they stand, the first added by event 1.
#[derive(Default)]
struct Comments(HashMap<CommandId, (u64, Comment)>);

impl Comments {
    fn of(comments: impl IntoIterator<Item = Comment>) -> Self {
        Self((1..).zip(comments).map(|(seq, comment)| (comment.id, (seq, comment))).collect())
    }

    /// Decides a change and takes it over. None if it changes nothing.
    fn change(
        &mut self,
        id: CommandId,
        by: u8,
        after: TimeDelta,
        change: &CommentChange,
    ) -> Result<Option<Comment>, ContactRefusal> {
        let roster = roster();
        let context = Context { now: now() + after, ..context(&roster, by) };
        let command = Command::ChangeComment { comment: id, change: change.clone() };
        let events = decide(&contact(), &command, context, &*self)?;
        let Some(event) = events.first() else { return Ok(None) };
        let EventKind::CommentChanged { comment, change: told, comment_seq } = &event.kind else { panic!("{event:?}") };
        assert_eq!((told, *comment_seq, event.seq), (change, self.0[&id].0, 1));
        self.0.insert(id, (*comment_seq, comment.clone()));
        Ok(Some(comment.clone()))
    }
}

impl Discussion for &Comments {
    fn thread(&self, id: CommandId) -> Option<CommandId> {
        self.0.get(&id).map(|(_, comment)| comment.parent.unwrap_or(comment.id))
    }

    fn comment(&self, id: CommandId) -> Option<(u64, &Comment)> {
        self.0.get(&id).map(|(seq, comment)| (*seq, comment))
    }

    fn pinned(&self) -> usize {
        self.0.values().filter(|(_, comment)| comment.pinned.is_some()).count()
    }
}

fn edit(text: &str) -> CommentChange {
    CommentChange::Edit { text: text.to_owned() }
}

fn soon() -> TimeDelta {
    TimeDelta::minutes(1)
}

#[test]
fn an_edit_keeps_what_was_said_before_and_when() {
    let opening = comment(ANNA, "Ruft @max an", &[MAX]);
    let id = opening.id;
    let mut comments = Comments::of([opening]);
    let first = comments.change(id, ANNA, soon(), &edit(" Ruft @lena an\n")).unwrap().unwrap();
    assert_eq!((first.text.as_str(), &first.mentions[..]), ("Ruft @lena an", &[employee_id(LENA)][..]));
    assert_eq!(first.edited_at, Some(now() + soon()));
    assert_eq!(first.at, now(), "when it was written first");
    let second = comments.change(id, ANNA, soon() * 2, &edit("Erledigt")).unwrap().unwrap();
    let earlier: Vec<_> = second.edits.iter().map(|earlier| (earlier.text.as_str(), earlier.at)).collect();
    assert_eq!(earlier, [("Ruft @max an", now()), ("Ruft @lena an", now() + soon())]);
    assert_eq!(comments.change(id, ANNA, soon() * 3, &edit(" Erledigt ")), Ok(None), "it says so already");
}

#[test]
fn only_its_author_edits_a_comment_and_for_15_minutes() {
    let opening = comment(ANNA, "Hallo", &[]);
    let id = opening.id;
    let mut comments = Comments::of([opening]);
    for by in [MAX, LENA] {
        assert_eq!(comments.change(id, by, soon(), &edit("x")), Err(ContactRefusal::CommentNotYours));
    }
    let late = EDITABLE_FOR + TimeDelta::milliseconds(1);
    assert_eq!(comments.change(id, ANNA, late, &edit("x")), Err(ContactRefusal::TooLateToEdit));
    assert!(comments.change(id, ANNA, EDITABLE_FOR, &edit("x")).is_ok());
    assert_eq!(
        comments.change(id, ANNA, late, &edit("y")),
        Err(ContactRefusal::TooLateToEdit),
        "counted from the first"
    );
}

#[test]
fn an_edit_is_checked_as_a_comment_is() {
    let opening = comment(ANNA, "Hallo", &[]);
    let id = opening.id;
    let mut comments = Comments::of([opening]);
    assert_eq!(comments.change(id, ANNA, soon(), &edit(" \n")), Err(ContactRefusal::CommentEmpty));
    let length = MAX_COMMENT_LENGTH + 1;
    let long = edit(&"x".repeat(length));
    assert_eq!(comments.change(id, ANNA, soon(), &long), Err(ContactRefusal::CommentTooLong { length }));
    assert_eq!(comments.change(CommandId::new(), ANNA, soon(), &edit("x")), Err(ContactRefusal::CommentNotFound));
}

#[test]
fn edits_are_bounded_by_number_and_by_bytes() {
    let opening = comment(ANNA, "0", &[]);
    let id = opening.id;
    let mut comments = Comments::of([opening]);
    for number in 1..=MAX_EDITS {
        comments.change(id, ANNA, soon(), &edit(&number.to_string())).unwrap();
    }
    assert_eq!(comments.change(id, ANNA, soon(), &edit("x")), Err(ContactRefusal::TooManyEdits));

    let long = comment(ANNA, &"😄".repeat(MAX_COMMENT_LENGTH), &[]);
    let id = long.id;
    let mut comments = Comments::of([long]);
    let done = (0..MAX_EDITS)
        .take_while(|number| {
            let text = format!("{number}{}", "😄".repeat(MAX_COMMENT_LENGTH - 2));
            comments.change(id, ANNA, soon(), &edit(&text)).is_ok()
        })
        .count();
    assert_eq!(done, 3, "of 40 KB each, 128 KiB hold three");
}

#[test]
fn everyone_gives_each_reaction_once() {
    let opening = comment(ANNA, "Geschafft", &[]);
    let id = opening.id;
    let mut comments = Comments::of([opening]);
    let react = |emoji, on| CommentChange::React { emoji, on };
    comments.change(id, MAX, soon(), &react(Emoji::Tada, true)).unwrap().unwrap();
    comments.change(id, ANNA, soon(), &react(Emoji::Tada, true)).unwrap().unwrap();
    assert_eq!(comments.change(id, MAX, soon(), &react(Emoji::Tada, true)), Ok(None));
    let three = comments.change(id, MAX, soon(), &react(Emoji::ThumbsUp, true)).unwrap().unwrap();
    let [max, anna] = [MAX, ANNA].map(employee_id);
    let reaction = |emoji, by: &[_]| Reaction { emoji, by: by.to_vec() };
    assert_eq!(three.reactions, [reaction(Emoji::ThumbsUp, &[max]), reaction(Emoji::Tada, &[max, anna])]);
    assert_eq!(comments.change(id, LENA, soon(), &react(Emoji::Tada, false)), Ok(None), "she gave none");
    assert_eq!(comments.change(id, ANNA, soon(), &react(Emoji::Eyes, false)), Ok(None), "nobody gave one");
    comments.change(id, MAX, soon(), &react(Emoji::Tada, false)).unwrap().unwrap();
    let last = comments.change(id, MAX, soon(), &react(Emoji::ThumbsUp, false)).unwrap().unwrap();
    assert_eq!(last.reactions, [reaction(Emoji::Tada, &[anna])]);
}

#[test]
fn a_thread_is_resolved_and_opened_again_at_its_root() {
    let opening = comment(ANNA, "Frage", &[]);
    let reply = Comment { parent: Some(opening.id), ..comment(MAX, "Antwort", &[]) };
    let (id, reply_id) = (opening.id, reply.id);
    let mut comments = Comments::of([opening, reply]);
    let resolve = |on| CommentChange::Resolve { on };
    for on in [true, false] {
        assert_eq!(comments.change(reply_id, MAX, soon(), &resolve(on)), Err(ContactRefusal::NotAThread));
    }
    let resolved = comments.change(id, MAX, soon(), &resolve(true)).unwrap().unwrap().resolved.unwrap();
    assert_eq!((resolved.by, resolved.at), (employee_id(MAX), now() + soon()));
    assert_eq!(comments.change(id, ANNA, soon(), &resolve(true)), Ok(None), "who was first stays");
    assert_eq!(comments.change(id, ANNA, soon(), &resolve(false)).unwrap().unwrap().resolved, None);
    assert_eq!(comments.change(id, ANNA, soon(), &resolve(false)), Ok(None));
}

#[test]
fn five_comments_are_pinned_at_most() {
    let all: Vec<_> = (0..=MAX_PINNED).map(|number| comment(ANNA, &number.to_string(), &[])).collect();
    let ids: Vec<_> = all.iter().map(|comment| comment.id).collect();
    let mut comments = Comments::of(all);
    let pin = |on| CommentChange::Pin { on };
    for id in &ids[..MAX_PINNED] {
        let pinned = comments.change(*id, MAX, soon(), &pin(true)).unwrap().unwrap().pinned.unwrap();
        assert_eq!(pinned.by, employee_id(MAX));
    }
    assert_eq!(comments.change(ids[MAX_PINNED], MAX, soon(), &pin(true)), Err(ContactRefusal::TooManyPinned));
    assert_eq!(comments.change(ids[0], ANNA, soon(), &pin(true)), Ok(None), "it is pinned already");
    comments.change(ids[0], ANNA, soon(), &pin(false)).unwrap().unwrap();
    assert!(comments.change(ids[MAX_PINNED], MAX, soon(), &pin(true)).is_ok());
}

#[test]
fn who_does_not_see_the_contact_changes_none_of_its_comments() {
    let opening = comment(ANNA, "Hallo", &[]);
    let command = Command::ChangeComment { comment: opening.id, change: CommentChange::Pin { on: true } };
    let comments = Comments::of([opening]);
    let roster = roster();
    let refused = decide(&private(MAX), &command, context(&roster, ANNA), &comments);
    assert_eq!(refused, Err(ContactRefusal::NotFound));
}

#[test]
fn a_comment_that_was_stored_before_it_could_be_changed_is_read() {
    let stored = r#"{"id":"01890000-0000-7000-8000-000000000001","text":"Alt","parent":null,"visibility":"internal",
        "mentions":[],"by":"01890000-0000-7000-8000-000000000002","at":"2026-03-15T10:00:00Z"}"#;
    let comment: Comment = serde_json::from_str(stored).unwrap();
    assert!(comment.edits.is_empty() && comment.reactions.is_empty());
    assert_eq!((comment.edited_at, comment.resolved, comment.pinned), (None, None, None));
}
