//! What is seen while the load runs: a bar on a terminal, else a line a second.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::measure::Second;

/// Shows on standard error, so that the report alone is on standard output.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(length: Duration) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{elapsed_precise} {wide_bar} {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(length.as_secs().max(1)).with_style(style)
        });
        Self { bar }
    }

    /// Says what is done before and after the load.
    pub fn step(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None => eprintln!("{text}"),
        }
    }

    pub fn second(&self, second: &Second, socket_errors: u64) {
        let Second { number, measured, due, answered, delivered, screen_p99_ms, .. } = second;
        let phase = if *measured { "" } else { " (not measured)" };
        let errors = if socket_errors == 0 { String::new() } else { format!(", {socket_errors} socket errors") };
        let text = format!(
            "due {due}/s, answered {answered}/s, delivered {delivered}/s, p99 {screen_p99_ms:.1} ms{errors}{phase}"
        );
        match &self.bar {
            Some(bar) => {
                bar.set_position(number + 1);
                bar.set_message(text);
            }
            None => eprintln!("{:>4} s: {text}", number + 1),
        }
    }

    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
