//! Comments: their text, their thread, whom they name (`[K1]` to `[K3]`).

use super::super::*;
use crate::comment::{MAX_COMMENT_LENGTH, Visibility};
use crate::fixtures::{ANNA, MAX, contact, context, employee_id, roster};
use crate::ids::CommandId;

fn comment(
    text: &str,
    parent: Option<CommandId>,
    thread: impl Fn(CommandId) -> Option<CommandId>,
) -> Result<crate::Comment, ContactRefusal> {
    let roster = roster();
    let command = Command::AddComment { text: text.to_owned(), parent, visibility: Visibility::default() };
    let context = context(&roster, ANNA);
    let events = decide(&contact(), &command, context, thread)?;
    let [Event { seq: 1, kind: EventKind::CommentAdded { comment }, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(comment.id, context.command, "a comment takes the id of its command");
    Ok(comment.clone())
}

#[test]
fn a_comment_is_trimmed_internal_and_its_authors() {
    let comment = comment("  Ruft @max zurück?\n ", None, |_| None).unwrap();
    assert_eq!(comment.text, "Ruft @max zurück?");
    assert_eq!(comment.visibility, Visibility::Internal);
    assert_eq!(comment.by, employee_id(ANNA));
    assert_eq!(comment.mentions, [employee_id(MAX)]);
}

#[test]
fn an_empty_comment_and_one_that_is_too_long_are_refused() {
    assert_eq!(comment(" \n\t ", None, |_| None), Err(ContactRefusal::CommentEmpty));
    assert!(comment(&"ß".repeat(MAX_COMMENT_LENGTH), None, |_| None).is_ok());
    let length = MAX_COMMENT_LENGTH + 1;
    assert_eq!(comment(&"x".repeat(length), None, |_| None), Err(ContactRefusal::CommentTooLong { length }));
}

#[test]
fn a_reply_stands_in_the_thread_of_what_it_replies_to() {
    let (opening, reply) = (CommandId::new(), CommandId::new());
    let thread = |asked| [opening, reply].contains(&asked).then_some(opening);
    for parent in [opening, reply] {
        assert_eq!(comment("yes", Some(parent), thread).unwrap().parent, Some(opening));
    }
    assert_eq!(comment("yes", Some(CommandId::new()), thread), Err(ContactRefusal::ParentNotFound));
}
