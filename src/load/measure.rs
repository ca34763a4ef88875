//! The figures of a run: latencies and what happened in each second.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Latencies in microseconds, to three digits.
pub type Latencies = Histogram<u64>;

/// Longer latencies than an hour are entered as an hour.
const LONGEST_MICROS: u64 = 3_600_000_000;

/// Everything that is measured while the load runs. Times count from the start of the load.
pub struct Measures {
    /// What is due before is left out, because the server is still filling its caches.
    from: Duration,
    until: Duration,
    /// From due to `ack`, for edits and comments.
    pub ack: Latencies,
    /// From due to the event on each screen, the author's too.
    pub screen: Latencies,
    /// From due to the author's own update coming back, which says that it is saved.
    pub note_saved: Latencies,
    /// From due to the update on each other screen.
    pub note_screen: Latencies,
    /// From due to leaving for the server: what the load tester itself is late.
    pub send_lag: Latencies,
    pub seconds: Vec<Second>,
    /// How many messages were due in the measured time.
    pub due: u64,
    /// How many were acknowledged in it.
    pub answered: u64,
    /// Events and notes that arrived in it, the events among them, and the bytes of these.
    pub delivered: u64,
    pub events: u64,
    pub event_bytes: u64,
    current: Latencies,
}

/// What happened in one second of the load.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Second {
    #[serde(rename = "second")]
    pub number: u64,
    pub measured: bool,
    pub due: u64,
    pub answered: u64,
    pub delivered: u64,
    /// Edit to screen, of the events that arrived in this second.
    pub screen_p50_ms: f64,
    pub screen_p99_ms: f64,
    pub screen_max_ms: f64,
}

impl Measures {
    pub fn new(from: Duration, length: Duration) -> Self {
        let latencies =
            || Latencies::new_with_bounds(1, LONGEST_MICROS, 3).expect("the bounds are within what a histogram takes");
        Self {
            from,
            until: from + length,
            ack: latencies(),
            screen: latencies(),
            note_saved: latencies(),
            note_screen: latencies(),
            send_lag: latencies(),
            seconds: vec![Second::default()],
            due: 0,
            answered: 0,
            delivered: 0,
            events: 0,
            event_bytes: 0,
            current: latencies(),
        }
    }

    /// Whether what is due or arrives then is measured.
    pub fn counts(&self, at: Duration) -> bool {
        self.from <= at && at < self.until
    }

    pub fn due(&mut self, at: Duration) {
        let index = usize::try_from(at.as_secs()).unwrap_or(usize::MAX).min(self.seconds.len() - 1);
        self.seconds[index].due += 1;
        self.due += u64::from(self.counts(at));
    }

    pub fn answered(&mut self, due: Duration, now: Duration) {
        self.now().answered += 1;
        self.answered += u64::from(self.counts(now));
        if self.counts(due) {
            self.ack.saturating_record(micros(now.saturating_sub(due)));
        }
    }

    /// One event on one screen.
    pub fn delivered(&mut self, due: Option<Duration>, now: Duration, bytes: usize) {
        self.now().delivered += 1;
        if self.counts(now) {
            self.delivered += 1;
            self.events += 1;
            self.event_bytes += bytes as u64;
        }
        let Some(due) = due else { return };
        let latency = micros(now.saturating_sub(due));
        self.current.saturating_record(latency);
        if self.counts(due) {
            self.screen.saturating_record(latency);
        }
    }

    /// One note on one screen.
    pub fn note(&mut self, due: Duration, now: Duration, own: bool) {
        self.now().delivered += 1;
        self.delivered += u64::from(self.counts(now));
        if own {
            self.now().answered += 1;
            self.answered += u64::from(self.counts(now));
        }
        if self.counts(due) {
            let latencies = if own { &mut self.note_saved } else { &mut self.note_screen };
            latencies.saturating_record(micros(now.saturating_sub(due)));
        }
    }

    pub fn sent(&mut self, due: Duration, now: Duration) {
        if self.counts(due) {
            self.send_lag.saturating_record(micros(now.saturating_sub(due)));
        }
    }

    /// Closes the current second and returns it.
    pub fn end_of_second(&mut self) -> Second {
        let number = self.seconds.len() as u64;
        let measured = self.counts(Duration::from_secs(number - 1));
        let quantile = |quantile| millis(self.current.value_at_quantile(quantile));
        let figures = (quantile(0.5), quantile(0.99), millis(self.current.max()));
        let second = self.now();
        (second.screen_p50_ms, second.screen_p99_ms, second.screen_max_ms) = figures;
        second.measured = measured;
        let closed = second.clone();
        self.current.reset();
        self.seconds.push(Second { number, ..Second::default() });
        closed
    }

    /// Closes the last second, which is shorter, and leaves out those in which nothing happened any more.
    pub fn end(&mut self) {
        self.end_of_second();
        while self.seconds.last().is_some_and(|last| last.due + last.answered + last.delivered == 0) {
            self.seconds.pop();
        }
    }

    fn now(&mut self) -> &mut Second {
        self.seconds.last_mut().expect("there is a second from the start")
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Milliseconds of a histogram's microseconds.
pub fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
}
