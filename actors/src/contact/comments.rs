//! The comments of a live contact: the newest as they are on disk, changes on their way there, and of every comment
//! enough to answer it. An older one is recalled from the store before it is changed.

use std::collections::{BTreeMap, HashMap};

use store::{CommentHead, CommentPage};

use domain::contact::{Discussion, EventKind};
use domain::{CommandId, Comment, EmployeeId, Event};

/// How many of the newest comments a snapshot carries, and how many bytes of their text.
pub(super) const COMMENTS_IN_SNAPSHOT: usize = 200;
pub(super) const BYTES_IN_SNAPSHOT: usize = 1 << 20;

#[derive(Default)]
pub(super) struct Comments {
    /// Of every comment, those on their way too.
    heads: HashMap<CommandId, Head>,
    /// The newest on disk, and older ones that are pinned, by the seq that added them.
    kept: BTreeMap<u64, Comment>,
    /// From this seq on all are kept; None: older ones do not exist.
    kept_from: Option<u64>,
    /// Comments as they will be, while a change of theirs is on its way.
    ahead: HashMap<CommandId, Ahead>,
    /// Older ones as they are on disk, while they are being changed.
    recalled: HashMap<CommandId, Comment>,
}

struct Head {
    seq: u64,
    thread: CommandId,
    by: EmployeeId,
    /// On disk.
    is_pinned: bool,
}

struct Ahead {
    comment: Comment,
    /// How many of its changes are on their way.
    changes: usize,
}

impl Comments {
    /// `pinned` are those that are older than the page.
    pub(super) fn new(page: CommentPage, pinned: Vec<(u64, Comment)>, heads: Vec<CommentHead>) -> Self {
        let head = |CommentHead { id, seq, thread, by, is_pinned }| (id, Head { seq, thread, by, is_pinned });
        Self {
            heads: heads.into_iter().map(head).collect(),
            kept_from: page.before,
            kept: page.items.into_iter().chain(pinned).collect(),
            ahead: HashMap::new(),
            recalled: HashMap::new(),
        }
    }

    /// The comments that a snapshot carries, oldest first: the newest, and those that are pinned.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Comment> {
        self.kept.values()
    }

    /// The seq to ask for older comments by, if some are not shown.
    pub(super) fn before(&self) -> Option<u64> {
        self.kept_from
    }

    pub(super) fn author(&self, comment: CommandId) -> Option<EmployeeId> {
        self.heads.get(&comment).map(|head| head.by)
    }

    /// The seq of a comment that exists and has to be recalled before it can be changed.
    pub(super) fn missing(&self, comment: CommandId) -> Option<u64> {
        let seq = self.heads.get(&comment)?.seq;
        self.comment(comment).is_none().then_some(seq)
    }

    /// Takes an older comment, as it is on disk.
    pub(super) fn recall(&mut self, comment: Comment) {
        self.recalled.insert(comment.id, comment);
    }

    /// What was decided is on its way.
    pub(super) fn begin(&mut self, event: &Event) {
        let comment = match &event.kind {
            EventKind::CommentAdded { comment } | EventKind::CommentMoved { comment } => {
                let thread = comment.parent.unwrap_or(comment.id);
                let head = Head { seq: event.seq, thread, by: comment.by, is_pinned: false };
                self.heads.insert(comment.id, head);
                comment
            }
            EventKind::CommentChanged { comment, .. } => comment,
            _ => return,
        };
        let changes = self.ahead.remove(&comment.id).map_or(0, |ahead| ahead.changes) + 1;
        self.ahead.insert(comment.id, Ahead { comment: comment.clone(), changes });
    }

    /// It is on disk.
    pub(super) fn settle(&mut self, event: &Event) {
        let (seq, comment) = match &event.kind {
            EventKind::CommentAdded { comment } | EventKind::CommentMoved { comment } => (event.seq, comment),
            EventKind::CommentChanged { comment, comment_seq, .. } => (*comment_seq, comment),
            EventKind::CommentTakenBack { comment, comment_seq } => {
                self.heads.remove(comment);
                self.kept.remove(comment_seq);
                return;
            }
            _ => return,
        };
        if let Some(ahead) = self.ahead.get_mut(&comment.id) {
            ahead.changes -= 1;
            if ahead.changes == 0 {
                self.ahead.remove(&comment.id);
            }
        }
        if let Some(head) = self.heads.get_mut(&comment.id) {
            head.is_pinned = comment.pinned.is_some();
        }
        if let Some(recalled) = self.recalled.get_mut(&comment.id) {
            recalled.clone_from(comment);
        }
        let is_old = self.kept_from.is_some_and(|from| seq < from);
        if is_old && comment.pinned.is_none() {
            self.kept.remove(&seq);
        } else {
            self.kept.insert(seq, comment.clone());
        }
    }

    /// After a batch: lets go of what is neither new nor needed.
    pub(super) fn trim(&mut self) {
        let Self { recalled, ahead, .. } = self;
        recalled.retain(|comment, _| ahead.contains_key(comment));
        let mut bytes: usize = self.kept.values().map(Comment::text_bytes).sum();
        while self.kept.len() > COMMENTS_IN_SNAPSHOT || bytes > BYTES_IN_SNAPSHOT {
            let newest = self.kept.last_key_value().map(|(seq, _)| *seq);
            let oldest = self.kept.iter().find(|(_, comment)| comment.pinned.is_none()).map(|(seq, _)| *seq);
            let Some(seq) = oldest.filter(|seq| Some(*seq) != newest) else { break };
            bytes -= self.kept.remove(&seq).map_or(0, |comment| comment.text_bytes());
            self.kept_from = Some(seq + 1);
        }
    }

    /// It did not reach the disk. To be called with every event that was on its way.
    pub(super) fn forget(&mut self, event: &Event) {
        match &event.kind {
            EventKind::CommentAdded { comment } => {
                self.heads.remove(&comment.id);
                self.ahead.remove(&comment.id);
            }
            EventKind::CommentChanged { comment, .. } => {
                self.ahead.remove(&comment.id);
            }
            _ => {}
        }
    }
}

impl Discussion for &Comments {
    fn thread(&self, comment: CommandId) -> Option<CommandId> {
        self.heads.get(&comment).map(|head| head.thread)
    }

    fn comment(&self, comment: CommandId) -> Option<(u64, &Comment)> {
        let seq = self.heads.get(&comment)?.seq;
        let ahead = self.ahead.get(&comment).map(|ahead| &ahead.comment);
        let known = ahead.or_else(|| self.kept.get(&seq)).or_else(|| self.recalled.get(&comment));
        known.map(|comment| (seq, comment))
    }

    fn pinned(&self) -> usize {
        let is_pinned = |(id, head): &(&CommandId, &Head)| {
            self.ahead.get(id).map_or(head.is_pinned, |ahead| ahead.comment.pinned.is_some())
        };
        self.heads.iter().filter(is_pinned).count()
    }
}

#[cfg(test)]
mod tests;
