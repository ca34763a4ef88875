//! The sessions that were looked up lately, so that a request costs no question to the store.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use lru::LruCache;

use domain::EmployeeId;

use super::IDLE_LIMIT;
use super::token::TokenHash;

const REMEMBERED: usize = 20_000;
/// How stale the stored use of a session may be; using it more often costs no write.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) employee: EmployeeId,
    pub(super) last_seen: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) struct Remembered(Mutex<Sessions>);

struct Sessions {
    known: LruCache<TokenHash, Known>,
    endings: u64,
}

impl Default for Remembered {
    fn default() -> Self {
        let known = LruCache::new(REMEMBERED.try_into().expect("a constant above zero"));
        Self(Mutex::new(Sessions { known, endings: 0 }))
    }
}

impl Remembered {
    pub(super) fn get(&self, token: TokenHash) -> Option<Known> {
        self.lock().known.get(&token).copied()
    }

    /// How many sessions were forgotten so far; to be read before the store is asked for one.
    pub(super) fn endings(&self) -> u64 {
        self.lock().endings
    }

    /// Remembers what the store said, unless a session ended since: it may be this one.
    pub(super) fn put(&self, token: TokenHash, known: Known, endings: u64) {
        let mut sessions = self.lock();
        if sessions.endings == endings {
            sessions.known.put(token, known);
        }
    }

    /// Notes that a session is used. True if the store should know, at most once a minute for a session; one that is not
    /// remembered might be due.
    pub(super) fn note_use(&self, token: TokenHash, now: DateTime<Utc>) -> bool {
        let mut sessions = self.lock();
        let Some(known) = sessions.known.get_mut(&token) else { return true };
        if now - known.last_seen < NOTED_EVERY {
            return false;
        }
        known.last_seen = now;
        known.expires_at = now + IDLE_LIMIT;
        true
    }

    /// A session has ended, and the store knows it no more.
    pub(super) fn forget(&self, token: TokenHash) {
        let mut sessions = self.lock();
        sessions.known.pop(&token);
        sessions.endings += 1;
    }

    /// The same for all sessions of an employee, but one.
    pub(super) fn forget_all_of(&self, employee: EmployeeId, except: Option<TokenHash>) {
        let mut sessions = self.lock();
        let of_employee = |(token, known): &(&TokenHash, &Known)| known.employee == employee && Some(**token) != except;
        let gone: Vec<_> = sessions.known.iter().filter(of_employee).map(|(token, _)| *token).collect();
        for token in gone {
            sessions.known.pop(&token);
        }
        sessions.endings += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
