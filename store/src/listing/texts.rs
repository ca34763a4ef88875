//! The words of all contacts, one text behind the other: a search reads memory from the first byte to the last. Each text
//! in a place of its own cost two thirds of a search in waiting for memory.

use std::ops::Range;

pub(super) type Slot = u32;

/// Texts that were given back are squeezed out once they are half of at least so many bytes.
const SQUEEZED_FROM: usize = if cfg!(test) { 64 } else { 1 << 20 };

#[derive(Default)]
pub(super) struct Texts {
    bytes: String,
    /// Where the text of each slot stands; empty where a slot is free.
    spans: Vec<Range<usize>>,
    free: Vec<Slot>,
    /// Bytes of texts that were given back.
    unused: usize,
}

impl Texts {
    pub(super) fn keep(&mut self, text: &str) -> Slot {
        if self.bytes.capacity() - self.bytes.len() < text.len() {
            // By an eighth: doubling would keep as much free memory as all words take.
            self.bytes.reserve_exact(text.len() + self.bytes.len() / 8);
        }
        let start = self.bytes.len();
        self.bytes.push_str(text);
        let span = start..self.bytes.len();
        if let Some(slot) = self.free.pop() {
            self.spans[slot as usize] = span;
            return slot;
        }
        self.spans.push(span);
        Slot::try_from(self.spans.len() - 1).expect("there are fewer than four billion contacts")
    }

    pub(super) fn give_back(&mut self, slot: Slot) {
        let span = std::mem::take(&mut self.spans[slot as usize]);
        self.unused += span.len();
        self.free.push(slot);
        if self.bytes.len() >= SQUEEZED_FROM && self.unused * 2 > self.bytes.len() {
            self.squeeze();
        }
    }

    pub(super) fn get(&self, slot: Slot) -> &str {
        &self.bytes[self.spans[slot as usize].clone()]
    }

    /// Which texts contain all of the needles, by slot. A free slot has an empty text.
    pub(super) fn containing(&self, needles: &[String]) -> Vec<bool> {
        let contains = |span: &Range<usize>| {
            let text = &self.bytes[span.clone()];
            needles.iter().all(|needle| text.contains(needle.as_str()))
        };
        self.spans.iter().map(contains).collect()
    }

    fn squeeze(&mut self) {
        let mut bytes = String::with_capacity(self.bytes.len() - self.unused);
        for span in &mut self.spans {
            let start = bytes.len();
            bytes.push_str(&self.bytes[span.clone()]);
            *span = start..bytes.len();
        }
        (self.bytes, self.unused) = (bytes, 0);
    }
}

#[cfg(test)]
mod tests;
