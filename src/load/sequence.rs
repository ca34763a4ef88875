//! Whether the events of one subscription came exactly once, in order and without gaps.

use std::collections::BTreeSet;

/// The events of one contact as one socket saw them.
#[derive(Debug)]
pub struct Sequence {
    start: u64,
    last: u64,
    /// What was skipped and has not come yet.
    holes: BTreeSet<u64>,
    pub repeated: u64,
    /// Came after a later one.
    pub out_of_order: u64,
}

impl Sequence {
    /// Begins after the snapshot of `start`.
    pub fn new(start: u64) -> Self {
        Self { start, last: start, holes: BTreeSet::new(), repeated: 0, out_of_order: 0 }
    }

    /// Takes the next event. False if it was there before.
    pub fn take(&mut self, seq: u64) -> bool {
        if seq > self.last {
            self.holes.extend(self.last + 1..seq);
            self.last = seq;
            return true;
        }
        if self.holes.remove(&seq) {
            self.out_of_order += 1;
            return true;
        }
        self.repeated += 1;
        false
    }

    pub fn last(&self) -> u64 {
        self.last
    }

    /// How many events should have come by now, if the contact is at `version`.
    pub fn expected(&self, version: u64) -> u64 {
        version.saturating_sub(self.start)
    }

    /// How many of these did not come.
    pub fn missing(&self, version: u64) -> u64 {
        self.holes.len() as u64 + version.saturating_sub(self.last)
    }
}
