//! When a contact that a crowd watches commits: its changes are gathered for a moment, so that several share a
//! transaction, an fsync and a write to every viewer. `docs/decisions/0006-crowds-share-a-write.md` says what it saves.

use std::time::{Duration, Instant};

/// From this many listeners on, what each of them costs outweighs that authors wait.
const CROWD: usize = 128;
/// Commits of a crowded contact begin this far apart; after a longer pause the next one begins at once.
const APART: Duration = Duration::from_millis(50);

#[derive(Default)]
pub(super) struct Gather {
    began: Option<Instant>,
    /// Somebody will look again when the time has come.
    waits: bool,
}

/// Whether a commit may begin.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Now,
    /// After this time; whoever gets this answer looks again then.
    In(Duration),
    /// It is being waited for already.
    Later,
}

impl Gather {
    pub(super) fn turn(&mut self, listeners: usize, now: Instant) -> Turn {
        if self.waits {
            return Turn::Later;
        }
        let passed = self.began.map(|began| now.saturating_duration_since(began));
        let left = passed.and_then(|passed| APART.checked_sub(passed)).filter(|left| !left.is_zero());
        match left.filter(|_| listeners >= CROWD) {
            Some(left) => {
                self.waits = true;
                Turn::In(left)
            }
            None => Turn::Now,
        }
    }

    pub(super) fn waited(&mut self) {
        self.waits = false;
    }

    pub(super) fn begin(&mut self, now: Instant) {
        self.began = Some(now);
    }
}

#[cfg(test)]
mod tests;
