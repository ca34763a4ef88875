//! Slows down guessing: after some wrong passwords for one e-mail, or from one address, sign-in pauses for it.
//! Signing in with the right password is never limited before the first mistake.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;

use crate::problem::Problem;

const PER_EMAIL: u32 = 10;
const PER_ADDRESS: u32 = 100;
const WINDOW: TimeDelta = TimeDelta::minutes(5);
/// More keys than this and the oldest are forgotten, so that guessing costs bounded memory.
const REMEMBERED: usize = 20_000;

pub(crate) struct Limiter(Mutex<LruCache<String, Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    since: DateTime<Utc>,
}

impl Default for Limiter {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED.try_into().expect("a constant above zero"))))
    }
}

impl Limiter {
    pub(super) fn check(&self, email: &str, address: &str, now: DateTime<Utc>) -> Result<(), Problem> {
        let mut failures = self.lock();
        for (key, limit) in keys(email, address) {
            if let Some(known) = failures.get(&key).filter(|known| now - known.since < WINDOW && known.count >= limit) {
                return Err(Problem::too_fast(WINDOW - (now - known.since)));
            }
        }
        Ok(())
    }

    pub(super) fn failed(&self, email: &str, address: &str, now: DateTime<Utc>) {
        let mut failures = self.lock();
        for (key, _) in keys(email, address) {
            let known = failures.get_or_insert_mut(key, || Failures { count: 0, since: now });
            if now - known.since >= WINDOW {
                *known = Failures { count: 0, since: now };
            }
            known.count += 1;
        }
    }

    pub(super) fn succeeded(&self, email: &str) {
        self.lock().pop(&email_key(email));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<String, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn email_key(email: &str) -> String {
    format!("email {}", email.chars().take(200).collect::<String>())
}

fn keys(email: &str, address: &str) -> [(String, u32); 2] {
    [(email_key(email), PER_EMAIL), (format!("address {address}"), PER_ADDRESS)]
}

#[cfg(test)]
mod tests;
