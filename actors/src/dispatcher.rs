//! The dispatcher: hands out turns of pools, one after the other, and takes back those that came to nothing.
//!
//! A turn is decided with the contact that it is for, in the contact's actor, and is on disk with it. So the counters are
//! behind a lock and not in an actor of their own: a contact need not stop between asking and deciding, and nothing else
//! is done under the lock (`docs/decisions/0010-turns.md`).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Store, StoreError};

use domain::PoolId;
use domain::rules::{PoolStates, RuleBook, Turn};

/// How many turns are read at once when counters are rebuilt.
const TURNS_AT_ONCE: usize = 5_000;

#[derive(Default)]
pub(crate) struct Dispatcher(Mutex<PoolStates>);

impl Dispatcher {
    /// With the counters as the turns on disk leave them.
    pub(crate) async fn load(store: &Store, book: &RuleBook) -> Result<Self, StoreError> {
        let dispatcher = Self(Mutex::new(PoolStates::new(store.pool_states().await?)));
        for pool in &book.pools {
            dispatcher.rebuild(store, pool.id).await?;
        }
        Ok(dispatcher)
    }

    pub(crate) fn states(&self) -> MutexGuard<'_, PoolStates> {
        // Whoever panicked did so between two sums; at worst one turn is counted that came to nothing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Knows the pools of a book before it holds.
    pub(crate) async fn learn(&self, store: &Store, book: &RuleBook) -> Result<(), StoreError> {
        for pool in &book.pools {
            if self.states().get(pool.id).is_none() {
                self.rebuild(store, pool.id).await?;
            }
        }
        Ok(())
    }

    /// Counts the turns since the counters were stored, while none is under way, and stores them anew.
    async fn rebuild(&self, store: &Store, pool: PoolId) -> Result<(), StoreError> {
        let mut state = self.states().get(pool).cloned().unwrap_or_default();
        let stored = state.last;
        loop {
            let turns = store.turns_after(pool, state.last, TURNS_AT_ONCE).await?;
            turns.iter().for_each(|turn| state.count(turn));
            if turns.len() < TURNS_AT_ONCE {
                break;
            }
        }
        if state.last > stored {
            store.put_pool_state(pool, &state).await?;
        }
        *self.states().of(pool) = state;
        Ok(())
    }
}

/// A turn on its way to disk. Dropped before it is kept, it never was.
pub(crate) struct Ticket {
    dispatcher: Arc<Dispatcher>,
    turn: Option<Turn>,
}

impl Ticket {
    /// Of a turn that was just taken.
    pub(crate) fn new(dispatcher: Arc<Dispatcher>, turn: Turn) -> Self {
        Self { dispatcher, turn: Some(turn) }
    }

    /// It is on disk.
    pub(crate) fn keep(mut self) {
        self.turn = None;
    }

    /// It may be on disk: it counts until the store says that it is not there.
    pub(crate) fn look_up(mut self, store: Store) {
        let Some(turn) = self.turn.take() else { return };
        let dispatcher = self.dispatcher.clone();
        actix_rt::spawn(async move {
            match store.has_turn(turn.pool, turn.n).await {
                Ok(true) => {}
                Ok(false) => dispatcher.states().of(turn.pool).take_back(&turn),
                // The next start counts what is there.
                Err(error) => tracing::warn!(pool = %turn.pool, n = turn.n, %error, "a turn is in doubt"),
            }
        });
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.dispatcher.states().of(turn.pool).take_back(&turn);
        }
    }
}
