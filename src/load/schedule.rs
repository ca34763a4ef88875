//! When what is due. The schedule is open: it does not wait for answers, so a server that stalls is charged with
//! everything that should have been sent meanwhile.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::options::Mix;

/// One message of the load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Since the start of the load.
    pub at: Duration,
    pub action: Action,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Edit,
    Comment,
    Note,
}

/// Independent arrivals at `rate` a second (a Poisson process), as many people who do not know of each other make them.
pub fn arrivals(rate: f64, length: Duration, mix: Mix, seed: u64) -> impl Iterator<Item = Due> + Send {
    let mut random = StdRng::seed_from_u64(seed);
    let mut at = 0.0_f64;
    std::iter::from_fn(move || {
        at += -(1.0 - random.r#gen::<f64>()).ln() / rate;
        let due = Due { at: Duration::from_secs_f64(at), action: action(mix, &mut random) };
        (due.at < length).then_some(due)
    })
    .fuse()
}

fn action(mix: Mix, random: &mut StdRng) -> Action {
    let drawn = random.gen_range(0..mix.total());
    if drawn < mix.edit {
        Action::Edit
    } else if drawn < mix.edit + mix.comment {
        Action::Comment
    } else {
        Action::Note
    }
}

/// Hands out each message when it is due. On a thread of its own: the runtime's timer rounds to a millisecond, which
/// would be seen in the latencies.
pub fn pace(start: Instant, arrivals: impl Iterator<Item = Due> + Send + 'static) -> UnboundedReceiver<Due> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        for due in arrivals {
            std::thread::sleep((start + due.at).saturating_duration_since(Instant::now()));
            if sender.send(due).is_err() {
                return;
            }
        }
    });
    receiver
}
