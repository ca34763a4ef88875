//! How many frames a socket may send: a bucket of tokens that fills with time.

use std::time::Instant;

pub(super) struct Bucket {
    tokens: f32,
    filled_at: Instant,
}

pub(super) const FRAMES_PER_SECOND: u32 = 200;
const BURST: f32 = 400.0;

impl Bucket {
    pub(super) fn full() -> Self {
        Self { tokens: BURST, filled_at: Instant::now() }
    }

    /// False: too fast.
    pub(super) fn take(&mut self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&mut self, now: Instant) -> bool {
        let rate = f32::from(u16::try_from(FRAMES_PER_SECOND).unwrap_or(u16::MAX));
        self.tokens = (self.tokens + (now - self.filled_at).as_secs_f32() * rate).min(BURST);
        self.filled_at = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests;
