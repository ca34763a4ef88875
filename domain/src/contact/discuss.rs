//! Decides what becomes of comments: added ones (`[K1]`, `[K2]`) and changes of those that are there (`[K4]` to `[K8]`).

use super::{ContactRefusal, Context, EventKind};
use crate::comment::{
    self, Comment, CommentChange, EDITABLE_FOR, EarlierText, Emoji, MAX_COMMENT_LENGTH, MAX_EARLIER_BYTES, MAX_EDITS,
    MAX_PINNED, Mark, Reaction, Visibility,
};
use crate::ids::{CommandId, EmployeeId};

/// What is known of a contact's comments, as they will be once everything decided so far is saved.
///
/// Where comments are added and never changed, a function from a comment to its thread serves.
pub trait Discussion {
    /// The comment that opened the thread of this one; its own id if it did.
    fn thread(&self, comment: CommandId) -> Option<CommandId>;

    /// The comment, and the seq of the event that added it.
    fn comment(&self, comment: CommandId) -> Option<(u64, &Comment)>;

    /// How many comments are pinned.
    fn pinned(&self) -> usize;
}

impl<F: Fn(CommandId) -> Option<CommandId>> Discussion for F {
    fn thread(&self, comment: CommandId) -> Option<CommandId> {
        self(comment)
    }

    fn comment(&self, _: CommandId) -> Option<(u64, &Comment)> {
        None
    }

    fn pinned(&self) -> usize {
        0
    }
}

pub(super) fn add_comment(
    text: &str,
    parent: Option<CommandId>,
    visibility: Visibility,
    context: Context<'_>,
    discussion: &impl Discussion,
) -> Result<EventKind, ContactRefusal> {
    let text = checked_text(text)?;
    let parent = parent.map(|parent| discussion.thread(parent).ok_or(ContactRefusal::ParentNotFound)).transpose()?;
    Ok(EventKind::CommentAdded {
        comment: Comment {
            id: context.command,
            mentions: comment::mentions(&text, context.roster),
            text,
            parent,
            visibility,
            by: context.by,
            acting_for: context.acting_for,
            at: context.now,
            edited_at: None,
            edits: Vec::new(),
            reactions: Vec::new(),
            resolved: None,
            pinned: None,
        },
    })
}

/// None if the comment is as the change wants it already.
pub(super) fn change_comment(
    id: CommandId,
    change: &CommentChange,
    context: Context<'_>,
    discussion: &impl Discussion,
) -> Result<Option<EventKind>, ContactRefusal> {
    let (comment_seq, before) = discussion.comment(id).ok_or(ContactRefusal::CommentNotFound)?;
    let mut comment = before.clone();
    match change {
        CommentChange::Edit { text } => edit(&mut comment, text, context)?,
        CommentChange::React { emoji, on } => react(&mut comment.reactions, *emoji, *on, context.by),
        CommentChange::Resolve { .. } if comment.parent.is_some() => return Err(ContactRefusal::NotAThread),
        CommentChange::Resolve { on } => mark(&mut comment.resolved, *on, context),
        CommentChange::Pin { on } => {
            if *on && comment.pinned.is_none() && discussion.pinned() >= MAX_PINNED {
                return Err(ContactRefusal::TooManyPinned);
            }
            mark(&mut comment.pinned, *on, context);
        }
    }
    let changed = comment != *before;
    Ok(changed.then(|| EventKind::CommentChanged { comment, change: change.clone(), comment_seq }))
}

fn checked_text(text: &str) -> Result<String, ContactRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ContactRefusal::CommentEmpty);
    }
    let length = text.chars().count();
    if length > MAX_COMMENT_LENGTH {
        return Err(ContactRefusal::CommentTooLong { length });
    }
    Ok(text.to_owned())
}

fn edit(comment: &mut Comment, text: &str, context: Context<'_>) -> Result<(), ContactRefusal> {
    if comment.by != context.by {
        return Err(ContactRefusal::CommentNotYours);
    }
    let text = checked_text(text)?;
    if text == comment.text {
        return Ok(());
    }
    if context.now - comment.at > EDITABLE_FOR {
        return Err(ContactRefusal::TooLateToEdit);
    }
    if comment.edits.len() >= MAX_EDITS || comment.text_bytes() > MAX_EARLIER_BYTES {
        return Err(ContactRefusal::TooManyEdits);
    }
    comment.mentions = comment::mentions(&text, context.roster);
    let written = comment.edited_at.replace(context.now).unwrap_or(comment.at);
    let earlier = std::mem::replace(&mut comment.text, text);
    comment.edits.push(EarlierText { text: earlier, at: written });
    Ok(())
}

fn react(reactions: &mut Vec<Reaction>, emoji: Emoji, on: bool, by: EmployeeId) {
    let place = match reactions.binary_search_by_key(&emoji, |reaction| reaction.emoji) {
        Ok(place) => place,
        Err(_) if !on => return,
        Err(place) => {
            reactions.insert(place, Reaction { emoji, by: Vec::new() });
            place
        }
    };
    let people = &mut reactions[place].by;
    if !on {
        people.retain(|known| *known != by);
    } else if !people.contains(&by) {
        people.push(by);
    }
    if people.is_empty() {
        reactions.remove(place);
    }
}

fn mark(mark: &mut Option<Mark>, on: bool, context: Context<'_>) {
    match (on, mark.is_some()) {
        (true, false) => *mark = Some(Mark { by: context.by, at: context.now }),
        (false, true) => *mark = None,
        (true, true) | (false, false) => {}
    }
}
